//! Background work: rows in the same database, put there in the transaction that asks for them.
//!
//! A job is due by one of the two clocks, is claimed with a lease, and is deleted when its handler has succeeded. A
//! failure is tried again later and later; after `MOST_ATTEMPTS` the job is `dead` and waits for a person, or until it is
//! asked for again. Handlers are idempotent: a process may die between the effect and the deletion.

mod runner;

use diesel::prelude::*;

use crate::platform::clock::system_now;
use crate::platform::db::{Conn, Tx, insert_ignore};
use crate::platform::http::Result;
use crate::platform::ids::JobId;
use crate::platform::time::Timestamp;
use crate::schema::jobs as table;
use crate::text_enum;

pub use runner::{Handler, JobError, Registry, drain, run};

/// Attempts before a job is left to a person.
pub const MOST_ATTEMPTS: i32 = 12;

text_enum! {
    /// Which clock says that a job is due.
    pub enum JobClock {
        Business = "business",
        System = "system",
    }
}

/// A job as it is asked for.
pub struct NewJob {
    pub id: JobId,
    pub kind: &'static str,
    /// The id of the record that the job is about.
    pub subject: String,
    pub clock: JobClock,
    /// At most one job with this key waits.
    pub dedupe_key: Option<String>,
    pub run_at: Timestamp,
    pub created_at: Timestamp,
}

/// A job as its handler sees it.
#[derive(Clone, Debug, Queryable)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub subject: String,
    pub attempts: i32,
}

/// Asks for `kind` about `subject` at a moment of business time; once per kind and subject. One that has died begins anew.
pub fn at(tx: &mut Tx, kind: &'static str, subject: &str, moment: Timestamp) -> Result<()> {
    put(tx, kind, subject, JobClock::Business, moment)
}

/// Asks for what is done day by day at `moment` of business time. One that waits for another moment still to come waits for this one from
/// now on: the setting was changed. One that is due, or was tried, stays as it is.
pub fn daily(tx: &mut Tx, kind: &'static str, subject: &str, moment: Timestamp, now: Timestamp) -> Result<()> {
    put(tx, kind, subject, JobClock::Business, moment)?;
    let waiting = table::table
        .filter(table::dedupe_key.eq(format!("{kind}:{subject}")))
        .filter(table::status.eq("queued"))
        .filter(table::attempts.eq(0))
        .filter(table::run_at.gt(now))
        .filter(table::run_at.ne(moment));
    diesel::update(waiting).set(table::run_at.eq(moment)).execute(tx.conn())?;
    Ok(())
}

/// Asks for `kind` about `subject` as soon as possible; once per kind and subject.
pub fn soon(tx: &mut Tx, kind: &'static str, subject: &str) -> Result<()> {
    put(tx, kind, subject, JobClock::System, system_now())
}

fn put(tx: &mut Tx, kind: &'static str, subject: &str, clock: JobClock, run_at: Timestamp) -> Result<()> {
    let job = NewJob {
        id: JobId::new(),
        kind,
        subject: subject.to_owned(),
        clock,
        dedupe_key: Some(format!("{kind}:{subject}")),
        run_at,
        created_at: system_now(),
    };
    if insert_ignore::job(tx, &job)? {
        return Ok(());
    }
    diesel::update(table::table.filter(table::dedupe_key.eq(&job.dedupe_key)).filter(table::status.eq("dead")))
        .set((table::clock.eq(clock), table::run_at.eq(run_at), fresh()))
        .execute(tx.conn())?;
    Ok(())
}

/// What a job has that nobody has tried yet.
type Fresh = (
    diesel::dsl::Eq<table::status, &'static str>,
    diesel::dsl::Eq<table::attempts, i32>,
    diesel::dsl::Eq<table::locked_by, Option<String>>,
    diesel::dsl::Eq<table::locked_until, Option<Timestamp>>,
);

fn fresh() -> Fresh {
    (table::status.eq("queued"), table::attempts.eq(0), table::locked_by.eq(None), table::locked_until.eq(None))
}

/// Moves the job of this kind and subject to another moment of business time, a dead one too; whether there was one. A job may put itself
/// off: it gives its claim back, so that the runner does not take it for done.
pub fn postpone(tx: &mut Tx, kind: &'static str, subject: &str, moment: Timestamp) -> Result<bool> {
    put_off(tx, kind, subject, JobClock::Business, moment)
}

/// Lets a job that has more to do run again, behind those that wait already.
pub fn again(tx: &mut Tx, kind: &'static str, subject: &str) -> Result<()> {
    put_off(tx, kind, subject, JobClock::System, system_now()).map(|_| ())
}

fn put_off(tx: &mut Tx, kind: &'static str, subject: &str, clock: JobClock, moment: Timestamp) -> Result<bool> {
    let rows = diesel::update(table::table.filter(table::dedupe_key.eq(format!("{kind}:{subject}"))))
        .set((table::clock.eq(clock), table::run_at.eq(moment), fresh()))
        .execute(tx.conn())?;
    Ok(rows > 0)
}

/// Whether the job of this kind and subject is still to be done; a dead one is not.
pub fn is_waiting(conn: &mut Conn, kind: &'static str, subject: &str) -> Result<bool> {
    let waiting = table::table.filter(table::dedupe_key.eq(format!("{kind}:{subject}"))).filter(table::status.ne("dead"));
    Ok(waiting.select(table::id).first::<JobId>(conn).optional()?.is_some())
}

/// The earliest moment of business time at which a job is due.
pub fn next_business_moment(conn: &mut Conn) -> Result<Option<Timestamp>> {
    Ok(table::table
        .filter(table::status.eq("queued"))
        .filter(table::clock.eq(JobClock::Business))
        .select(diesel::dsl::min(table::run_at))
        .first(conn)?)
}

/// What the dead jobs of this kind are about.
pub fn dead(conn: &mut Conn, kind: &'static str) -> Result<Vec<String>> {
    Ok(table::table.filter(table::status.eq("dead")).filter(table::kind.eq(kind)).select(table::subject).load(conn)?)
}

/// How many jobs wait and how many are dead, for `/readyz` and operators.
pub fn counts(conn: &mut Conn) -> Result<(i64, i64)> {
    let count = |conn: &mut Conn, status: &str| table::table.filter(table::status.eq(status)).count().get_result::<i64>(conn);
    Ok((count(conn, "queued")?, count(conn, "dead")?))
}
