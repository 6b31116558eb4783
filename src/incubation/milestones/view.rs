//! What the outside sees of a milestone.

use chrono::NaiveDate;
use serde::Serialize;

use super::store::Milestone;
use crate::platform::ids::{IncubationCaseId, MilestoneId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = IncubationMilestoneView)]
pub struct MilestoneView {
    pub id: MilestoneId,
    pub case_id: IncubationCaseId,
    /// The item of the programme's checklist; none for what was added. Graduation needs every item reached.
    pub checklist_key: Option<String>,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub due_on: Option<NaiveDate>,
    pub reached_on: Option<NaiveDate>,
    pub note_zh: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Send it as `If-Match: "1"` to note it.
    pub version: i64,
}

impl From<Milestone> for MilestoneView {
    fn from(milestone: Milestone) -> Self {
        Self {
            id: milestone.id,
            case_id: milestone.case_id,
            checklist_key: milestone.checklist_key,
            title_zh: milestone.title_zh,
            title_en: milestone.title_en,
            due_on: milestone.due_on.map(|date| date.date()),
            reached_on: milestone.reached_on.map(|date| date.date()),
            note_zh: milestone.note_zh,
            created_at: milestone.created_at,
            updated_at: milestone.updated_at,
            version: milestone.version,
        }
    }
}
