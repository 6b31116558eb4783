//! Who may do what with a survey.

use std::collections::HashSet;

use super::model::{Move, Status};
use super::store::{self, Placed};
use crate::areas;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::SurveyId;

/// Roles that see surveys and results of the places that they reach.
pub const AREA_READERS: &[Role] = &[
    Role::DistrictOfficer,
    Role::StreetOfficer,
    Role::StreetApprover,
    Role::StreetFinance,
    Role::HubOperator,
    Role::CommitteeOfficer,
    Role::LineDepartmentReader,
];

/// Who takes answers at a desk.
const DESKS: &[Role] = &[Role::CommitteeOfficer, Role::HubOperator];

/// What a caller is to a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The hub of the place runs its surveys.
    pub hub: bool,
    pub desk: bool,
    pub area_reader: bool,
    pub auditor: bool,
}

impl Relation {
    pub fn of(actor: &Actor, area_path: &str) -> Self {
        Self {
            hub: actor.reaches(&[Role::HubOperator], area_path),
            desk: actor.reaches(DESKS, area_path),
            area_reader: actor.reaches(AREA_READERS, area_path),
            auditor: actor.has_any(&[Role::Auditor]),
        }
    }

    pub fn may_see(self, status: Status) -> bool {
        status == Status::Published || self.area_reader || self.auditor
    }

    /// The hub of the place decides; 404 for who may not know of the survey.
    pub fn runs(self, status: Status) -> Result<()> {
        self.is_let(self.hub, status)
    }

    /// The committee and the hub of the place take answers for residents.
    pub fn enters(self, status: Status) -> Result<()> {
        self.is_let(self.desk, status)
    }

    fn is_let(self, is_right: bool, status: Status) -> Result<()> {
        if is_right {
            Ok(())
        } else if self.may_see(status) {
            Err(out_of_reach())
        } else {
            Err(unknown())
        }
    }

    pub fn allowed_actions(self, status: Status) -> Vec<&'static str> {
        let mut actions = Vec::new();
        if self.hub {
            actions.extend((status == Status::Draft).then_some("update"));
            actions.extend(Move::ALL.iter().filter(|step| status.after(**step).is_some()).map(Move::as_str));
            actions.extend(status.takes_links().then_some(["invite", "open_link"]).into_iter().flatten());
        }
        actions.extend((self.desk && status == Status::Open).then_some("enter"));
        actions
    }
}

/// A hub drafts for the places that it reaches.
pub fn may_draft(actor: &Actor, area_path: &str) -> Result<()> {
    if actor.reaches(&[Role::HubOperator], area_path) { Ok(()) } else { Err(out_of_reach()) }
}

/// The survey as this caller may know it; 404 otherwise.
pub(super) fn known(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Placed> {
    let id = id_of(id)?;
    store::placed(conn, &id)?.filter(|found| Relation::of(actor, &found.path).may_see(found.survey.status)).ok_or_else(unknown)
}

/// The same with its results, which are there once it is closed.
pub(super) fn counted(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Placed> {
    let found = known(conn, actor, id)?;
    if found.survey.status.has_results() { Ok(found) } else { Err(found.survey.status.refuses("results")) }
}

/// The survey for the hub that runs it, held until the transaction ends.
pub(super) fn held_by_hub(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Placed> {
    lock::survey(tx, &id_of(id)?, lock::Strength::Alone)?;
    let found = known(tx, actor, id)?;
    Relation::of(actor, &found.path).runs(found.survey.status)?;
    Ok(found)
}

/// The survey for a desk of its place, held with others who take answers.
pub(super) fn held_by_desk(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Placed> {
    lock::survey(tx, &id_of(id)?, lock::Strength::Share)?;
    let found = known(tx, actor, id)?;
    Relation::of(actor, &found.path).enters(found.survey.status)?;
    Ok(found)
}

/// The codes that an area question of a survey of this place takes.
pub(super) fn places(conn: &mut Conn, path: &str) -> Result<HashSet<String>> {
    Ok(areas::at_or_below(conn, path)?.into_iter().map(|area| area.code).collect())
}

fn id_of(id: &str) -> Result<SurveyId> {
    SurveyId::parse(id).ok_or_else(unknown)
}

pub fn unknown() -> Problem {
    Problem::not_found("问卷", "survey")
}

fn out_of_reach() -> Problem {
    Problem::forbidden("surveys/out_of_reach", "该问卷或区域不在您的职责之内。", "This survey or area is not yours to work on.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRANGER: Relation = Relation { hub: false, desk: false, area_reader: false, auditor: false };
    const HUB: Relation = Relation { hub: true, desk: true, area_reader: true, auditor: false };

    #[test]
    fn a_survey_is_unknown_to_strangers_until_it_is_published() {
        assert_eq!(STRANGER.runs(Status::Open).map_err(|p| p.status()), Err(404));
        assert_eq!(STRANGER.runs(Status::Published).map_err(|p| p.status()), Err(403));
        assert!(Relation { auditor: true, ..STRANGER }.may_see(Status::Draft));
    }

    #[test]
    fn the_hub_sees_what_it_can_do_next() {
        assert_eq!(HUB.allowed_actions(Status::Draft), ["update", "open", "invite", "open_link"]);
        assert_eq!(HUB.allowed_actions(Status::Open), ["close", "invite", "open_link", "enter"]);
        assert_eq!(HUB.allowed_actions(Status::Closed), ["publish"]);
        let committee = Relation { hub: false, ..HUB };
        assert_eq!(committee.allowed_actions(Status::Open), ["enter"]);
    }
}
