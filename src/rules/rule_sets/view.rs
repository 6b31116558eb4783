//! What the outside sees of a rule set.

use chrono::NaiveDate;
use serde::Serialize;

use super::store::Row;
use crate::platform::http::Result;
use crate::platform::time::Timestamp;
use crate::rules::rule_set::RuleSet;

/// A version of a rule set, without its values.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RuleSetSummary {
    #[schema(example = "below_threshold_selection")]
    pub code: String,
    #[schema(example = "2026-01")]
    pub version: String,
    /// `sha256:` and the hex digest of the canonical JSON of the values.
    pub digest: String,
    pub name_zh: String,
    pub name_en: String,
    pub valid_from: NaiveDate,
    /// The last day of validity; null while it is open.
    pub valid_to: Option<NaiveDate>,
    /// Whether projects may be published under it.
    pub confirmed: bool,
    /// The values that still need a source; empty when confirmed.
    pub open_cells: Vec<String>,
    pub loaded_at: Timestamp,
}

/// A version of a rule set with all its values.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RuleSetView {
    #[serde(flatten)]
    pub summary: RuleSetSummary,
    /// Every value, with its source and how certain it is under `sources`.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
}

impl RuleSetSummary {
    pub(super) fn of(row: &Row) -> Result<Self> {
        let rules: RuleSet = row.body.parse()?;
        let open_cells: Vec<String> = match rules.confirmed() {
            Ok(()) => Vec::new(),
            Err(open) => open.into_iter().map(str::to_owned).collect(),
        };
        Ok(Self {
            code: row.code.clone(),
            version: row.version.clone(),
            digest: row.digest.clone(),
            name_zh: rules.name_zh,
            name_en: rules.name_en,
            valid_from: rules.valid_from,
            valid_to: rules.valid_to,
            confirmed: open_cells.is_empty(),
            open_cells,
            loaded_at: row.loaded_at,
        })
    }
}

impl RuleSetView {
    pub(super) fn of(row: &Row) -> Result<Self> {
        Ok(Self { summary: RuleSetSummary::of(row)?, body: row.body.parse()? })
    }
}
