//! What everybody sees of an amendment. Who wrote it is in the file of the purchase.

use serde::Serialize;

use super::store::Amendment;
use crate::platform::ids::{AmendmentId, ProjectId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AmendmentView {
    pub id: AmendmentId,
    pub project_id: ProjectId,
    pub round: i32,
    /// From 1 in each round.
    pub number: i32,
    #[schema(example = "服务地点增加两个居委会。")]
    pub text_zh: String,
    pub text_en: Option<String>,
    /// Whether it may change what is offered.
    pub affects_bids: bool,
    pub deadline_before: Timestamp,
    /// The deadline from then on.
    pub deadline_after: Timestamp,
    pub amended_at: Timestamp,
}

impl From<Amendment> for AmendmentView {
    fn from(row: Amendment) -> Self {
        Self {
            id: row.id,
            project_id: row.project_id,
            round: row.round,
            number: row.number,
            text_zh: row.text_zh,
            text_en: row.text_en,
            affects_bids: row.affects_bids,
            deadline_before: row.deadline_before,
            deadline_after: row.deadline_after,
            amended_at: row.amended_at,
        }
    }
}
