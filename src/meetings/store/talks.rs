//! Talks. No side is in two at once: the database holds it.

use diesel::prelude::*;

use super::Meeting;
use crate::meetings::model::{Side, TalkStatus};
use crate::platform::db::{Conn, Tx, on_unique, saved};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{MatchingMeetingId, MeetingDemandId, MeetingTalkId, OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::meeting_talks as table;

/// A talk as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::meeting_talks, treat_none_as_null = true)]
pub struct Talk {
    pub id: MeetingTalkId,
    pub meeting_id: MatchingMeetingId,
    pub demand_id: MeetingDemandId,
    pub organization_id: OrganizationId,
    pub time: String,
    pub status: TalkStatus,
    /// Whether the organisation was newly incubated on the day of the meeting.
    pub newly_incubated: bool,
    pub organization_consented_at: Option<Timestamp>,
    pub organization_consented_by: Option<UserId>,
    pub demand_consented_at: Option<Timestamp>,
    pub demand_consented_by: Option<UserId>,
    pub introduced_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// What was agreed, or why it came to nothing.
    pub outcome_zh: Option<String>,
    pub declined_by: Option<Side>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl Talk {
    pub fn has_consent_of(&self, side: Side) -> bool {
        match side {
            Side::Organization => self.organization_consented_at.is_some(),
            Side::Demand => self.demand_consented_at.is_some(),
        }
    }
}

pub fn insert(tx: &mut Tx, talk: &Talk) -> Result<()> {
    on_unique(diesel::insert_into(table::table).values(talk).execute(tx.conn()), double_booked)?;
    Ok(())
}

pub fn find(conn: &mut Conn, meeting: &MatchingMeetingId, id: &MeetingTalkId) -> Result<Option<Talk>> {
    Ok(table::table.filter(table::meeting_id.eq(meeting)).filter(table::id.eq(id)).first(conn).optional()?)
}

/// Saves the talk over the version that was read; 412 when somebody was faster, 409 when its time is taken.
pub fn save(tx: &mut Tx, talk: &mut Talk, now: Timestamp) -> Result<()> {
    let read = talk.version;
    talk.version += 1;
    talk.updated_at = now;
    let written =
        diesel::update(table::table.filter(table::id.eq(&talk.id)).filter(table::version.eq(read))).set(&*talk).execute(tx.conn());
    saved(on_unique(written, double_booked)?, || Problem::stale(read + 1))
}

/// Calls off what is planned, for the meeting's reason; how many talks that were.
pub fn cancel_planned(tx: &mut Tx, meeting: &Meeting, now: Timestamp) -> Result<usize> {
    let planned = table::table.filter(table::meeting_id.eq(&meeting.id)).filter(table::status.eq(TalkStatus::Planned));
    let cancelled = (
        table::status.eq(TalkStatus::Cancelled),
        table::outcome_zh.eq(&meeting.status_reason),
        table::ended_at.eq(Some(now)),
        table::updated_at.eq(now),
        table::version.eq(table::version + 1),
    );
    Ok(diesel::update(planned).set(cancelled).execute(tx.conn())?)
}

/// The demands that have, or had, talks; ascending.
pub fn demands_of(conn: &mut Conn, meeting: &MatchingMeetingId) -> Result<Vec<MeetingDemandId>> {
    let talks = table::table.filter(table::meeting_id.eq(meeting));
    Ok(talks.select(table::demand_id).distinct().order(table::demand_id).load(conn)?)
}

/// Of everybody, or of these organisations only, by id after `after`; at most `limit`.
pub fn list(
    conn: &mut Conn,
    meeting: &MatchingMeetingId,
    only: Option<&[OrganizationId]>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Talk>> {
    let mut query = table::table
        .filter(table::meeting_id.eq(meeting))
        .filter(table::id.gt(after.unwrap_or_default().to_owned()))
        .order(table::id)
        .limit(limit)
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(table::organization_id.eq_any(only.to_vec()));
    }
    Ok(query.load(conn)?)
}

/// Of everybody, by time after the first `skip`; also those that were called off, at most so many.
pub fn by_time(conn: &mut Conn, meeting: &MatchingMeetingId, skip: i64, most: i64) -> Result<Vec<Talk>> {
    let talks = table::table.filter(table::meeting_id.eq(meeting)).order((table::time, table::id));
    Ok(talks.offset(skip).limit(most).load(conn)?)
}

/// What stands on the timetable of one side, by time.
pub fn timetable(conn: &mut Conn, meeting: &MatchingMeetingId, of: &Of) -> Result<Vec<Talk>> {
    let query =
        table::table.filter(table::meeting_id.eq(meeting)).filter(table::status.ne(TalkStatus::Cancelled)).order(table::time).into_boxed();
    let query = match of {
        Of::Organization(id) => query.filter(table::organization_id.eq(id.clone())),
        Of::Demand(id) => query.filter(table::demand_id.eq(id.clone())),
    };
    Ok(query.load(conn)?)
}

/// The talks in which one of these is a side, by time; also those that were called off, at most so many.
pub fn of_sides(
    conn: &mut Conn,
    meeting: &MatchingMeetingId,
    organizations: &[OrganizationId],
    demands: &[MeetingDemandId],
    most: i64,
) -> Result<Vec<Talk>> {
    let mut talks: Vec<Talk> = Vec::new();
    let of_meeting = || table::table.filter(table::meeting_id.eq(meeting)).order((table::time, table::id)).limit(most);
    talks.extend(of_meeting().filter(table::organization_id.eq_any(organizations.to_vec())).load::<Talk>(conn)?);
    for some in demands.chunks(500) {
        let others = of_meeting().filter(table::organization_id.ne_all(organizations.to_vec()));
        talks.extend(others.filter(table::demand_id.eq_any(some.to_vec())).load::<Talk>(conn)?);
    }
    talks.sort_by(|a, b| (&a.time, &a.id).cmp(&(&b.time, &b.id)));
    talks.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(talks)
}

/// One side of talks.
pub enum Of {
    Organization(OrganizationId),
    Demand(MeetingDemandId),
}

fn double_booked() -> Problem {
    Problem::conflict(
        "meetings/double_booked",
        "该时段双方中有一方已有洽谈；请选择另一时段。",
        "One of the two sides has a talk at this time already: choose another time.",
    )
}
