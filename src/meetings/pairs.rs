//! What each pair of a meeting is worth, and why: asked of the matching engine.

use serde::{Deserialize, Serialize};

use crate::matching::engine::{Answer, Engine, Match, Question, Weights};
use crate::platform::i18n::Text;
use crate::platform::ids::{NeedId, OrganizationId, ProjectId};

/// How many organisations are looked at for one demand, the best first. In a meeting of fewer that is everybody; who is locked to the demand is
/// asked about beyond them.
pub const MOST: usize = 300;

/// Who asks for partners.
#[derive(Clone, Debug)]
pub enum Record {
    Project(ProjectId),
    Need(NeedId),
}

/// What the engine says of a pair, 0–10000 each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    pub organization: OrganizationId,
    pub score: u32,
    pub own_view: u32,
}

/// Why a pair has its score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingPairExplanation)]
pub struct Explanation {
    /// Exactly the sum of the criteria's points, 0–10000.
    pub project_score: u32,
    /// What the organisation itself would think of it, 0–10000.
    pub organization_view: u32,
    /// The share of the weights whose criteria are known, 0–10000.
    pub confidence: u32,
    pub criteria: Vec<Reasoned>,
}

/// What one criterion adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeetingPairReason)]
pub struct Reasoned {
    #[schema(example = "field")]
    pub key: String,
    /// Percent.
    pub weight: u32,
    pub points: u32,
    /// One side says nothing: the mean of its cohort counts.
    pub no_data: bool,
    pub reason: Text,
    /// The stored records behind the reason.
    pub sources: Vec<String>,
}

/// Those of these organisations that pass a demand's hard conditions, best first.
pub fn weigh(engine: &Engine, record: &Record, among: &[String], weights: &Weights) -> Vec<Worth> {
    let worth = |found: Match| {
        let organization = OrganizationId::parse(&found.id)?;
        Some(Worth { organization, score: found.score, own_view: found.organization_view.value })
    };
    ask(engine, record, among, weights).into_iter().filter_map(worth).collect()
}

/// Why these organisations have their scores, with the scores.
pub fn explain(engine: &Engine, record: &Record, among: &[String], weights: &Weights) -> Vec<(OrganizationId, u32, Explanation)> {
    let told = |found: Match| Some((OrganizationId::parse(&found.id)?, found.score, Explanation::of(found)));
    ask(engine, record, among, weights).into_iter().filter_map(told).collect()
}

/// What an organisation was invited to this month takes nothing off here: fair exposure is for lists.
fn ask(engine: &Engine, record: &Record, among: &[String], weights: &Weights) -> Vec<Match> {
    let question = Question { among: Some(among), fair_exposure: false, ..Question::new(weights, MOST) };
    let answer: Option<Answer> = match record {
        Record::Project(id) => engine.organizations_for(id.as_str(), &question),
        Record::Need(id) => engine.organizations_for_need(id.as_str(), &question),
    };
    answer.map(|answer| answer.items).unwrap_or_default()
}

impl Explanation {
    fn of(found: Match) -> Self {
        let criteria = found.criteria.into_iter().map(|criterion| Reasoned {
            key: serde_json::to_value(criterion.key).ok().and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default(),
            weight: criterion.weight,
            points: criterion.points,
            no_data: criterion.no_data,
            reason: Text::new(criterion.reason.zh, criterion.reason.en),
            sources: criterion.sources,
        });
        Self {
            project_score: found.project_score,
            organization_view: found.organization_view.value,
            confidence: found.confidence,
            criteria: criteria.collect(),
        }
    }
}
