//! Runs with their pairs. A run never changes once it is finished.

use diesel::prelude::*;

use crate::meetings::model::RunStatus;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{PageRequest, Result};
use crate::platform::ids::{MatchingMeetingId, MeetingDemandId, MeetingRunId, OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{meeting_run_pairs as pairs, meeting_runs as table};

/// A run as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::meeting_runs)]
pub struct Run {
    pub id: MeetingRunId,
    pub meeting_id: MatchingMeetingId,
    /// From 1 within the meeting.
    pub number: i32,
    /// A trial with other rules: it cannot be confirmed.
    pub what_if: bool,
    pub status: RunStatus,
    /// The rules and conditions that it was asked for with.
    pub rules: JsonText,
    pub conditions: JsonText,
    pub requested_by: UserId,
    /// The version of who takes part that it is about.
    pub input_version: Option<i64>,
    pub input_digest: Option<String>,
    pub result: Option<JsonText>,
    pub result_digest: Option<String>,
    pub solve_ms: Option<i64>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// A pair of a run.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::meeting_run_pairs)]
pub struct Pair {
    pub run_id: MeetingRunId,
    /// From 0, by demand and organisation.
    pub position: i32,
    pub demand_id: MeetingDemandId,
    pub organization_id: OrganizationId,
    pub time: String,
    pub score: i32,
    pub newly_incubated: bool,
    pub explanation: JsonText,
}

pub fn insert(tx: &mut Tx, run: &Run) -> Result<()> {
    diesel::insert_into(table::table).values(run).execute(tx.conn())?;
    Ok(())
}

pub fn find(conn: &mut Conn, id: &MeetingRunId) -> Result<Option<Run>> {
    Ok(table::table.find(id).first(conn).optional()?)
}

/// Runs of a meeting that are not finished, with their numbers.
pub fn queued(conn: &mut Conn, meeting: &MatchingMeetingId) -> Result<Vec<(MeetingRunId, i32)>> {
    let queued = table::table.filter(table::meeting_id.eq(meeting)).filter(table::status.eq(RunStatus::Queued));
    Ok(queued.order(table::id).select((table::id, table::number)).load(conn)?)
}

/// Writes the end of a queued run; whether nobody was faster.
pub fn finish(tx: &mut Tx, run: &Run) -> Result<bool> {
    let queued = table::table.filter(table::id.eq(&run.id)).filter(table::status.eq(RunStatus::Queued));
    Ok(diesel::update(queued).set(run).execute(tx.conn())? == 1)
}

pub fn insert_pair(tx: &mut Tx, pair: &Pair) -> Result<()> {
    diesel::insert_into(pairs::table).values(pair).execute(tx.conn())?;
    Ok(())
}

pub fn page(conn: &mut Conn, meeting: &MatchingMeetingId, page: &PageRequest) -> Result<Vec<Run>> {
    Ok(table::table
        .filter(table::meeting_id.eq(meeting))
        .filter(table::id.gt(page.after.clone().unwrap_or_default()))
        .order(table::id)
        .limit(page.fetch())
        .load(conn)?)
}

/// The last first; at most so many.
pub fn last(conn: &mut Conn, meeting: &MatchingMeetingId, most: i64) -> Result<Vec<MeetingRunId>> {
    Ok(table::table.filter(table::meeting_id.eq(meeting)).order(table::number.desc()).limit(most).select(table::id).load(conn)?)
}

/// From this position on; at most `limit`.
pub fn pairs_from(conn: &mut Conn, run: &MeetingRunId, position: i32, limit: i64) -> Result<Vec<Pair>> {
    Ok(pairs::table.filter(pairs::run_id.eq(run)).filter(pairs::position.ge(position)).order(pairs::position).limit(limit).load(conn)?)
}
