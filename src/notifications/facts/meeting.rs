//! The facts of a matching meeting and its talks.

use serde_json::Value;

use super::people::{self, Person};
use super::{AppointmentFacts, ContactFacts, MeetingFacts, TalkFacts};
use crate::journal::Entry;
use crate::meetings::letters::{self, Appointment, MeetingSheet, Spokesman, TalkSheet};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{MatchingMeetingId, MeetingDemandId, MeetingTalkId, OrganizationId, UserId};

/// The meeting that an event is about.
pub fn id(entry: &Entry, payload: &Value) -> Option<MatchingMeetingId> {
    match entry.entity.as_str() {
        "meeting" => MatchingMeetingId::parse(&entry.entity_id),
        _ => MatchingMeetingId::parse(payload["meeting_id"].as_str()?),
    }
}

/// The facts of an event about a meeting, and the reason where one is told.
pub fn load(conn: &mut Conn, entry: &Entry, payload: &Value, home: &str) -> Result<Option<(MeetingFacts, Option<String>)>> {
    let Some(meeting) = id(entry, payload) else { return Ok(None) };
    if entry.entity == "meeting_talk" {
        let talk = match MeetingTalkId::parse(&entry.entity_id) {
            Some(talk) => letters::talk(conn, &meeting, &talk)?,
            None => None,
        };
        return Ok(talk.map(|talk| of_talk(&meeting, talk, payload, home)));
    }
    let Some(sheet) = letters::meeting(conn, &meeting)? else { return Ok(None) };
    let reason = sheet.reason.clone();
    let mut facts = of_meeting(&meeting, sheet, home);
    match (entry.event.as_str(), organization(entry), demand(payload)) {
        ("meeting.timetable_set", Some(id), _) => facts.appointments = told(letters::timetable_of_organization(conn, &meeting, &id)?),
        ("meeting.demand_timetable_set", _, Some(id)) => {
            let (title, appointments) = letters::timetable_of_demand(conn, &meeting, &id)?;
            (facts.demand, facts.appointments) = (Some(title), told(appointments));
        }
        _ => {}
    }
    Ok(Some((facts, reason)))
}

/// Nobody is asked for a consent that was given meanwhile.
pub fn is_overtaken(conn: &mut Conn, entry: &Entry, payload: &Value) -> Result<bool> {
    let asks = matches!(entry.event.as_str(), "meeting_talk.wished_by_organization" | "meeting_talk.wished_by_demand");
    match (asks, id(entry, payload), MeetingTalkId::parse(&entry.entity_id)) {
        (true, Some(meeting), Some(talk)) => letters::is_answered(conn, &meeting, &talk),
        _ => Ok(false),
    }
}

/// Who speaks for the demand of an event, or for every demand that had a timetable where the meeting was called off; each once.
pub fn demand_side(conn: &mut Conn, entry: &Entry, payload: &Value) -> Result<Vec<Person>> {
    let Some(meeting) = id(entry, payload) else { return Ok(Vec::new()) };
    let Some(path) = letters::place(conn, &meeting)? else { return Ok(Vec::new()) };
    let demands = match demand(payload) {
        Some(demand) => vec![demand],
        None => letters::demands_with_talks(conn, &meeting)?,
    };
    let mut told: Vec<Person> = Vec::new();
    for demand in demands {
        for person in spokesmen(conn, entry, &meeting, &demand, &path)? {
            if !told.contains(&person) {
                told.push(person);
            }
        }
    }
    Ok(told)
}

/// Of those whom a letter about a meeting or a talk would reach, the ones who decide on no purchase it has to do with (R23, R24): whoever sits
/// on a panel or approves may be a member of an organisation, too.
pub fn without_deciders(conn: &mut Conn, entry: &Entry, payload: &Value, mut people: Vec<Person>) -> Result<Vec<Person>> {
    let Some(meeting) = id(entry, payload) else { return Ok(people) };
    let Some(path) = letters::place(conn, &meeting)? else { return Ok(people) };
    let ids: Vec<UserId> = people.iter().filter_map(|person| person.user_id.clone()).collect();
    let deciders = letters::deciders(conn, &meeting, &path, &ids)?;
    people.retain(|person| person.user_id.as_ref().is_none_or(|id| !deciders.contains(id)));
    Ok(people)
}

/// The hub has set the timetable of its needs itself, and has called the meeting off itself.
fn spokesmen(conn: &mut Conn, entry: &Entry, meeting: &MatchingMeetingId, demand: &MeetingDemandId, path: &str) -> Result<Vec<Person>> {
    let is_the_hubs_own = matches!(entry.event.as_str(), "meeting.demand_timetable_set" | "meeting.cancelled");
    match letters::spokesman(conn, meeting, demand)? {
        Some(Spokesman::Officer(officer)) => people::by_ids(conn, &[officer]),
        Some(Spokesman::OfficersOf(place)) => people::reaching(conn, &[Role::StreetOfficer], &place),
        Some(Spokesman::Hub) if !is_the_hubs_own => people::reaching(conn, &[Role::HubOperator], path),
        _ => Ok(Vec::new()),
    }
}

/// Everybody who registered for the meeting of an event; nobody where a draft was called off, which nobody outside has seen.
pub fn participants(conn: &mut Conn, entry: &Entry, payload: &Value) -> Result<Vec<Person>> {
    match id(entry, payload) {
        Some(meeting) if payload["from"] != "draft" => {
            let organizations = letters::participants_of(conn, &meeting)?;
            people::of_organizations(conn, &organizations)
        }
        _ => Ok(Vec::new()),
    }
}

fn organization(entry: &Entry) -> Option<OrganizationId> {
    OrganizationId::parse(entry.organization_id.as_deref()?)
}

fn demand(payload: &Value) -> Option<MeetingDemandId> {
    MeetingDemandId::parse(payload["demand_id"].as_str()?)
}

fn of_meeting(id: &MatchingMeetingId, sheet: MeetingSheet, home: &str) -> MeetingFacts {
    MeetingFacts {
        title: sheet.title,
        venue: sheet.venue,
        day: sheet.day,
        demand: None,
        appointments: Vec::new(),
        talk: None,
        link: format!("{home}/desk/meetings/{id}"),
    }
}

fn told(appointments: Vec<Appointment>) -> Vec<AppointmentFacts> {
    appointments.into_iter().map(|appointment| AppointmentFacts { time: appointment.time, with: appointment.with }).collect()
}

/// The time is that which the event speaks of: the talk may have been moved again since.
fn of_talk(id: &MatchingMeetingId, talk: TalkSheet, payload: &Value, home: &str) -> (MeetingFacts, Option<String>) {
    let contact = |contact: crate::meetings::Contact| ContactFacts { name: contact.name, email: contact.email };
    let (organization_contact, demand_contact) = match talk.contacts {
        Some(both) => (Some(contact(both.organization)), Some(contact(both.demand))),
        None => (None, None),
    };
    let asked_by = match payload["side"].as_str() {
        Some("demand") => talk.demand.clone(),
        _ => talk.organization.clone(),
    };
    let facts = TalkFacts {
        demand: talk.demand,
        organization: talk.organization,
        time: payload["time"].as_str().map_or(talk.time, str::to_owned),
        time_before: payload["time_before"].as_str().map(str::to_owned),
        asked_by,
        organization_contact,
        demand_contact,
        effect: effect(talk.is_statutory),
    };
    (MeetingFacts { talk: Some(facts), ..of_meeting(id, talk.meeting, home) }, talk.reason)
}

/// What a statutory purchase is reminded of (R23).
fn effect(is_statutory: bool) -> Option<Text> {
    is_statutory.then(|| {
        Text::new(
            "这是法定采购项目：洽谈只提供信息，结果只由采购程序产生。",
            "This is a statutory purchase: the talk informs, and the procedure alone decides.",
        )
    })
}
