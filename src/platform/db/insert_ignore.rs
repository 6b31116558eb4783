//! `ON CONFLICT DO NOTHING`, written once per arm: `MultiConnection` cannot say it.

use diesel::prelude::*;

use super::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::time::Timestamp;

/// Runs the same statement on whichever arm is there.
macro_rules! on_either {
    ($tx:expr, |$conn:ident| $statement:expr) => {
        match $tx.conn() {
            Conn::Postgres($conn) => $statement.execute($conn)?,
            Conn::Sqlite($conn) => $statement.execute($conn)?,
        }
    };
}

/// Claims an idempotency key; whether it was free.
pub fn idempotency_key(
    tx: &mut Tx,
    caller: &str,
    route: &str,
    key: &str,
    body_digest: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool> {
    use crate::schema::idempotency_keys::dsl;
    let rows = on_either!(tx, |conn| diesel::insert_into(dsl::idempotency_keys)
        .values((
            dsl::caller.eq(caller),
            dsl::route.eq(route),
            dsl::key.eq(key),
            dsl::body_digest.eq(body_digest),
            dsl::created_at.eq(now.naive()),
            dsl::expires_at.eq(expires_at.naive()),
        ))
        .on_conflict_do_nothing());
    Ok(rows == 1)
}

/// Opens a throttle's window with its first attempt; whether there was none.
pub fn login_throttle(tx: &mut Tx, subject: &str, now: Timestamp) -> Result<bool> {
    use crate::schema::login_throttles::dsl;
    let rows = on_either!(tx, |conn| diesel::insert_into(dsl::login_throttles)
        .values((dsl::subject.eq(subject), dsl::failures.eq(1), dsl::window_start.eq(now.naive())))
        .on_conflict_do_nothing());
    Ok(rows == 1)
}

/// Puts a job in the queue unless one with the same key is there; whether it was new.
pub fn job(tx: &mut Tx, row: &crate::platform::jobs::NewJob) -> Result<bool> {
    use crate::schema::jobs::dsl;
    let rows = on_either!(tx, |conn| diesel::insert_into(dsl::jobs)
        .values((
            dsl::id.eq(row.id.as_str()),
            dsl::kind.eq(row.kind),
            dsl::subject.eq(row.subject.as_str()),
            dsl::clock.eq(row.clock.as_str()),
            dsl::dedupe_key.eq(row.dedupe_key.as_deref()),
            dsl::run_at.eq(row.run_at.naive()),
            dsl::status.eq("queued"),
            dsl::attempts.eq(0),
            dsl::created_at.eq(row.created_at.naive()),
        ))
        .on_conflict_do_nothing());
    Ok(rows == 1)
}

/// Adds a delivery to the ledger unless this recipient has one for this event; whether it was new.
pub fn delivery(tx: &mut Tx, row: &NewDelivery) -> Result<bool> {
    use crate::schema::deliveries::dsl;
    let rows = on_either!(tx, |conn| diesel::insert_into(dsl::deliveries)
        .values((
            dsl::id.eq(row.id.as_str()),
            dsl::event_id.eq(row.event_id.as_str()),
            dsl::template.eq(row.template.as_str()),
            dsl::recipient.eq(row.recipient.as_str()),
            dsl::recipient_role.eq(row.recipient_role.as_str()),
            dsl::project_id.eq(row.project_id.as_deref()),
            dsl::language.eq(row.language.as_str()),
            dsl::message_id.eq(row.message_id.as_str()),
            dsl::message.eq(row.message.as_slice()),
            dsl::status.eq("queued"),
            dsl::attempts.eq(0),
            dsl::created_at.eq(row.created_at.naive()),
        ))
        .on_conflict_do_nothing());
    Ok(rows == 1)
}

/// Notes that somebody is to be told of an event unless that is noted; whether it was new.
pub fn alert(tx: &mut Tx, row: &NewAlert) -> Result<bool> {
    use crate::schema::alerts::dsl;
    let rows = on_either!(tx, |conn| diesel::insert_into(dsl::alerts)
        .values((
            dsl::user_id.eq(row.user_id.as_str()),
            dsl::event_id.eq(row.event_id.as_str()),
            dsl::notify.eq(row.notify),
            dsl::searches.eq(row.searches.as_str()),
            dsl::watch_id.eq(row.watch_id.as_deref()),
            dsl::created_at.eq(row.created_at.naive()),
        ))
        .on_conflict_do_nothing());
    Ok(rows == 1)
}

/// Adds a refused attempt to the access log unless the same one stands there for this day; whether it was new.
pub fn refusal(tx: &mut Tx, row: &NewRefusal) -> Result<bool> {
    use crate::schema::access_log::dsl;
    let rows = on_either!(tx, |conn| diesel::insert_into(dsl::access_log)
        .values((
            dsl::id.eq(row.id.as_str()),
            dsl::outcome.eq(row.outcome),
            dsl::actor.eq(row.actor.as_str()),
            dsl::operation.eq(row.operation),
            dsl::entity.eq(row.entity),
            dsl::entity_id.eq(row.entity_id.as_str()),
            dsl::project_id.eq(row.project_id.as_str()),
            dsl::times.eq(row.times),
            dsl::first_at.eq(row.first_at.naive()),
            dsl::last_at.eq(row.last_at.naive()),
            dsl::refused_on.eq(Some(row.refused_on.as_str())),
            dsl::visible_from.eq(row.visible_from.map(Timestamp::naive)),
        ))
        .on_conflict_do_nothing());
    Ok(rows == 1)
}

/// Notes that a reminder of a duty goes out; whether it is the first of its kind.
pub fn duty_reminder(tx: &mut Tx, project: &str, duty: &str, stage: &str, due_on: chrono::NaiveDate, now: Timestamp) -> Result<bool> {
    use crate::schema::duty_reminders::dsl;
    let rows = on_either!(tx, |conn| diesel::insert_into(dsl::duty_reminders)
        .values((
            dsl::project_id.eq(project),
            dsl::duty.eq(duty),
            dsl::stage.eq(stage),
            dsl::due_on.eq(due_on.to_string()),
            dsl::reminded_at.eq(now.naive()),
        ))
        .on_conflict_do_nothing());
    Ok(rows == 1)
}

/// Adds a version of a rule set unless it is there; whether it was new.
pub fn rule_set(tx: &mut Tx, row: &NewRuleSet, now: Timestamp) -> Result<bool> {
    use crate::schema::rule_sets::dsl;
    let rows = on_either!(tx, |conn| diesel::insert_into(dsl::rule_sets)
        .values((
            dsl::code.eq(row.code.as_str()),
            dsl::version.eq(row.version.as_str()),
            dsl::digest.eq(row.digest.as_str()),
            dsl::body.eq(row.body.as_str()),
            dsl::valid_from.eq(row.valid_from.to_string()),
            dsl::valid_to.eq(row.valid_to.map(|date| date.to_string())),
            dsl::loaded_at.eq(now.naive()),
        ))
        .on_conflict_do_nothing());
    Ok(rows == 1)
}

/// A version of a rule set as it is loaded.
pub struct NewRuleSet {
    pub code: String,
    pub version: String,
    pub digest: String,
    /// Canonical JSON.
    pub body: String,
    pub valid_from: chrono::NaiveDate,
    pub valid_to: Option<chrono::NaiveDate>,
}

/// A message as it goes into the delivery ledger.
pub struct NewDelivery {
    pub id: String,
    pub event_id: String,
    pub template: String,
    pub recipient: String,
    pub recipient_role: String,
    pub project_id: Option<String>,
    pub language: String,
    pub message_id: String,
    /// Subject and bodies, encrypted: mails carry one-time links, and the database file must not.
    pub message: Vec<u8>,
    pub created_at: Timestamp,
}

/// That somebody is to be told of an event, because of what they saved.
pub struct NewAlert {
    pub user_id: String,
    pub event_id: String,
    pub notify: &'static str,
    /// The ids of the saved searches; a list of strings in JSON.
    pub searches: String,
    pub watch_id: Option<String>,
    pub created_at: Timestamp,
}

/// A refused attempt as it goes into the access log.
pub struct NewRefusal {
    pub id: String,
    pub outcome: &'static str,
    pub actor: String,
    pub operation: &'static str,
    pub entity: &'static str,
    pub entity_id: String,
    pub project_id: String,
    pub times: i64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// The day in Shanghai.
    pub refused_on: String,
    /// Before this moment nobody may learn of it: it would show that there is a bid.
    pub visible_from: Option<Timestamp>,
}
