//! Who may do what with an organisation. Pure.

use super::model::{Move, Status};
use crate::platform::actor::{Actor, Identity, Role};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::OrganizationId;

/// What a caller is to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The service itself at work, such as the loader of the demo.
    pub system: bool,
    pub platform_admin: bool,
    /// A hub operator whose reach covers its home.
    pub hub: bool,
    /// Its manager.
    pub manager: bool,
    /// Anybody of it, its programs too.
    pub member: bool,
    pub auditor: bool,
}

impl Relation {
    pub fn of(actor: &Actor, organization: &OrganizationId, area_path: &str) -> Self {
        let own_key = matches!(&actor.identity, Identity::ApiKey { organization: own, .. } if own == organization);
        Self {
            system: actor.identity == Identity::System,
            platform_admin: actor.has_any(&[Role::PlatformAdmin]),
            hub: actor.reaches(&[Role::HubOperator], area_path),
            manager: actor.holds_in(&[Role::NgoManager], organization),
            member: own_key || actor.is_member_of(organization),
            auditor: actor.has_any(&[Role::Auditor]),
        }
    }

    /// Registered bodies are public; what is not verified yet is seen by its own people, the hub, the platform, auditors.
    pub fn may_see(self, status: Status) -> bool {
        status.is_public() || self.may_see_contacts() || self.auditor
    }

    /// Contacts are personal data: its own people, the hub and the platform see them.
    pub fn may_see_contacts(self) -> bool {
        self.member || self.hub || self.platform_admin || self.system
    }

    pub fn may_edit(self) -> bool {
        self.manager || self.hub || self.system
    }

    /// The hub decides, but nobody decides about the organisation to which they belong (R63).
    pub fn may_decide(self) -> bool {
        self.system || (self.hub && !self.member)
    }

    pub fn may(self, step: Move) -> bool {
        match step {
            Move::Submit | Move::Revise => self.may_edit(),
            Move::Verify | Move::Return | Move::Suspend | Move::Reinstate | Move::Deregister => self.may_decide(),
        }
    }

    /// Refuses a move by name; 404 for who may not know of the organisation.
    pub fn allow(self, status: Status, step: Move) -> Result<()> {
        if !self.may_see(status) {
            return Err(unknown());
        }
        if self.may(step) {
            return Ok(());
        }
        Err(if self.hub && self.member { own() } else { not_yours() })
    }

    /// What this caller may do in this status, as verbs of the API.
    pub fn allowed_actions(self, status: Status) -> Vec<&'static str> {
        let edit = (self.may_edit() && status != Status::Deregistered).then_some("update");
        let verbs = [Move::Submit, Move::Verify, Move::Return, Move::Suspend, Move::Reinstate];
        let moves = verbs.iter().filter(|step| self.may(**step) && status.after(**step).is_some()).map(Move::as_str);
        edit.into_iter().chain(moves).collect()
    }
}

pub fn unknown() -> Problem {
    Problem::not_found("机构", "organisation")
}

pub fn not_yours() -> Problem {
    Problem::forbidden(
        "organizations/not_yours",
        "该机构不在您的机构或辖区之内。",
        "The organisation is neither yours nor in the area that you reach.",
    )
}

fn own() -> Problem {
    Problem::forbidden("organizations/own_organization", "不能对自己所在的机构作出决定。", "Nobody decides about their own organisation.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Relation = Relation { system: false, platform_admin: false, hub: false, manager: false, member: false, auditor: false };

    #[test]
    fn r63_nobody_verifies_their_own_organisation() {
        let hub = Relation { hub: true, ..NOBODY };
        assert!(hub.allow(Status::Submitted, Move::Verify).is_ok());
        let own_hub = Relation { member: true, ..hub };
        let refused = own_hub.allow(Status::Submitted, Move::Verify).map_err(|p| p.code());
        assert_eq!(refused, Err("organizations/own_organization"));
    }

    #[test]
    fn a_draft_is_unknown_to_strangers_and_a_verified_body_is_not() {
        assert_eq!(NOBODY.allow(Status::Draft, Move::Submit).map_err(|p| p.status()), Err(404));
        assert_eq!(NOBODY.allow(Status::Verified, Move::Suspend).map_err(|p| p.status()), Err(403));
        assert!(!Relation { auditor: true, ..NOBODY }.may_see_contacts());
    }

    #[test]
    fn allowed_actions_are_the_moves_of_the_status_that_the_caller_may_take() {
        let manager = Relation { manager: true, member: true, ..NOBODY };
        assert_eq!(manager.allowed_actions(Status::Draft), ["update", "submit"]);
        assert_eq!(manager.allowed_actions(Status::Submitted), ["update"]);
        let hub = Relation { hub: true, ..NOBODY };
        assert_eq!(hub.allowed_actions(Status::Submitted), ["update", "verify", "return"]);
        assert_eq!(hub.allowed_actions(Status::Deregistered), [""; 0]);
        assert_eq!(NOBODY.allowed_actions(Status::Verified), [""; 0]);
    }
}
