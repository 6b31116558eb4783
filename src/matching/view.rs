//! What the outside sees of a ranking: every score with its parts, every part with its reason, and who was left out why.

use serde::{Deserialize, Serialize};

use super::first::{self, Filter, Key, Ranking};
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MatchQuery {
    /// How many matches: 1 to 100, 20 unless told.
    pub limit: Option<usize>,
}

impl MatchQuery {
    pub(super) fn most(&self) -> Result<usize> {
        let limit = self.limit.unwrap_or(20);
        if (1..=100).contains(&limit) {
            return Ok(limit);
        }
        Err(Problem::field("limit", "out_of_range", "须在 1 到 100 之间。", "must be between 1 and 100."))
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MatchesView {
    /// Version of the table of weights.
    #[schema(example = "2026-11-first")]
    pub weights: String,
    /// How many passed the hard conditions; `items` are the best of them.
    pub candidates: usize,
    pub items: Vec<MatchView>,
    pub left_out: Vec<LeftOutView>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MatchView {
    /// Of the organisation, or of the project.
    #[schema(format = Uuid)]
    pub id: String,
    pub name: String,
    /// 0–10000: exactly the sum of the criteria's points.
    #[schema(example = 8250)]
    pub score: u32,
    pub criteria: Vec<CriterionView>,
    /// Phrases that stand in both texts.
    pub words_in_common: Vec<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CriterionView {
    /// `field`, `area`, `target_group` or `text`.
    #[schema(value_type = String, example = "field")]
    pub key: Key,
    /// Percent.
    pub weight: u32,
    /// 0–10000.
    pub value: u32,
    pub points: u32,
    pub reason: Text,
    /// The stored record that the reason comes from.
    pub source: Option<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LeftOutView {
    #[schema(format = Uuid)]
    pub id: String,
    /// The hard condition that was not met: `verified` or `can_contract`.
    #[schema(value_type = String, example = "verified")]
    pub failed: Filter,
}

impl From<Ranking> for MatchesView {
    fn from(ranking: Ranking) -> Self {
        Self {
            weights: ranking.weights,
            candidates: ranking.candidates,
            items: ranking.matches.into_iter().map(MatchView::from).collect(),
            left_out: ranking.left_out.into_iter().map(|out| LeftOutView { id: out.id, failed: out.failed }).collect(),
        }
    }
}

impl From<first::Match> for MatchView {
    fn from(found: first::Match) -> Self {
        Self {
            id: found.id,
            name: found.name,
            score: found.score,
            criteria: found.criteria.into_iter().map(CriterionView::from).collect(),
            words_in_common: found.words_in_common,
        }
    }
}

impl From<first::Criterion> for CriterionView {
    fn from(criterion: first::Criterion) -> Self {
        Self {
            key: criterion.key,
            weight: criterion.weight,
            value: criterion.value,
            points: criterion.points,
            reason: Text { zh: criterion.reason.zh, en: criterion.reason.en },
            source: criterion.source,
        }
    }
}
