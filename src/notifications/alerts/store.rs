//! Notes of who is to be told of which event, and what is looked up for their mails.

use std::collections::HashSet;

use diesel::prelude::*;

use super::at_once;
use super::hear::soonest;
use crate::notifications::audience::Recipient;
use crate::notifications::templates::Template;
use crate::platform::db::insert_ignore::{self, NewAlert};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{UserId, WatchId};
use crate::platform::jobs;
use crate::platform::time::Timestamp;
use crate::saved_searches::{Notify, SavedSearch};
use crate::schema::{alerts as table, deliveries};
use crate::watch_list::Watch;

/// That somebody is to be told of an event, and why.
#[derive(Clone, Queryable)]
pub struct Alert {
    pub user_id: UserId,
    pub event_id: String,
    pub notify: Notify,
    /// Ids of the saved searches that found it; a list of strings.
    pub searches: JsonText,
    pub watch_id: Option<WatchId>,
    pub created_at: Timestamp,
}

impl Alert {
    /// None where there is no reason.
    pub fn of(user: &UserId, event: &str, searches: &[SavedSearch], watch: Option<&Watch>, now: Timestamp) -> Option<Self> {
        if searches.is_empty() && watch.is_none() {
            return None;
        }
        let ids: Vec<&str> = searches.iter().map(|search| search.id.as_str()).collect();
        Some(Self {
            user_id: user.clone(),
            event_id: event.to_owned(),
            notify: soonest(searches, watch),
            searches: JsonText::of(&ids).ok()?,
            watch_id: watch.map(|watch| watch.id.clone()),
            created_at: now,
        })
    }

    pub fn search_ids(&self) -> Result<Vec<String>> {
        self.searches.parse()
    }
}

/// Notes it, once per person and event, and asks for the mail where it goes out at once.
pub fn note(tx: &mut Tx, alert: &Alert) -> Result<()> {
    let row = NewAlert {
        user_id: alert.user_id.to_string(),
        event_id: alert.event_id.clone(),
        notify: alert.notify.as_str(),
        searches: alert.searches.as_str().to_owned(),
        watch_id: alert.watch_id.as_ref().map(ToString::to_string),
        created_at: alert.created_at,
    };
    if insert_ignore::alert(tx, &row)? && alert.notify == Notify::AtOnce {
        jobs::soon(tx, at_once::JOB, &alert.event_id)?;
    }
    Ok(())
}

/// The first `most` of those who are to be told of an event at once.
pub fn at_once_of(conn: &mut Conn, event: &str, most: i64) -> Result<Vec<Alert>> {
    let wanted = table::table.filter(table::event_id.eq(event)).filter(table::notify.eq(Notify::AtOnce));
    Ok(wanted.order(table::user_id).limit(most).load(conn)?)
}

/// Which of these addresses got so many mails at once since a moment that no more go to them before the digest.
pub fn told_enough(conn: &mut Conn, addresses: &[String], since: Timestamp, most: i64) -> Result<Vec<String>> {
    let lately = deliveries::table
        .filter(deliveries::recipient.eq_any(addresses.to_vec()))
        .filter(deliveries::created_at.ge(since))
        .filter(deliveries::template.eq(Template::Alert.to_string()));
    let counted: Vec<(String, i64)> =
        lately.group_by(deliveries::recipient).select((deliveries::recipient, diesel::dsl::count_star())).load(conn)?;
    Ok(counted.into_iter().filter(|(_, count)| *count >= most).map(|(address, _)| address).collect())
}

/// Leaves what these people were to be told of an event at once to their digest of the day.
pub fn leave_to_digest(tx: &mut Tx, event: &str, people: &[UserId]) -> Result<()> {
    let noted = table::table.filter(table::event_id.eq(event)).filter(table::user_id.eq_any(people.to_vec()));
    diesel::update(noted.filter(table::notify.eq(Notify::AtOnce))).set(table::notify.eq(Notify::Daily)).execute(tx.conn())?;
    Ok(())
}

/// Events noted before this moment that somebody was to be told of at once and is not yet.
pub fn left_at_once(conn: &mut Conn, before: Timestamp) -> Result<Vec<String>> {
    let left = table::table.filter(table::notify.eq(Notify::AtOnce)).filter(table::created_at.lt(before));
    Ok(left.select(table::event_id).distinct().load(conn)?)
}

/// The next people after `last` whose digest has something to say, by their ids.
pub fn people_of_digest(conn: &mut Conn, before: Timestamp, last: &str, most: i64) -> Result<Vec<UserId>> {
    let waiting = table::table.filter(table::notify.eq(Notify::Daily)).filter(table::created_at.lt(before));
    Ok(waiting.filter(table::user_id.gt(last)).select(table::user_id).distinct().order(table::user_id).limit(most).load(conn)?)
}

/// What waits for the digests of these people.
pub fn digests_of(conn: &mut Conn, people: &[UserId], before: Timestamp) -> Result<Vec<Alert>> {
    let waiting = table::table.filter(table::notify.eq(Notify::Daily)).filter(table::created_at.lt(before));
    Ok(waiting.filter(table::user_id.eq_any(people.to_vec())).order((table::user_id, table::created_at, table::event_id)).load(conn)?)
}

/// Takes notes of one person away, as their mail goes out; false where another instance was faster.
///
/// # Errors
/// 503 where another instance has taken some of them: what is left is read anew.
pub fn take(tx: &mut Tx, notes: &[Alert]) -> Result<bool> {
    let Some(first) = notes.first() else { return Ok(false) };
    let events: Vec<&str> = notes.iter().map(|note| note.event_id.as_str()).collect();
    let taken = table::table.filter(table::user_id.eq(&first.user_id)).filter(table::event_id.eq_any(events));
    match diesel::delete(taken).execute(tx.conn())? {
        0 => Ok(false),
        gone if gone == notes.len() => Ok(true),
        _ => Err(Problem::unavailable(
            "notifications/taken",
            "部分提醒已由另一实例寄出。",
            "Another instance has taken some of these notes.",
            1,
        )),
    }
}

/// Which address has a letter of its own about which of these events.
pub fn told_by_letter(conn: &mut Conn, events: &[String]) -> Result<HashSet<(String, String)>> {
    let rows: Vec<(String, String)> = deliveries::table
        .filter(deliveries::event_id.eq_any(events.to_vec()))
        .filter(deliveries::recipient_role.ne(Recipient::Subscriber.as_str()))
        .select((deliveries::event_id, deliveries::recipient))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
