//! Rows of the delivery ledger, and the cursor in the journal.

use std::collections::HashMap;

use diesel::prelude::*;

use super::audience::Recipient;
use super::model::Status;
use super::send;
use crate::meetings;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::insert_ignore::{self, NewDelivery};
use crate::platform::db::{Condition, Conn, Tx};
use crate::platform::http::{PageRequest, Result};
use crate::platform::i18n::Language;
use crate::platform::ids::ProjectId;
use crate::platform::jobs;
use crate::platform::time::Timestamp;
use crate::schema::{areas, deliveries as table, journal_entries, meeting_talks, projects};

/// One letter to one address about one event.
#[derive(Clone, Debug, Queryable)]
pub struct Delivery {
    pub id: String,
    pub event_id: String,
    pub template: String,
    /// The address.
    pub recipient: String,
    pub recipient_role: String,
    pub project_id: Option<String>,
    pub language: Language,
    pub message_id: String,
    /// The letter, encrypted.
    pub message: Vec<u8>,
    pub status: Status,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

/// Puts a letter into the ledger and asks for its delivery; once per event, recipient and template.
pub(super) fn enqueue(tx: &mut Tx, row: &NewDelivery) -> Result<()> {
    if insert_ignore::delivery(tx, row)? {
        jobs::soon(tx, send::JOB, &row.id)?;
    }
    Ok(())
}

pub(super) fn find(conn: &mut Conn, id: &str) -> Result<Option<Delivery>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

/// Notes what became of one attempt. What is sent stays sent.
pub(super) fn note(tx: &mut Tx, id: &str, status: Status, error: Option<&str>, sent_at: Option<Timestamp>) -> Result<()> {
    diesel::update(table::table.filter(table::id.eq(id)).filter(table::status.ne(Status::Sent)))
        .set((table::status.eq(status), table::attempts.eq(table::attempts + 1), table::last_error.eq(error), table::sent_at.eq(sent_at)))
        .execute(tx.conn())?;
    Ok(())
}

/// Deliveries that this actor may know of, by id.
pub(super) fn page(
    conn: &mut Conn,
    actor: &Actor,
    project: Option<&ProjectId>,
    status: Option<Status>,
    page: &PageRequest,
) -> Result<Vec<Delivery>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(project) = project {
        wanted = Box::new(wanted.and(table::project_id.eq(project.as_str().to_owned())));
    }
    if let Some(status) = status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    if !actor.has_any(&[Role::Auditor, Role::PlatformAdmin]) {
        wanted = Box::new(wanted.and(within_reach(conn, actor)?));
    }
    Ok(table::table.filter(wanted).filter(unsealed()).order(table::id).limit(page.fetch()).load(conn)?)
}

/// Every delivery of a project that officials may know of now, by id.
pub(super) fn of_project(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Delivery>> {
    Ok(table::table.filter(table::project_id.eq(project.as_str())).filter(unsealed()).order(table::id).load(conn)?)
}

/// A letter to a bidder shows that there is a bid: nobody else learns of it until the call has closed; and nobody ever of who follows what.
fn unsealed() -> Condition<table::table> {
    let private: Vec<&str> = Recipient::ALL.iter().filter(|r| r.is_private()).map(Recipient::as_str).collect();
    let bidders: Vec<&str> = Recipient::ALL.iter().filter(|r| r.is_bidder()).map(Recipient::as_str).collect();
    let closed = projects::table.filter(projects::closed_at.is_not_null()).select(projects::id.nullable());
    let told = table::recipient_role.ne_all(bidders).nullable().or(table::project_id.eq_any(closed));
    Box::new(table::recipient_role.ne_all(private).nullable().and(told))
}

/// What concerns a place that the hub operator reaches, or a matching meeting there.
fn within_reach(conn: &mut Conn, actor: &Actor) -> Result<Condition<table::table>> {
    let meetings = meetings::letters::run_by(conn, actor)?;
    let of_meetings = journal_entries::table.filter(journal_entries::entity_id.eq_any(meetings.clone())).select(journal_entries::id);
    let of_talks = journal_entries::table
        .inner_join(meeting_talks::table.on(meeting_talks::id.eq(journal_entries::entity_id)))
        .filter(meeting_talks::meeting_id.eq_any(meetings))
        .select(journal_entries::id);
    let mut reached: Condition<table::table> =
        Box::new(table::event_id.eq_any(of_meetings).or(table::event_id.eq_any(of_talks)).nullable());
    for path in actor.area_paths(&[Role::HubOperator]) {
        let below = format!("{path}%");
        let events = journal_entries::table.filter(journal_entries::area_path.like(below.clone())).select(journal_entries::id);
        let places = projects::table.inner_join(areas::table).filter(areas::path.like(below)).select(projects::id.nullable());
        reached = Box::new(reached.or(table::event_id.eq_any(events)).or(table::project_id.eq_any(places)));
    }
    Ok(reached)
}

/// The names of these events, by id.
pub(super) fn event_names(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, String>> {
    let rows: Vec<(String, String)> =
        journal_entries::table.filter(journal_entries::id.eq_any(ids)).select((journal_entries::id, journal_entries::event)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// How many letters have been handed over.
pub fn sent(conn: &mut Conn) -> Result<i64> {
    Ok(table::table.filter(table::status.eq(Status::Sent)).count().get_result(conn)?)
}

/// Letters handed over, by the role of those who got them.
pub fn sent_by_role(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    Ok(table::table
        .filter(table::status.eq(Status::Sent))
        .group_by(table::recipient_role)
        .select((table::recipient_role, diesel::dsl::count_star()))
        .order(table::recipient_role)
        .load(conn)?)
}
