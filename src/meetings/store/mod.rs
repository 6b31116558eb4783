//! Rows and queries of meetings; those of their parts lie beside it.

pub(super) mod deciders;
pub(super) mod demands;
pub(super) mod participants;
pub(super) mod report;
pub(super) mod runs;
pub(super) mod talks;

use diesel::prelude::*;

use self::deciders::Decides;
use super::model::Status;
use super::rules::{Condition, Rules};
use crate::areas;
use crate::platform::db::types::{DateText, JsonText};
use crate::platform::db::{Condition as Where, Conn, Tx, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{MatchingMeetingId, MeetingRunId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{areas as places, matching_meetings as table};

/// A meeting as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::matching_meetings, treat_none_as_null = true)]
pub struct Meeting {
    pub id: MatchingMeetingId,
    pub area_code: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub venue_zh: String,
    pub held_on: DateText,
    /// Beginnings of talks, in order; a list of texts.
    pub times: JsonText,
    /// [`Rules`].
    pub rules: JsonText,
    /// A list of [`Condition`].
    pub conditions: JsonText,
    pub status: Status,
    pub status_reason: Option<String>,
    /// Grows with everything that decides a run.
    pub input_version: i64,
    /// How many runs were asked for.
    pub runs: i32,
    /// The confirmed one.
    pub run_id: Option<MeetingRunId>,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    /// When organisations could first see it; a draft that was called off never was seen.
    pub opened_at: Option<Timestamp>,
}

impl Meeting {
    /// Whether its day is past, in Shanghai.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.held_on.date() < now.shanghai_date()
    }

    pub fn times(&self) -> Result<Vec<String>> {
        self.times.parse()
    }

    pub fn rules(&self) -> Result<Rules> {
        self.rules.parse()
    }

    pub fn conditions(&self) -> Result<Vec<Condition>> {
        self.conditions.parse()
    }
}

/// A meeting with its place in the area tree.
#[derive(Clone, Debug)]
pub struct Placed {
    pub meeting: Meeting,
    pub path: String,
}

pub fn placed(conn: &mut Conn, id: &MatchingMeetingId) -> Result<Option<Placed>> {
    let row: Option<(Meeting, String)> = table::table
        .inner_join(places::table.on(places::code.eq(table::area_code)))
        .filter(table::id.eq(id))
        .select((table::all_columns, places::path))
        .first(conn)
        .optional()?;
    Ok(row.map(|(meeting, path)| Placed { meeting, path }))
}

pub(super) fn insert(tx: &mut Tx, meeting: &Meeting) -> Result<()> {
    diesel::insert_into(table::table).values(meeting).execute(tx.conn())?;
    Ok(())
}

/// Saves the meeting over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, meeting: &mut Meeting, now: Timestamp) -> Result<()> {
    let read = meeting.version;
    meeting.version += 1;
    meeting.updated_at = now;
    let rows =
        diesel::update(table::table.filter(table::id.eq(&meeting.id)).filter(table::version.eq(read))).set(&*meeting).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// Who takes part has changed: what was solved before is of yesterday. The meeting's own version stays, so that a registration does not
/// stand in the way of its hub.
pub(super) fn touch_input(tx: &mut Tx, id: &MatchingMeetingId) -> Result<()> {
    diesel::update(table::table.filter(table::id.eq(id))).set(table::input_version.eq(table::input_version + 1)).execute(tx.conn())?;
    Ok(())
}

/// One more run; its number.
pub(super) fn count_run(tx: &mut Tx, meeting: &Meeting) -> Result<i32> {
    let number = meeting.runs + 1;
    diesel::update(table::table.filter(table::id.eq(&meeting.id))).set(table::runs.eq(number)).execute(tx.conn())?;
    Ok(number)
}

/// The meetings at or below these places; none on which the reader decides.
pub(super) fn within(conn: &mut Conn, paths: &[String], decides: &Decides) -> Result<Vec<MatchingMeetingId>> {
    let mut there: Where<table::table> = Box::new(table::id.eq("").nullable());
    for path in paths {
        there = Box::new(there.or(table::area_code.eq_any(areas::within(path))));
    }
    Ok(table::table.filter(there.and(decides.on_others())).order(table::id).select(table::id).load(conn)?)
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub status: Option<Status>,
    /// The path of a place at or below which it is.
    pub area: Option<String>,
    /// None: everything; else what was ever opened, or is of these places.
    pub seen: Option<Vec<String>>,
    /// On which purchases the reader decides; the meetings about them are left out.
    pub decides: Decides,
}

pub(super) fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<Meeting>> {
    let after = page.after.clone().unwrap_or_default();
    Ok(table::table.filter(wanted(filter)).filter(table::id.gt(after)).order(table::id).limit(page.fetch()).load(conn)?)
}

/// The last by their day first; at most so many.
pub(super) fn last(conn: &mut Conn, filter: &Filter, most: i64) -> Result<Vec<Meeting>> {
    Ok(table::table.filter(wanted(filter)).order((table::held_on.desc(), table::id.desc())).limit(most).load(conn)?)
}

fn wanted(filter: &Filter) -> Where<table::table> {
    let mut wanted = filter.decides.on_others();
    if let Some(paths) = &filter.seen {
        let mut visible: Where<table::table> = Box::new(table::opened_at.is_not_null().nullable());
        for path in paths {
            visible = Box::new(visible.or(table::area_code.eq_any(areas::within(path))));
        }
        wanted = Box::new(wanted.and(visible));
    }
    if let Some(status) = filter.status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    if let Some(path) = &filter.area {
        wanted = Box::new(wanted.and(table::area_code.eq_any(areas::within(path))));
    }
    wanted
}
