//! Who may do what with a need. Pure.

use super::model::{Channel, Move, Status};
use crate::platform::actor::{Actor, Role};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::UserId;

/// Roles that see unverified needs of the places they reach.
pub const AREA_READERS: &[Role] = &[
    Role::DistrictOfficer,
    Role::StreetOfficer,
    Role::StreetApprover,
    Role::StreetFinance,
    Role::HubOperator,
    Role::CommitteeOfficer,
    Role::LineDepartmentReader,
];

/// What a caller is to a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    pub reporter: bool,
    pub hub: bool,
    pub area_reader: bool,
    pub auditor: bool,
}

impl Relation {
    pub fn of(actor: &Actor, reported_by: &UserId, area_path: &str) -> Self {
        Self {
            reporter: actor.user_id() == Some(reported_by),
            hub: actor.reaches(&[Role::HubOperator], area_path),
            area_reader: actor.reaches(AREA_READERS, area_path),
            auditor: actor.has_any(&[Role::Auditor]),
        }
    }

    pub fn may_see(self, status: Status) -> bool {
        status.is_public() || self.reporter || self.area_reader || self.auditor
    }

    /// Who reported is for the hub, which asks back, and for the reporter.
    pub fn may_see_reporter(self) -> bool {
        self.hub || self.reporter
    }

    /// The hub of the place decides; 404 for who may not know of the need.
    pub fn decides(self, status: Status) -> Result<()> {
        if self.hub {
            Ok(())
        } else if self.may_see(status) {
            Err(out_of_reach())
        } else {
            Err(unknown())
        }
    }

    pub fn allowed_actions(self, status: Status) -> Vec<&'static str> {
        let moves = [Move::Verify, Move::Decline];
        moves.iter().filter(|step| self.hub && status.after(**step).is_some()).map(Move::as_str).collect()
    }
}

/// A committee reports for its place, a hub at its desk; nobody for a place that they do not reach.
pub fn channel(actor: &Actor, area_path: &str) -> Result<Channel> {
    if actor.reaches(&[Role::CommitteeOfficer], area_path) {
        Ok(Channel::Committee)
    } else if actor.reaches(&[Role::HubOperator], area_path) {
        Ok(Channel::Desk)
    } else {
        Err(out_of_reach())
    }
}

/// Whether somebody sees a need at this place when it stands there.
pub fn may_see(actor: &Actor, reported_by: &UserId, area_path: &str, status: Status) -> bool {
    Relation::of(actor, reported_by, area_path).may_see(status)
}

pub fn unknown() -> Problem {
    Problem::not_found("需求", "need")
}

fn out_of_reach() -> Problem {
    Problem::forbidden("needs/out_of_reach", "该区域不在您的辖区之内。", "You do not reach this area.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRANGER: Relation = Relation { reporter: false, hub: false, area_reader: false, auditor: false };

    #[test]
    fn an_unverified_need_is_unknown_to_strangers() {
        assert_eq!(STRANGER.decides(Status::Reported).map_err(|p| p.status()), Err(404));
        assert_eq!(STRANGER.decides(Status::Verified).map_err(|p| p.status()), Err(403));
        assert!(Relation { reporter: true, ..STRANGER }.may_see(Status::Declined));
    }

    #[test]
    fn only_the_hub_has_moves_to_make() {
        let hub = Relation { hub: true, area_reader: true, ..STRANGER };
        assert_eq!(hub.allowed_actions(Status::Reported), ["verify", "decline"]);
        assert_eq!(hub.allowed_actions(Status::Planned), ["decline"]);
        assert_eq!(Relation { hub: false, ..hub }.allowed_actions(Status::Reported), [""; 0]);
    }
}
