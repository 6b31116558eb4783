//! How many matches are asked for.

use serde::Deserialize;

use crate::platform::http::{Problem, Result};

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
