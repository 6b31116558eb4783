//! What the outside sees of a need.

use serde::Serialize;

use super::model::{Channel, Status};
use super::policy::Relation;
use super::store::Need;
use crate::organizations::taxonomy::NeedCategory;
use crate::platform::actor::Actor;
use crate::platform::http::Result;
use crate::platform::ids::{NeedId, UserId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NeedView {
    pub id: NeedId,
    pub title_zh: String,
    pub description_zh: String,
    #[schema(example = "310107015")]
    pub area_code: String,
    /// Slug of the service field.
    #[schema(example = "jobs_startups")]
    pub field: String,
    pub category: NeedCategory,
    /// Slugs of target groups; none means all residents.
    pub target_groups: Vec<String>,
    pub channel: Channel,
    pub status: Status,
    /// Why it was declined.
    pub status_reason: Option<String>,
    /// For the hub and the reporter only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<UserId>,
    pub source: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// What you may do with it now.
    pub allowed_actions: Vec<&'static str>,
}

impl NeedView {
    pub(super) fn of(need: Need, area_path: &str, actor: &Actor) -> Result<Self> {
        let relation = Relation::of(actor, &need.reported_by, area_path);
        Ok(Self {
            target_groups: need.target_groups()?,
            id: need.id,
            title_zh: need.title_zh,
            description_zh: need.description_zh,
            area_code: need.area_code,
            field: need.field,
            category: need.category,
            channel: need.channel,
            status: need.status,
            status_reason: need.status_reason,
            reported_by: relation.may_see_reporter().then_some(need.reported_by),
            source: need.source,
            created_at: need.created_at,
            updated_at: need.updated_at,
            allowed_actions: relation.allowed_actions(need.status),
        })
    }
}
