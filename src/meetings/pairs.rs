//! What each pair of a meeting is worth, and why: asked of the matching engine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::areas;
use crate::matching::engine::records::{AreaRef, Need, Organization, Project};
use crate::matching::engine::{Answer, Candidates, Day, Engine, Match, Question, Weights};
use crate::matching::taxonomy;
use crate::needs;
use crate::organizations::{self, Profile};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{NeedId, OrganizationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects;

/// How many organisations are looked at for one demand, the best first. In a meeting of fewer that is everybody.
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

/// The organisations that pass a demand's hard conditions, best first.
pub fn weigh(engine: &Engine, record: &Record, weights: &Weights) -> Vec<Worth> {
    let Some(answer) = ask(engine, record, weights, MOST) else { return Vec::new() };
    let worth = |found: &Match| {
        let organization = OrganizationId::parse(&found.id)?;
        Some(Worth { organization, score: found.score, own_view: found.organization_view.value })
    };
    answer.matches.iter().filter_map(worth).collect()
}

/// Why these organisations suit the demand as they do.
pub fn explain(engine: &Engine, record: &Record, weights: &Weights) -> BTreeMap<OrganizationId, Explanation> {
    let Some(answer) = ask(engine, record, weights, MOST) else { return BTreeMap::new() };
    answer.matches.into_iter().filter_map(|found| Some((OrganizationId::parse(&found.id)?, Explanation::of(found)))).collect()
}

fn ask(engine: &Engine, record: &Record, weights: &Weights, most: usize) -> Option<Answer> {
    let question = Question { weights, most, candidates: Candidates::All, fair_exposure: false };
    match record {
        Record::Project(id) => engine.organizations_for(id.as_str(), &question),
        Record::Need(id) => engine.organizations_for_need(id.as_str(), &question),
    }
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

/// An engine that knows the meeting's participants and demands.
pub fn engine(conn: &mut Conn, participants: &[OrganizationId], records: &[Record], now: Timestamp) -> Result<Engine> {
    let today = Day::parse(&now.shanghai_date().to_string()).ok_or_else(|| Problem::broken("today is no day"))?;
    let mut engine = Engine::new(taxonomy::taxonomy(), taxonomy::lexicon(), today);
    for profile in organizations::supplies(conn, true)? {
        if participants.contains(&profile.organization.id) {
            engine.upsert_organization(organization(profile));
        }
    }
    for record in records {
        match record {
            Record::Project(id) => {
                if let Some(project) = projects::find(conn, id)? {
                    engine.upsert_project(of_project(conn, project)?);
                }
            }
            Record::Need(id) => {
                if let Some(need) = needs::find(conn, id)? {
                    engine.upsert_need(of_need(conn, need)?);
                }
            }
        }
    }
    engine.calibrate();
    Ok(engine)
}

fn organization(profile: Profile) -> Organization {
    let place = |code: String, path: String| AreaRef { code, path };
    let organization = profile.organization;
    Organization {
        name: organization.name_zh,
        kind: organization.kind.to_string(),
        can_contract: organizations::may_contract(organization.kind).is_ok(),
        fields: profile.fields,
        target_groups: profile.target_groups,
        areas_served: profile.areas_served.into_iter().map(|area| place(area.code, area.path)).collect(),
        home_area: Some(place(organization.area_code, profile.area_path)),
        text: organization.description_zh,
        ..Organization::new(organization.id.as_str())
    }
}

fn of_project(conn: &mut Conn, project: projects::Project) -> Result<Project> {
    let content = project.content()?;
    let path = areas::path_of(conn, &project.area_code, "/area_code")?;
    let mut record = Project::new(project.id.as_str());
    record.conflicts.organizations = vec![project.buyer_id.to_string(), project.author_organization_id.to_string()];
    Ok(Project {
        budget: project.budget_fen.and_then(|budget| u64::try_from(budget.fen()).ok()),
        title: project.title_zh,
        text: project.description_zh,
        field: project.field,
        item: project.catalogue_item_id.map(|item| item.to_string()),
        target_groups: content.target_groups,
        area: Some(AreaRef { code: project.area_code, path }),
        ..record
    })
}

fn of_need(conn: &mut Conn, need: needs::Need) -> Result<Need> {
    let path = areas::path_of(conn, &need.area_code, "/area_code")?;
    Ok(Need {
        target_groups: need.target_groups()?,
        title: need.title_zh,
        text: need.description_zh,
        field: Some(need.field),
        area: Some(AreaRef { code: need.area_code, path }),
        ..Need::new(need.id.as_str())
    })
}
