//! Who may see a case and what each may do with it. Pure, but for finding the case.

use super::model::{CaseStatus, Move};
use super::store::{self, Case, Placed};
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::IncubationCaseId;

/// Roles that follow the cases of the places they reach.
pub const AREA_READERS: &[Role] =
    &[Role::DistrictOfficer, Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator, Role::LineDepartmentReader];

/// What a caller is to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// A hub operator whose reach covers the programme's place.
    pub hub: bool,
    /// The applicant's manager.
    pub manager: bool,
    /// Anybody of the applicant.
    pub member: bool,
    /// The mentor that the case was given.
    pub mentor: bool,
    pub area_reader: bool,
    pub auditor: bool,
}

impl Relation {
    pub fn of(actor: &Actor, case: &Case, path: &str) -> Self {
        let assigned = case.mentor_id.is_some() && actor.user_id() == case.mentor_id.as_ref();
        Self {
            hub: actor.reaches(&[Role::HubOperator], path),
            manager: actor.holds_in(&[Role::NgoManager], &case.organization_id),
            member: actor.is_member_of(&case.organization_id),
            mentor: assigned && actor.has_any(&[Role::Mentor]),
            area_reader: actor.reaches(AREA_READERS, path),
            auditor: actor.has_any(&[Role::Auditor]),
        }
    }

    pub fn may_see(self) -> bool {
        self.member || self.mentor || self.area_reader || self.auditor
    }

    /// The hub runs the case, but nobody decides about the organisation to which they belong (R63).
    pub fn runs(self) -> bool {
        self.hub && !self.member
    }

    /// The hub and the assigned mentor note milestones, neither of them for their own organisation.
    pub fn notes(self) -> bool {
        (self.hub || self.mentor) && !self.member
    }

    pub fn may(self, step: Move) -> bool {
        match step {
            Move::Withdraw => self.manager || self.runs(),
            _ => self.runs(),
        }
    }

    /// Refuses by name what `allowed` says is not this caller's.
    pub fn require(self, allowed: bool) -> Result<()> {
        if allowed {
            return Ok(());
        }
        Err(if self.member && (self.hub || self.mentor) { own_organization() } else { not_yours() })
    }

    /// What this caller may do in this status, as verbs of the API.
    pub fn allowed_actions(self, status: CaseStatus, is_team: bool, has_extension: bool) -> Vec<&'static str> {
        let possible = |step: &&Move| self.may(**step) && status.after(**step).is_some() && (has_extension || **step != Move::Extend);
        let mut actions: Vec<_> = Move::ALL.iter().filter(possible).map(Move::as_str).collect();
        if self.runs() && status.holds_place() {
            actions.push("assign_mentor");
        }
        if self.runs() && status.is_running() {
            actions.push("book_support");
            if is_team {
                actions.push("register_team");
            }
        }
        if self.notes() && status.is_running() {
            actions.extend(["add_milestone", "note_milestone"]);
        }
        actions
    }
}

/// The case of a path and what the caller is to it; 404 for who may not know of it.
pub fn known(conn: &mut Conn, actor: &Actor, id: &str) -> Result<(Placed, Relation)> {
    let id = IncubationCaseId::parse(id).ok_or_else(unknown)?;
    let placed = store::placed(conn, &id)?.ok_or_else(unknown)?;
    let relation = Relation::of(actor, &placed.case, &placed.path);
    if relation.may_see() { Ok((placed, relation)) } else { Err(unknown()) }
}

fn unknown() -> Problem {
    Problem::not_found("孵化案例", "incubation case")
}

fn not_yours() -> Problem {
    Problem::forbidden("incubation/not_yours", "该孵化案例不归您办理。", "This incubation case is not yours to act on.")
}

fn own_organization() -> Problem {
    Problem::forbidden("incubation/own_organization", "不能对自己所在的机构作出决定。", "Nobody decides about their own organisation.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Relation = Relation { hub: false, manager: false, member: false, mentor: false, area_reader: false, auditor: false };

    #[test]
    fn r63_a_hub_operator_runs_no_case_of_their_own_organisation() {
        let hub = Relation { hub: true, area_reader: true, ..NOBODY };
        assert!(hub.may(Move::Admit) && hub.notes());
        let own = Relation { member: true, ..hub };
        assert!(!own.may(Move::Admit) && !own.notes());
        assert_eq!(own.require(own.may(Move::Admit)).map_err(|p| p.code()), Err("incubation/own_organization"));
    }

    #[test]
    fn the_mentor_sees_and_notes_and_decides_nothing() {
        let mentor = Relation { mentor: true, ..NOBODY };
        assert!(mentor.may_see() && mentor.notes());
        assert!(Move::ALL.iter().all(|step| !mentor.may(*step)));
        assert_eq!(mentor.allowed_actions(CaseStatus::Incubating, true, true), ["add_milestone", "note_milestone"]);
        assert_eq!(mentor.allowed_actions(CaseStatus::Graduated, true, true), [""; 0]);
    }

    #[test]
    fn the_applicants_manager_can_only_withdraw() {
        let manager = Relation { manager: true, member: true, ..NOBODY };
        let may: Vec<_> = Move::ALL.iter().copied().filter(|step| manager.may(*step)).collect();
        assert_eq!(may, [Move::Withdraw]);
        assert!(!manager.notes());
    }

    #[test]
    fn officials_and_auditors_read() {
        for reader in [Relation { area_reader: true, ..NOBODY }, Relation { auditor: true, ..NOBODY }] {
            assert!(reader.may_see());
            assert_eq!(reader.allowed_actions(CaseStatus::Incubating, true, true), [""; 0]);
        }
        assert!(!NOBODY.may_see());
    }
}
