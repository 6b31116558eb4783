//! Adds a membership; the use cases that make one, and the demo's tables, come through here.

use serde_json::json;

use super::store;
use super::store::Membership;
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::actor::Role;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};
use crate::platform::ids::{MembershipId, OrganizationId, UserId};

/// The role and where it is held. Whether the role fits the place is checked where an invitation is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMembership {
    pub user_id: UserId,
    pub role: Role,
    pub organization_id: Option<OrganizationId>,
    pub area_code: Option<String>,
}

/// Adds the membership; one that says the same and is live stays as it is.
pub fn add_membership(tx: &mut Tx, call: &Call, new: &NewMembership) -> Result<Membership> {
    if let Some(twin) = store::twin(tx, &new.user_id, new.role, new.organization_id.as_ref(), new.area_code.as_deref())? {
        return Ok(twin);
    }
    let area_path = new.area_code.as_deref().map(|code| areas::path_of(tx, code, "/area_code")).transpose()?;
    let membership = Membership {
        id: MembershipId::new(),
        user_id: new.user_id.clone(),
        organization_id: new.organization_id.clone(),
        role: new.role,
        area_code: new.area_code.clone(),
        created_at: call.now,
        ended_at: None,
        version: 1,
    };
    store::insert(tx, &membership)?;
    journal::record(tx, call, event("membership.created", &membership, area_path.as_deref()))?;
    Ok(membership)
}

/// Seen by the organisation and by those whose area it is.
pub(super) fn event(name: &'static str, membership: &Membership, area_path: Option<&str>) -> Event {
    let mut event = Event::new(name, &membership.id).with(json!({
        "user_id": membership.user_id,
        "role": membership.role,
        "organization_id": membership.organization_id,
        "area_code": membership.area_code,
    }));
    if let Some(organization) = &membership.organization_id {
        event = event.for_organization(organization);
    }
    if let Some(path) = area_path {
        event = event.for_area(path);
    }
    event
}
