//! What the person and those who manage it see of a membership.

use std::collections::HashMap;

use serde::Serialize;

use super::store;
use super::store::Membership;
use crate::identity::users;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{MembershipId, OrganizationId, UserId};
use crate::platform::time::Timestamp;

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HomeView {
    pub id: OrganizationId,
    pub name_zh: String,
}

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PlaceView {
    #[schema(example = "310107015")]
    pub code: String,
    #[schema(example = "长寿路街道")]
    pub name_zh: String,
    /// The role reaches everything below this path.
    #[schema(example = "/310000/310107/310107015/")]
    pub path: String,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct MembershipView {
    pub id: MembershipId,
    pub user_id: UserId,
    pub user_name: String,
    pub user_email: String,
    pub role: Role,
    pub organization: Option<HomeView>,
    pub area: Option<PlaceView>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Send it as `If-Match: "1"` to end the membership.
    pub version: i64,
    /// What this caller may do with it now.
    #[schema(example = json!(["end"]))]
    pub allowed_actions: Vec<&'static str>,
}

/// The memberships with the people, organisations and places that they name; `may_end` says which of them the caller may end.
pub fn describe(conn: &mut Conn, memberships: Vec<Membership>, may_end: impl Fn(&Membership) -> bool) -> Result<Vec<MembershipView>> {
    let people: Vec<_> = memberships.iter().map(|m| m.user_id.clone()).collect();
    let people: HashMap<_, _> = users::store::by_ids(conn, &people)?.into_iter().map(|user| (user.id.clone(), user)).collect();
    let homes = store::homes(conn, memberships.iter().filter_map(|m| m.organization_id.clone()).collect())?;
    let homes: HashMap<_, _> = homes.into_iter().map(|home| (home.id.clone(), home)).collect();
    let places = store::places(conn, memberships.iter().filter_map(|m| m.area_code.clone()).collect())?;
    let places: HashMap<_, _> = places.into_iter().map(|place| (place.code.clone(), place)).collect();
    memberships
        .into_iter()
        .map(|m| {
            let user = people.get(&m.user_id).ok_or_else(|| Problem::broken(format!("membership {} of nobody", m.id)))?;
            let organization = m.organization_id.as_ref().and_then(|id| homes.get(id));
            let area = m.area_code.as_ref().and_then(|code| places.get(code));
            Ok(MembershipView {
                user_name: user.name.clone(),
                user_email: user.email.clone(),
                organization: organization.map(|home| HomeView { id: home.id.clone(), name_zh: home.name_zh.clone() }),
                area: area.map(|p| PlaceView { code: p.code.clone(), name_zh: p.name_zh.clone(), path: p.path.clone() }),
                allowed_actions: if m.ended_at.is_none() && may_end(&m) { vec!["end"] } else { Vec::new() },
                id: m.id,
                user_id: m.user_id,
                role: m.role,
                created_at: m.created_at,
                ended_at: m.ended_at,
                version: m.version,
            })
        })
        .collect()
}
