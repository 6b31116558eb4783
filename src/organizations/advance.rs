//! The one way in which an organisation changes its status: checked, saved over the version that was read, recorded.

use serde_json::json;

use super::model::{Move, Status};
use super::policy::{Relation, unknown};
use super::store::{self, Organization, Profile};
use super::view::OrganizationView;
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Reply, Result};
use crate::platform::ids::OrganizationId;

/// Takes one step of the lifecycle. The reason is for the organisation and the hub; it stays out of the event.
pub fn advance(tx: &mut Tx, call: &Call, organization: &mut Organization, step: Move, reason: Option<&str>) -> Result<()> {
    let before = organization.status;
    organization.status = before.try_after(step)?;
    organization.status_reason = reason.map(|reason| reason.trim().to_owned());
    organization.verified_at = match (step, organization.status) {
        (Move::Verify, _) => Some(call.now),
        (_, Status::Submitted) => None,
        _ => organization.verified_at,
    };
    store::save(tx, organization, call.now)?;
    let path = areas::path_of(tx, &organization.area_code, "/area_code")?;
    let facts = json!({"from": before, "to": organization.status});
    let event = Event::new(step.event(), &organization.id).for_organization(&organization.id).for_area(&path).with(facts);
    journal::record(tx, call, event)
}

/// A decision as the API takes it: known to the caller, allowed to them, about the version that they read.
pub fn decide(tx: &mut Tx, call: &Call, id: &str, step: Move, reason: Option<&str>) -> Result<Reply> {
    let mut profile = find(tx, id)?;
    let relation = Relation::of(&call.actor, &profile.organization.id, &profile.area_path);
    relation.allow(profile.organization.status, step)?;
    call.expect_version(profile.organization.version)?;
    advance(tx, call, &mut profile.organization, step, reason)?;
    answer(call, profile)
}

pub(super) fn find(tx: &mut Tx, id: &str) -> Result<Profile> {
    let id = OrganizationId::parse(id).ok_or_else(unknown)?;
    store::profile(tx, &id)?.ok_or_else(unknown)
}

pub(super) fn answer(call: &Call, profile: Profile) -> Result<Reply> {
    let version = profile.organization.version;
    Ok(Reply::ok(&OrganizationView::of(profile, &call.actor))?.version(version))
}
