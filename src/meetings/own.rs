//! What a meeting holds for one person: the organisations they act for in it, and the talks in which they are a side.

use serde::Serialize;

use super::model::{Command, Side, TalkMove};
use super::participants::ParticipantView;
use super::policy::{self, Relation};
use super::store::demands::{self, Demand};
use super::store::talks::{self, Talk};
use super::store::{Meeting, participants};
use super::talks::demand_of;
use super::talks::view::TalkView;
use super::view::MeetingView;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::ids::MeetingDemandId;
use crate::platform::time::Timestamp;

/// Most rows of each kind.
const MOST: i64 = 200;
/// Most demands that are looked through for whom the caller speaks for: what all meetings have.
const MOST_DEMANDS: i64 = 20_000;

/// A meeting as one person has it before them.
pub struct OwnMeeting {
    pub meeting: MeetingView,
    /// Whether the caller runs it.
    pub is_hub: bool,
    /// Whether organisations still register and withdraw.
    pub takes_registrations: bool,
    /// Those of the caller's organisations that take part.
    pub participants: Vec<ParticipantView>,
    /// By time; also those that were called off.
    pub talks: Vec<OwnTalk>,
}

/// A talk in which the caller is a side, with what they may do about it now.
#[derive(Serialize)]
pub struct OwnTalk {
    #[serde(flatten)]
    pub talk: TalkView,
    /// The side that the caller is on.
    pub own_side: Side,
    pub may_consent: bool,
    pub may_decline: bool,
    pub may_agree: bool,
    pub may_cancel: bool,
}

impl OwnTalk {
    /// Since when the other side wishes an introduction that the caller may answer.
    pub fn asked_at(&self) -> Option<Timestamp> {
        let other = match self.own_side {
            Side::Organization => self.talk.demand_consented_at,
            Side::Demand => self.talk.organization_consented_at,
        };
        other.filter(|_| self.may_consent)
    }
}

/// The meeting for this caller; 404 and 403 as [`policy::known`] has it.
pub fn own(conn: &mut Conn, call: &Call, id: &str) -> Result<OwnMeeting> {
    let (found, relation) = policy::known(conn, &call.actor, id)?;
    let organizations = call.actor.organizations(&[Role::NgoManager, Role::NgoMember]);
    let participants = participants::list(conn, &found.meeting.id, Some(&organizations), None, MOST)?;
    let spoken_for = spoken_for(conn, call, relation, &found.meeting)?;
    let mut talks = Vec::new();
    for talk in talks::of_sides(conn, &found.meeting.id, &organizations, &spoken_for, MOST)? {
        talks.push(own_talk(conn, call, relation, &found.meeting, talk)?);
    }
    Ok(OwnMeeting {
        is_hub: relation.hub,
        takes_registrations: found.meeting.status.after(Command::Enter).is_some(),
        participants: participants.into_iter().map(ParticipantView::of).collect::<Result<_>>()?,
        talks,
        meeting: MeetingView::of(found, relation)?,
    })
}

fn spoken_for(conn: &mut Conn, call: &Call, relation: Relation, meeting: &Meeting) -> Result<Vec<MeetingDemandId>> {
    if !call.actor.has_any(&[Role::StreetOfficer, Role::HubOperator]) {
        return Ok(Vec::new());
    }
    let mut own = Vec::new();
    for demand in demands::list(conn, &meeting.id, None, MOST_DEMANDS)? {
        // For a project an officer speaks: whoever is none is spared the look.
        let may_speak = demand.project_id.is_none() || call.actor.has_any(&[Role::StreetOfficer]);
        if may_speak && policy::is_spokesman(conn, &call.actor, relation, &demand)? {
            own.push(demand.id);
        }
    }
    Ok(own)
}

fn own_talk(conn: &mut Conn, call: &Call, relation: Relation, meeting: &Meeting, talk: Talk) -> Result<OwnTalk> {
    let demand = demand_of(conn, &talk)?;
    let own_side = if call.actor.is_member_of(&talk.organization_id) { Side::Organization } else { Side::Demand };
    let speaks = match own_side {
        Side::Organization => policy::speaks_for_organization(&call.actor, &talk).is_ok(),
        Side::Demand => policy::is_spokesman(conn, &call.actor, relation, &demand)?,
    };
    let may = may(meeting, &talk, &demand, own_side);
    let cancels = policy::enters(&call.actor, relation, &talk.organization_id).is_ok();
    let rearranges = meeting.status.after(Command::Rearrange).is_some() && talk.status.after(TalkMove::Cancel).is_some();
    Ok(OwnTalk {
        own_side,
        may_consent: speaks && may(TalkMove::Introduce),
        may_decline: speaks && may(TalkMove::Decline),
        may_agree: speaks && may(TalkMove::Agree),
        may_cancel: cancels && rearranges,
        talk: TalkView::of(conn, call, talk, &demand, speaks)?,
    })
}

/// What whoever speaks for a side may do after the talk: nothing is agreed about a project (R23), and nobody consents twice.
fn may(meeting: &Meeting, talk: &Talk, demand: &Demand, side: Side) -> impl Fn(TalkMove) -> bool + use<> {
    let (noted, status) = (meeting.status.after(Command::NoteOutcome).is_some(), talk.status);
    let (consented, about_a_need) = (talk.has_consent_of(side), demand.project_id.is_none());
    move |step| {
        let open = match step {
            TalkMove::Introduce => !consented,
            TalkMove::Agree => side == Side::Demand && about_a_need,
            TalkMove::Move | TalkMove::Cancel | TalkMove::Decline => true,
        };
        noted && open && status.after(step).is_some()
    }
}
