//! The facts of a reservation.

use serde_json::Value;

use super::people::{self, Person};
use super::{ContactFacts, ReservationFacts};
use crate::journal::Entry;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::ResourceReservationId;
use crate::reservations::Status;
use crate::reservations::letters::{self, Contact, Sheet};

fn sheet(conn: &mut Conn, entry: &Entry) -> Result<Option<Sheet>> {
    match ResourceReservationId::parse(&entry.entity_id) {
        Some(id) => letters::sheet(conn, &id),
        None => Ok(None),
    }
}

/// The facts of an event about a reservation, and the reason where one was given.
pub fn load(conn: &mut Conn, entry: &Entry, payload: &Value, home: &str) -> Result<Option<(ReservationFacts, Option<String>)>> {
    let Some(sheet) = sheet(conn, entry)? else { return Ok(None) };
    let told = payload["to"].as_str().and_then(Status::parse).unwrap_or(Status::Proposed);
    // The reason of a move that a later one has overtaken is not kept.
    let reason = sheet.reason.filter(|_| told == sheet.status);
    let contact = |contact: Contact| ContactFacts { name: contact.name, email: contact.email };
    let (provider_contact, reserver_contact) = match sheet.contacts {
        Some(both) => (Some(contact(both.provider)), Some(contact(both.asker))),
        None => (None, None),
    };
    let facts = ReservationFacts {
        resource: sheet.resource,
        provider: sheet.provider,
        reserver: sheet.organization.unwrap_or_else(|| Text::new("社区工作人员（为居民需求）", "the community's staff, for a need")),
        from: sheet.from,
        to: sheet.to,
        quantity: sheet.quantity,
        purpose: sheet.purpose,
        status: told.words(),
        answer_by: sheet.answer_by,
        provider_contact,
        reserver_contact,
        link: format!("{home}/desk/reservations/{}", entry.entity_id),
    };
    Ok(Some((facts, reason)))
}

pub fn provider(conn: &mut Conn, entry: &Entry) -> Result<Vec<Person>> {
    match sheet(conn, entry)? {
        Some(sheet) => people::of_organization(conn, &sheet.provider_id),
        None => Ok(Vec::new()),
    }
}

/// The organisation, and who reserved; the latter alone where it is for a need.
pub fn reserver(conn: &mut Conn, entry: &Entry) -> Result<Vec<Person>> {
    let Some(sheet) = sheet(conn, entry)? else { return Ok(Vec::new()) };
    let mut readers = people::by_ids(conn, std::slice::from_ref(&sheet.asked_by))?;
    if let Some(organization) = &sheet.organization_id {
        let others = people::of_organization(conn, organization)?;
        readers.extend(others.into_iter().filter(|person| person.user_id.as_ref() != Some(&sheet.asked_by)));
    }
    Ok(readers)
}
