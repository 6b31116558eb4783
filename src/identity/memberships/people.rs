//! The people of an organisation and those who are invited, for the page of whoever manages them; and one's own memberships.

use serde::Serialize;

use super::policy::{self, NGO_ROLES, Post};
use super::store::{self, Home};
use super::view::{MembershipView, describe};
use crate::identity::links::{self, Link};
use crate::platform::actor::{Identity, Role};
use crate::platform::clock::system_now;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{LinkId, OrganizationId};
use crate::platform::time::Timestamp;

/// The people of one organisation.
pub struct People {
    pub organization: OrganizationId,
    pub name_zh: String,
    pub members: Vec<MembershipView>,
    pub invitations: Vec<OpenInvitation>,
    /// The roles to which this caller may invite.
    pub roles: Vec<Role>,
}

/// Somebody who was invited and has not come yet.
#[derive(Serialize)]
pub struct OpenInvitation {
    pub id: LinkId,
    pub email: String,
    pub name: Option<String>,
    pub role: Option<Role>,
    /// System time.
    pub expires_at: Timestamp,
}

impl From<Link> for OpenInvitation {
    fn from(link: Link) -> Self {
        Self { id: link.id, email: link.email.unwrap_or_default(), name: link.name, role: link.role, expires_at: link.expires_at }
    }
}

/// 404 for whoever does not manage them.
pub fn people(conn: &mut Conn, call: &Call, organization: &str) -> Result<People> {
    let unknown = || Problem::not_found("机构", "organisation");
    let id = OrganizationId::parse(organization).ok_or_else(unknown)?;
    let home = store::home(conn, &id)?.filter(|home| manages(call, home)).ok_or_else(unknown)?;
    let members = store::live_in(conn, &id)?;
    let open = links::store::open_invitations(conn, &id, system_now())?;
    Ok(People {
        members: describe(conn, members, |_| true)?,
        invitations: open.into_iter().map(OpenInvitation::from).collect(),
        roles: NGO_ROLES.iter().copied().filter(|role| policy::may_invite(&call.actor, &post(&home, *role))).collect(),
        organization: id,
        name_zh: home.name_zh,
    })
}

/// Whether the caller manages the people of this organisation.
pub fn manages_people(conn: &mut Conn, call: &Call, organization: &OrganizationId) -> Result<bool> {
    Ok(store::home(conn, organization)?.is_some_and(|home| manages(call, &home)))
}

fn manages(call: &Call, home: &Home) -> bool {
    policy::may_end(&call.actor, &post(home, Role::NgoMember))
}

fn post(home: &Home, role: Role) -> Post<'_> {
    Post { role, organization: Some(policy::Home { id: &home.id, area_path: &home.area_path }), area_path: None }
}

/// The live memberships of whoever calls, with what they may do about them themselves.
pub fn own_memberships(conn: &mut Conn, call: &Call) -> Result<Vec<MembershipView>> {
    let Identity::User(id) = &call.actor.identity else { return Ok(Vec::new()) };
    let live = store::live_of(conn, id)?;
    describe(conn, live, |m| policy::may_leave(&call.actor, &m.user_id, m.role))
}
