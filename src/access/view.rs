//! What auditors see of the access log.

use serde::Serialize;

use super::model::{Entity, Outcome};
use super::store::Line;
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AccessView {
    #[schema(format = Uuid)]
    pub id: String,
    pub outcome: Outcome,
    /// `user:ID` or `key:ID`.
    #[schema(example = "user:019a5d4e-7c00-7000-8000-000000000000")]
    pub actor: String,
    /// The operation of this API.
    #[schema(example = "bids_get")]
    pub operation: String,
    pub entity: Entity,
    /// None for an export, which shows many.
    #[schema(format = Uuid)]
    pub entity_id: Option<String>,
    #[schema(format = Uuid)]
    pub project_id: Option<String>,
    /// How often: refusals of one caller, operation and record are counted by day, what is shown line by line. Of an export: of how many
    /// organisations it shows contacts.
    pub times: i64,
    /// Business time.
    pub first_at: Timestamp,
    pub last_at: Timestamp,
}

impl From<Line> for AccessView {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            outcome: line.outcome,
            actor: line.actor,
            operation: line.operation,
            entity: line.entity,
            entity_id: line.entity_id,
            project_id: line.project_id,
            times: line.times,
            first_at: line.first_at,
            last_at: line.last_at,
        }
    }
}
