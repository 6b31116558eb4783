//! Who may see a meeting and who may do what in it.
//!
//! A meeting informs and introduces; it decides nothing. Whoever decides on a purchase, as an approver of a place at, below or around the
//! meeting's or on a panel of one of its projects, sees nothing of it (R23, R24).

use super::model::{Command, Status};
use super::store::deciders::{self, Decides};
use super::store::demands::{self, Demand};
use super::store::talks::Talk;
use super::store::{self, Meeting, Placed};
use crate::areas;
use crate::bids;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{MatchingMeetingId, OrganizationId};
use crate::projects;

/// Roles that follow the meetings of the places they reach.
pub const AREA_READERS: &[Role] = &[Role::DistrictOfficer, Role::StreetOfficer, Role::HubOperator];

/// What a caller is to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The hub of the place runs its meetings.
    pub hub: bool,
    /// Reads everything of it.
    pub reader: bool,
    /// Decides on purchases of the place, of one in it or of one around it.
    pub approver: bool,
}

impl Relation {
    pub fn of(actor: &Actor, area_path: &str) -> Self {
        Self {
            hub: actor.reaches(&[Role::HubOperator], area_path),
            reader: actor.reaches(AREA_READERS, area_path) || actor.has_any(&[Role::Auditor]),
            approver: actor.area_paths(&[Role::StreetApprover]).iter().any(|reach| overlap(reach, area_path)),
        }
    }

    /// A draft is its readers' own, also one that was called off.
    pub fn may_see(self, meeting: &Meeting) -> bool {
        self.reader || meeting.opened_at.is_some()
    }

    /// 403 for all but the hub of the place.
    pub fn runs(self) -> Result<()> {
        if self.hub { Ok(()) } else { Err(out_of_reach()) }
    }

    /// 403 for all but the officials who follow the meetings of the place, and the auditors.
    pub fn reads_all(self) -> Result<()> {
        if self.reader { Ok(()) } else { Err(out_of_reach()) }
    }

    pub fn allowed_actions(self, status: Status) -> Vec<&'static str> {
        let possible = Command::ALL.iter().filter(|command| self.hub && status.after(**command).is_some());
        possible.map(Command::as_str).collect()
    }
}

/// Whether one of two places lies in the other.
pub(super) fn overlap(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// What the caller decides on, as far as meetings have to do with it.
pub(super) fn decides(conn: &mut Conn, actor: &Actor) -> Result<Decides> {
    let sits = match actor.user_id() {
        Some(user) => deciders::seats(conn, user)?,
        None => Vec::new(),
    };
    Ok(Decides { approves: actor.area_paths(&[Role::StreetApprover]), sits })
}

/// The meeting as this caller may know it; 404 otherwise, 403 for whoever decides on a purchase.
pub(super) fn known(conn: &mut Conn, actor: &Actor, id: &str) -> Result<(Placed, Relation)> {
    let found = store::placed(conn, &id_of(id)?)?.ok_or_else(unknown)?;
    let relation = Relation::of(actor, &found.path);
    if !relation.may_see(&found.meeting) {
        return Err(unknown());
    }
    let sits = match actor.user_id() {
        Some(user) => demands::sits_on_a_panel(conn, &found.meeting.id, user)?,
        None => false,
    };
    if sits || relation.approver {
        return Err(Problem::forbidden(
            "meetings/decides_on_it",
            "审批人和评审人员不能查看对接会。",
            "Approvers and panel members do not see matching meetings.",
        ));
    }
    Ok((found, relation))
}

/// The same, held until the transaction ends.
pub(super) fn held(tx: &mut Tx, actor: &Actor, id: &str) -> Result<(Placed, Relation)> {
    lock::meeting(tx, &id_of(id)?)?;
    known(tx, actor, id)
}

/// The meeting for the hub that runs it, held until the transaction ends, in a status that allows the command.
pub(super) fn held_by_hub(tx: &mut Tx, actor: &Actor, id: &str, command: Command) -> Result<Placed> {
    let (found, relation) = held(tx, actor, id)?;
    relation.runs()?;
    found.meeting.status.try_after(command)?;
    Ok(found)
}

/// Who enters an organisation: its manager, or the hub of the meeting.
pub(super) fn enters(actor: &Actor, relation: Relation, organization: &OrganizationId) -> Result<()> {
    if relation.hub || actor.holds_in(&[Role::NgoManager], organization) { Ok(()) } else { Err(out_of_reach()) }
}

/// A hub holds meetings for the places that it reaches.
pub(super) fn may_draft(actor: &Actor, area_path: &str) -> Result<()> {
    if actor.reaches(&[Role::HubOperator], area_path) { Ok(()) } else { Err(out_of_reach()) }
}

/// 403 for all but who speaks for the demand; nobody does towards their own organisation.
pub(super) fn speaks_for_demand(conn: &mut Conn, actor: &Actor, relation: Relation, demand: &Demand, talk: &Talk) -> Result<()> {
    if actor.is_member_of(&talk.organization_id) {
        return Err(Problem::forbidden(
            "meetings/own_organization",
            "不能代表另一方与自己所在的机构洽谈。",
            "Nobody speaks for the other side towards their own organisation.",
        ));
    }
    if is_spokesman(conn, actor, relation, demand)? { Ok(()) } else { Err(out_of_reach()) }
}

/// Who speaks for a demand (S13): for a project its officer in charge, or any street officer of the buyer while none is named; for a need the
/// hub of the meeting.
pub(super) fn is_spokesman(conn: &mut Conn, actor: &Actor, relation: Relation, demand: &Demand) -> Result<bool> {
    let Some(id) = &demand.project_id else { return Ok(relation.hub) };
    let Some(project) = projects::find(conn, id)? else { return Ok(false) };
    let path = areas::path_of(conn, &project.area_code, "/area_code")?;
    Ok(bids::is_in_charge(actor, &project, &path))
}

/// Whether a street officer reaches the demand's place.
pub(super) fn reaches_demand(conn: &mut Conn, actor: &Actor, demand: &Demand) -> Result<bool> {
    let about = demands::about(conn, std::slice::from_ref(demand))?;
    let Some(about) = about.get(&demand.id) else { return Ok(false) };
    let path = areas::path_of(conn, &about.area_code, "/area_code")?;
    Ok(actor.reaches(&[Role::StreetOfficer], &path))
}

/// Who speaks for the organisation: its manager, and nobody else; consent is each side's own (S13).
pub(super) fn speaks_for_organization(actor: &Actor, talk: &Talk) -> Result<()> {
    if actor.holds_in(&[Role::NgoManager], &talk.organization_id) { Ok(()) } else { Err(out_of_reach()) }
}

fn id_of(id: &str) -> Result<MatchingMeetingId> {
    MatchingMeetingId::parse(id).ok_or_else(unknown)
}

pub(super) fn unknown() -> Problem {
    Problem::not_found("对接会", "matching meeting")
}

pub(super) fn out_of_reach() -> Problem {
    Problem::forbidden("meetings/out_of_reach", "这不在您的职责之内。", "This is not yours to do.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRANGER: Relation = Relation { hub: false, reader: false, approver: false };

    #[test]
    fn places_overlap_when_one_lies_in_the_other() {
        let (district, street, other) = ("/310000/310107/", "/310000/310107/310107015/", "/310000/310107/310107005/");
        assert!(overlap(district, street) && overlap(street, district) && overlap(street, street));
        assert!(!overlap(street, other));
    }

    #[test]
    fn the_hub_sees_what_it_can_do_next_and_others_can_do_nothing() {
        let hub = Relation { hub: true, reader: true, ..STRANGER };
        assert_eq!(hub.allowed_actions(Status::Confirmed), ["rearrange", "hold", "cancel"]);
        assert_eq!(STRANGER.allowed_actions(Status::Confirmed), [""; 0]);
        assert!(STRANGER.runs().is_err() && STRANGER.reads_all().is_err());
    }
}
