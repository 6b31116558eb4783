//! What the outside sees of the support ledger.

use chrono::NaiveDate;
use serde::Serialize;

use super::model::{SupportKind, SupportUnit};
use super::store::Support;
use crate::platform::decimal::Hundredths;
use crate::platform::ids::{IncubationCaseId, SupportId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = IncubationSupportView)]
pub struct SupportView {
    pub id: SupportId,
    pub case_id: IncubationCaseId,
    pub kind: SupportKind,
    #[schema(value_type = String, example = "2.00")]
    pub quantity: Hundredths,
    pub unit: SupportUnit,
    /// Never negative; a counter-entry takes as much back as its entry gave.
    #[schema(value_type = i64, example = 0)]
    pub value_fen: Money,
    /// Who gave it.
    pub provider_zh: String,
    pub provided_on: NaiveDate,
    pub note_zh: String,
    /// The entry that this one takes back.
    pub reverses: Option<SupportId>,
    /// Whether a counter-entry has taken this one back.
    pub reversed: bool,
    pub created_at: Timestamp,
}

/// A page of the ledger with the total of all of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IncubationSupportLedger {
    pub items: Vec<SupportView>,
    /// Give it back as `?cursor=` for the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// Of all entries of the case, less what was taken back.
    #[schema(value_type = i64, example = 500000)]
    pub total_fen: Money,
}

impl SupportView {
    pub fn of(support: Support, reversed: bool) -> Self {
        Self {
            id: support.id,
            case_id: support.case_id,
            kind: support.kind,
            quantity: support.quantity,
            unit: support.unit,
            value_fen: support.value,
            provider_zh: support.provider_zh,
            provided_on: support.provided_on.date(),
            note_zh: support.note_zh,
            reverses: support.reverses,
            reversed,
            created_at: support.created_at,
        }
    }
}
