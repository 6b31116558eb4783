//! Who may do what with an offered resource.

use super::model::Status;
use super::store::{self, Placed};
use crate::organizations::{self, Profile};
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{OrganizationId, ResourceId};

/// Roles that follow everything that is lent in the places they reach.
pub const AREA_READERS: &[Role] = &[Role::DistrictOfficer, Role::StreetOfficer, Role::HubOperator];

/// What a caller is to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Belongs to the organisation that offers it.
    pub provider: bool,
    /// The hub of the place keeps the offers of those who have no computer.
    pub hub: bool,
    /// Reads every reservation of it.
    pub reader: bool,
}

impl Relation {
    pub fn of(actor: &Actor, organization: &OrganizationId, area_path: &str) -> Self {
        Self {
            provider: actor.is_member_of(organization),
            hub: actor.reaches(&[Role::HubOperator], area_path),
            reader: actor.reaches(AREA_READERS, area_path) || actor.has_any(&[Role::Auditor]),
        }
    }

    pub fn keeps(self) -> bool {
        self.provider || self.hub
    }

    /// 403 for all but the provider and the hub of the place.
    pub fn must_keep(self) -> Result<()> {
        if self.keeps() { Ok(()) } else { Err(out_of_reach()) }
    }

    pub fn allowed_actions(self, status: Status) -> Vec<&'static str> {
        if self.keeps() {
            return status.moves().to_vec();
        }
        if status == Status::Offered { vec!["reserve"] } else { Vec::new() }
    }
}

/// What is offered is known to everybody who is signed in, what is withdrawn to those who keep or follow it; whoever
/// has reserved it reads of it in the reservation.
pub fn known(conn: &mut Conn, actor: &Actor, id: &str) -> Result<(Placed, Relation)> {
    let id = ResourceId::parse(id).ok_or_else(unknown)?;
    let found = store::placed(conn, &id)?.ok_or_else(unknown)?;
    let relation = Relation::of(actor, &found.resource.organization_id, &found.path);
    let hidden = found.resource.status == Status::Withdrawn && !relation.keeps() && !relation.reader;
    if hidden { Err(unknown()) } else { Ok((found, relation)) }
}

/// The organisation in whose name somebody offers: verified, and one's own or of the place where one is the hub.
pub fn provider(conn: &mut Conn, actor: &Actor, id: &OrganizationId, pointer: &'static str) -> Result<Profile> {
    let unknown = || Problem::field(pointer, "unknown_organization", "没有这个机构。", "is no organisation.");
    let profile = organizations::profile(conn, id)?.ok_or_else(unknown)?;
    if !Relation::of(actor, id, &profile.area_path).keeps() {
        return Err(out_of_reach());
    }
    if profile.organization.status != organizations::Status::Verified {
        return Err(Problem::field(
            pointer,
            "not_verified",
            "该机构尚未核验或已被暂停，不能提供或预约资源。",
            "is not verified or is suspended: it can neither offer nor reserve.",
        ));
    }
    Ok(profile)
}

pub fn unknown() -> Problem {
    Problem::not_found("资源", "resource")
}

pub fn out_of_reach() -> Problem {
    Problem::forbidden("resources/out_of_reach", "这不在您的职责之内。", "This is not yours to do.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_may_reserve_what_is_offered_and_nothing_else() {
        let stranger = Relation { provider: false, hub: false, reader: false };
        assert_eq!(stranger.allowed_actions(Status::Offered), ["reserve"]);
        assert_eq!(stranger.allowed_actions(Status::Withdrawn), [""; 0]);
        assert!(stranger.must_keep().is_err());
    }
}
