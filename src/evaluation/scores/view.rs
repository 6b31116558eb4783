//! What the outside sees of a score sheet: the seat that gave it, never the person.

use serde::Serialize;

use super::model::{CriterionScore, SheetStatus};
use super::store::Sheet;
use crate::platform::decimal::Hundredths;
use crate::platform::http::Result;
use crate::platform::ids::{BidId, PanelMemberId, ScoreSheetId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ScoreSheetView {
    pub id: ScoreSheetId,
    pub bid_id: BidId,
    pub panel_member_id: PanelMemberId,
    pub status: SheetStatus,
    pub scores: Vec<CriterionScore>,
    /// The sum of the points given so far.
    #[schema(value_type = String, example = "70.50")]
    pub total: Hundredths,
    pub signed_at: Option<Timestamp>,
    /// Of what was signed.
    pub digest: Option<String>,
    pub version: i64,
}

/// The caller's sheets after signing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SignedSheets {
    pub items: Vec<ScoreSheetView>,
}

impl ScoreSheetView {
    pub fn of(sheet: Sheet) -> Result<Self> {
        Ok(Self {
            total: sheet.total()?,
            scores: sheet.scores()?,
            id: sheet.id,
            bid_id: sheet.bid_id,
            panel_member_id: sheet.panel_member_id,
            status: sheet.status,
            signed_at: sheet.signed_at,
            digest: sheet.digest,
            version: sheet.version,
        })
    }
}
