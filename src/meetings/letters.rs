//! What letters say of a meeting, and to whom.

use std::collections::BTreeSet;

use super::demands;
use super::model::Side;
use super::policy;
use super::store;
use super::store::deciders;
use super::store::demands::{self as asking, Demand};
use super::store::participants;
use super::store::talks::{self, Of, Talk};
use super::talks::view::{self, Contacts};
use crate::areas;
use crate::organizations;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{MatchingMeetingId, MeetingDemandId, MeetingTalkId, OrganizationId, UserId};
use crate::projects;

/// A meeting as a letter names it.
pub struct MeetingSheet {
    pub title: Text,
    pub venue: String,
    pub day: String,
    /// Why it was called off.
    pub reason: Option<String>,
}

/// A line of somebody's timetable.
pub struct Appointment {
    pub time: String,
    pub with: Text,
}

/// A talk as a letter tells it.
pub struct TalkSheet {
    pub meeting: MeetingSheet,
    pub demand_id: MeetingDemandId,
    pub demand: Text,
    pub organization: Text,
    pub time: String,
    /// Why it was called off.
    pub reason: Option<String>,
    /// Both sides, once they were introduced.
    pub contacts: Option<Contacts>,
    pub is_statutory: bool,
}

/// Who speaks for a demand.
pub enum Spokesman {
    /// The officer in charge of the project.
    Officer(UserId),
    /// The street officers who reach this place.
    OfficersOf(String),
    /// The hub of the meeting: a need has nobody else yet.
    Hub,
}

pub fn meeting(conn: &mut Conn, id: &MatchingMeetingId) -> Result<Option<MeetingSheet>> {
    let found = store::placed(conn, id)?;
    Ok(found.map(|found| MeetingSheet {
        title: named(&found.meeting.title_zh, found.meeting.title_en.as_ref()),
        venue: found.meeting.venue_zh,
        day: found.meeting.held_on.date().to_string(),
        reason: found.meeting.status_reason,
    }))
}

pub fn timetable_of_organization(conn: &mut Conn, meeting: &MatchingMeetingId, id: &OrganizationId) -> Result<Vec<Appointment>> {
    let mut appointments = Vec::new();
    for talk in talks::timetable(conn, meeting, &Of::Organization(id.clone()))? {
        let with = demand_name(conn, &talk)?;
        appointments.push(Appointment { time: talk.time, with });
    }
    Ok(appointments)
}

/// What the demand is called, and its talks.
pub fn timetable_of_demand(conn: &mut Conn, meeting: &MatchingMeetingId, id: &MeetingDemandId) -> Result<(Text, Vec<Appointment>)> {
    let mut appointments = Vec::new();
    for talk in talks::timetable(conn, meeting, &Of::Demand(id.clone()))? {
        let with = organizations::name_of(conn, talk.organization_id.as_str())?.unwrap_or_default();
        appointments.push(Appointment { time: talk.time, with });
    }
    let title = match asking::find(conn, meeting, id)? {
        Some(demand) => title(conn, &demand)?,
        None => Text::default(),
    };
    Ok((title, appointments))
}

/// The talk with this id in its meeting.
pub fn talk(conn: &mut Conn, meeting_id: &MatchingMeetingId, id: &MeetingTalkId) -> Result<Option<TalkSheet>> {
    let (Some(sheet), Some(talk)) = (meeting(conn, meeting_id)?, talks::find(conn, meeting_id, id)?) else { return Ok(None) };
    let is_statutory = match asking::find(conn, meeting_id, &talk.demand_id)? {
        Some(demand) => demands::is_statutory(conn, &demand)?,
        None => false,
    };
    Ok(Some(TalkSheet {
        meeting: sheet,
        demand: demand_name(conn, &talk)?,
        organization: organizations::name_of(conn, talk.organization_id.as_str())?.unwrap_or_default(),
        contacts: view::contacts(conn, &talk)?,
        demand_id: talk.demand_id,
        time: talk.time,
        reason: talk.outcome_zh,
        is_statutory,
    }))
}

/// Whether both sides have consented meanwhile: then a letter asking for a consent comes too late.
pub fn is_answered(conn: &mut Conn, meeting: &MatchingMeetingId, id: &MeetingTalkId) -> Result<bool> {
    let talk = talks::find(conn, meeting, id)?;
    Ok(talk.is_none_or(|talk| Side::ALL.iter().all(|side| talk.has_consent_of(*side))))
}

pub fn spokesman(conn: &mut Conn, meeting: &MatchingMeetingId, demand: &MeetingDemandId) -> Result<Option<Spokesman>> {
    let Some(demand) = asking::find(conn, meeting, demand)? else { return Ok(None) };
    let project = match &demand.project_id {
        Some(id) => projects::find(conn, id)?,
        None => return Ok(Some(Spokesman::Hub)),
    };
    let Some(project) = project else { return Ok(None) };
    Ok(Some(match project.officer_in_charge {
        Some(officer) => Spokesman::Officer(officer),
        None => Spokesman::OfficersOf(areas::path_of(conn, &project.area_code, "/area_code")?),
    }))
}

/// Where the meeting is.
pub fn place(conn: &mut Conn, id: &MatchingMeetingId) -> Result<Option<String>> {
    Ok(store::placed(conn, id)?.map(|found| found.path))
}

/// The meetings that a hub operator runs; none on whose purchases they decide.
pub fn run_by(conn: &mut Conn, actor: &Actor) -> Result<Vec<MatchingMeetingId>> {
    let decides = policy::decides(conn, actor)?;
    store::within(conn, &actor.area_paths(&[Role::HubOperator]), &decides)
}

/// The demands that have, or had, talks.
pub fn demands_with_talks(conn: &mut Conn, id: &MatchingMeetingId) -> Result<Vec<MeetingDemandId>> {
    talks::demands_of(conn, id)
}

/// Of these people, those who decide on a purchase and hear nothing of the meeting (R23, R24).
pub fn deciders(conn: &mut Conn, id: &MatchingMeetingId, path: &str, people: &[UserId]) -> Result<BTreeSet<UserId>> {
    deciders::among(conn, id, path, people)
}

/// Everybody who registered.
pub fn participants_of(conn: &mut Conn, meeting: &MatchingMeetingId) -> Result<Vec<OrganizationId>> {
    participants::ids(conn, meeting)
}

fn demand_name(conn: &mut Conn, talk: &Talk) -> Result<Text> {
    match asking::find(conn, &talk.meeting_id, &talk.demand_id)? {
        Some(demand) => title(conn, &demand),
        None => Ok(Text::default()),
    }
}

fn title(conn: &mut Conn, demand: &Demand) -> Result<Text> {
    let about = asking::about(conn, std::slice::from_ref(demand))?.remove(&demand.id);
    Ok(about.map(|about| named(&about.title_zh, about.title_en.as_ref())).unwrap_or_default())
}

fn named(zh: &str, en: Option<&String>) -> Text {
    Text::new(zh, en.map_or(zh, String::as_str))
}
