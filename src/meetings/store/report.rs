//! Counts of talks, from their rows.

use chrono::NaiveDate;
use diesel::dsl::{count_star, sum};
use diesel::prelude::*;

use super::deciders::Decides;
use crate::areas;
use crate::meetings::model::{Status, TalkStatus};
use crate::platform::db::types::DateText;
use crate::platform::db::{Condition, Conn};
use crate::platform::http::Result;
use crate::platform::ids::MatchingMeetingId;
use crate::schema::{matching_meetings as meetings, meeting_demands as demands, meeting_talks as table};

/// Talks that are alike in what counts.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Alike {
    pub status: TalkStatus,
    pub newly_incubated: bool,
    pub was_introduced: bool,
    pub talks: i64,
}

/// The talks of these meetings.
pub fn talks(conn: &mut Conn, ids: &[MatchingMeetingId]) -> Result<Vec<Alike>> {
    let of = |conn: &mut Conn, was_introduced: bool| -> Result<Vec<(TalkStatus, bool, i64)>> {
        Ok(table::table
            .filter(table::meeting_id.eq_any(ids.to_vec()))
            .filter(table::introduced_at.is_not_null().eq(was_introduced))
            .group_by((table::status, table::newly_incubated))
            .select((table::status, table::newly_incubated, count_star()))
            .order((table::status, table::newly_incubated))
            .load(conn)?)
    };
    let mut all = Vec::new();
    for was_introduced in [false, true] {
        let rows = of(conn, was_introduced)?;
        all.extend(rows.into_iter().map(|(status, newly_incubated, talks)| Alike { status, newly_incubated, was_introduced, talks }));
    }
    Ok(all)
}

/// Demands, and the talks that they asked for.
pub fn asked(conn: &mut Conn, ids: &[MatchingMeetingId]) -> Result<(i64, i64)> {
    let of = demands::table.filter(demands::meeting_id.eq_any(ids.to_vec()));
    let (count, slots): (i64, Option<i64>) = of.select((count_star(), sum(demands::slots))).first(conn)?;
    Ok((count, slots.unwrap_or(0)))
}

/// Meetings that took place between two days, both included; open where there is none. Without those on which the reader decides.
pub fn held(
    conn: &mut Conn,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    within: Option<&str>,
    reached: Option<&[String]>,
    decides: &Decides,
) -> Result<Vec<MatchingMeetingId>> {
    let mut wanted: Condition<meetings::table> = Box::new(decides.on_others().and(meetings::status.eq_any([Status::Held, Status::Closed])));
    if let Some(from) = from {
        wanted = Box::new(wanted.and(meetings::held_on.ge(DateText::from(from))));
    }
    if let Some(to) = to {
        wanted = Box::new(wanted.and(meetings::held_on.le(DateText::from(to))));
    }
    if let Some(path) = within {
        wanted = Box::new(wanted.and(meetings::area_code.eq_any(areas::within(path))));
    }
    if let Some(paths) = reached {
        let mut visible: Condition<meetings::table> = Box::new(meetings::id.eq("").nullable());
        for path in paths {
            visible = Box::new(visible.or(meetings::area_code.eq_any(areas::within(path))));
        }
        wanted = Box::new(wanted.and(visible));
    }
    Ok(meetings::table.filter(wanted).order(meetings::id).select(meetings::id).load(conn)?)
}
