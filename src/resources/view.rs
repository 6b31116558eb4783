//! What the outside sees of a resource.

use std::collections::HashMap;

use serde::Serialize;

use super::model::{Kind, Status};
use super::policy;
use super::policy::Relation;
use super::store::{self, Placed, Slot};
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Call, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, ResourceId, ResourceSlotId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ResourceView {
    pub id: ResourceId,
    pub organization_id: OrganizationId,
    /// Who offers it.
    pub organization: Text,
    pub kind: Kind,
    #[schema(example = "社区活动中心二楼大厅")]
    pub name_zh: String,
    pub name_en: Option<String>,
    pub description_zh: String,
    /// Where it is, or where it is lent.
    #[schema(example = "310107015")]
    pub area_code: String,
    /// How many people it serves at once.
    #[schema(example = 80)]
    pub seats: Option<i32>,
    pub status: Status,
    /// Those that are not over, by their beginning.
    pub slots: Vec<SlotView>,
    /// What those say who had it.
    pub ratings: Ratings,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    /// What you may do with it now.
    pub allowed_actions: Vec<&'static str>,
}

/// How those who had a resource rate it.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
#[schema(as = ResourceRatings)]
pub struct Ratings {
    pub count: i32,
    /// Of 5 stars, with two places; none where nobody has rated.
    #[schema(value_type = Option<String>, example = "4.50")]
    pub average: Option<Hundredths>,
    #[serde(skip)]
    stars: i32,
}

impl Ratings {
    pub fn count(&mut self, stars: i32) {
        self.count += 1;
        self.stars += stars;
        self.average = Some(Hundredths::new(i64::from(self.stars) * 100 / i64::from(self.count)));
    }
}

/// A time at which it can be had.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ResourceSlotView)]
pub struct SlotView {
    pub id: ResourceSlotId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// How many of it there are then.
    #[schema(example = 1)]
    pub quantity: i32,
    /// How many nobody holds.
    #[schema(example = 1)]
    pub free: i32,
}

impl SlotView {
    pub fn of(slot: Slot) -> Self {
        Self { id: slot.id, starts_at: slot.starts_at, ends_at: slot.ends_at, quantity: slot.quantity, free: slot.free }
    }
}

/// Resources as this caller sees them, in their order.
pub(super) fn of_many(conn: &mut Conn, call: &Call, found: Vec<Placed>) -> Result<Vec<ResourceView>> {
    let ids: Vec<ResourceId> = found.iter().map(|placed| placed.resource.id.clone()).collect();
    let mut slots = store::upcoming(conn, &ids, call.now)?;
    let mut ratings = store::ratings_of(conn, &ids)?;
    let mut names: HashMap<OrganizationId, Text> = HashMap::new();
    let mut views = Vec::with_capacity(found.len());
    for Placed { resource, path } in found {
        let organization = match names.get(&resource.organization_id) {
            Some(name) => name.clone(),
            None => organizations::name_of(conn, resource.organization_id.as_str())?.unwrap_or_default(),
        };
        names.insert(resource.organization_id.clone(), organization.clone());
        let relation = Relation::of(&call.actor, &resource.organization_id, &path);
        views.push(ResourceView {
            slots: slots.remove(&resource.id).unwrap_or_default().into_iter().map(SlotView::of).collect(),
            ratings: ratings.remove(&resource.id).unwrap_or_default(),
            allowed_actions: relation.allowed_actions(resource.status),
            id: resource.id,
            organization_id: resource.organization_id,
            organization,
            kind: resource.kind,
            name_zh: resource.name_zh,
            name_en: resource.name_en,
            description_zh: resource.description_zh,
            area_code: resource.area_code,
            seats: resource.seats,
            status: resource.status,
            created_at: resource.created_at,
            updated_at: resource.updated_at,
            version: resource.version,
        });
    }
    Ok(views)
}

/// One resource as this caller sees it.
pub(super) fn of(conn: &mut Conn, call: &Call, found: Placed) -> Result<ResourceView> {
    of_many(conn, call, vec![found])?.pop().ok_or_else(policy::unknown)
}

/// The resource as it is after a change, with its version.
pub(super) fn reply(conn: &mut Conn, call: &Call, found: Placed) -> Result<Reply> {
    let view = of(conn, call, found)?;
    Ok(Reply::ok(&view)?.version(view.version))
}
