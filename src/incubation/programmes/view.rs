//! What the outside sees of a programme: everybody who is signed in may read it.

use serde::Serialize;

use super::model::{ChecklistItem, ProgrammeStatus};
use super::store::Programme;
use crate::platform::actor::{Actor, Role};
use crate::platform::http::Result;
use crate::platform::ids::IncubationProgrammeId;
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = IncubationProgrammeView)]
pub struct ProgrammeView {
    pub id: IncubationProgrammeId,
    #[schema(example = "310107015")]
    pub area_code: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub description_zh: String,
    pub places: i32,
    pub places_free: i32,
    pub term_months: i32,
    /// Months of the one extension; 0 where there is none.
    pub extension_months: i32,
    /// What a case must have reached to graduate.
    pub checklist: Vec<ChecklistItem>,
    pub status: ProgrammeStatus,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// What you may do with it now.
    pub allowed_actions: Vec<&'static str>,
}

impl ProgrammeView {
    pub fn of(programme: Programme, path: &str, actor: &Actor) -> Result<Self> {
        let is_open = programme.status == ProgrammeStatus::Open;
        let mut allowed_actions = Vec::new();
        if actor.reaches(&[Role::HubOperator], path) {
            allowed_actions.push("update");
            if is_open {
                allowed_actions.push("close");
            }
        }
        if actor.has_any(&[Role::NgoManager]) && is_open {
            allowed_actions.push("apply");
        }
        Ok(Self {
            checklist: programme.checklist()?,
            id: programme.id,
            area_code: programme.area_code,
            title_zh: programme.title_zh,
            title_en: programme.title_en,
            description_zh: programme.description_zh,
            places: programme.places,
            places_free: programme.places - programme.places_taken,
            term_months: programme.term_months,
            extension_months: programme.extension_months,
            status: programme.status,
            created_at: programme.created_at,
            updated_at: programme.updated_at,
            allowed_actions,
        })
    }
}
