//! What the hub can enter into a meeting: a bounded choice, narrowed by what the names contain.

use diesel::prelude::*;

use super::CHOICES;
use crate::areas;
use crate::needs;
use crate::organizations::{self, Kind};
use crate::platform::db::Conn;
use crate::platform::db::search::{self, lower};
use crate::platform::http::Result;
use crate::platform::ids::{MatchingMeetingId, MeetingDemandId, NeedId, OrganizationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects;
use crate::schema::{meeting_demands, meeting_participants, needs as wants, organizations as bodies, projects as calls};

/// A call that could be entered.
#[derive(Queryable)]
pub struct Call {
    pub id: ProjectId,
    pub number: String,
    pub title_zh: String,
    pub deadline: Option<Timestamp>,
}

/// Calls at or below a place that take bids now and are not in the meeting yet, those that end last first.
pub fn calls(conn: &mut Conn, meeting: &MatchingMeetingId, path: &str, q: &str, now: Timestamp) -> Result<Vec<Call>> {
    let there = meeting_demands::table.filter(meeting_demands::meeting_id.eq(meeting)).filter(meeting_demands::project_id.is_not_null());
    let called = search::containing(q);
    Ok(calls::table
        .filter(calls::status.eq(projects::Status::Published))
        .filter(calls::deadline.gt(now))
        .filter(calls::area_code.eq_any(areas::within(path)))
        .filter(calls::id.ne_all(there.select(meeting_demands::project_id.assume_not_null())))
        .filter(
            lower(calls::title_zh).like(called.clone()).escape(search::ESCAPE).or(lower(calls::number).like(called).escape(search::ESCAPE)),
        )
        .order((calls::deadline.desc(), calls::id))
        .limit(CHOICES)
        .select((calls::id, calls::number, calls::title_zh, calls::deadline))
        .load(conn)?)
}

/// Verified needs at or below a place that are not in the meeting yet, the newest first.
pub fn needs(conn: &mut Conn, meeting: &MatchingMeetingId, path: &str, q: &str) -> Result<Vec<(NeedId, String)>> {
    let there = meeting_demands::table.filter(meeting_demands::meeting_id.eq(meeting)).filter(meeting_demands::need_id.is_not_null());
    Ok(wants::table
        .filter(wants::status.eq(needs::Status::Verified))
        .filter(wants::area_code.eq_any(areas::within(path)))
        .filter(wants::id.ne_all(there.select(meeting_demands::need_id.assume_not_null())))
        .filter(lower(wants::title_zh).like(search::containing(q)).escape(search::ESCAPE))
        .order(wants::id.desc())
        .limit(CHOICES)
        .select((wants::id, wants::title_zh))
        .load(conn)?)
}

/// Verified organisations that do not take part yet, by name; no offices.
pub fn organizations(conn: &mut Conn, meeting: &MatchingMeetingId, q: &str) -> Result<Vec<(OrganizationId, String)>> {
    let there = meeting_participants::table.filter(meeting_participants::meeting_id.eq(meeting));
    Ok(bodies::table
        .filter(bodies::status.eq(organizations::Status::Verified))
        .filter(bodies::kind.ne(Kind::Government))
        .filter(bodies::id.ne_all(there.select(meeting_participants::organization_id)))
        .filter(lower(bodies::name_zh).like(search::containing(q)).escape(search::ESCAPE))
        .order((bodies::name_zh, bodies::id))
        .limit(CHOICES)
        .select((bodies::id, bodies::name_zh))
        .load(conn)?)
}

/// The demands of a meeting whose title contains these letters, as they were entered.
pub fn demands(conn: &mut Conn, meeting: &MatchingMeetingId, q: &str) -> Result<Vec<MeetingDemandId>> {
    let called = search::containing(q);
    let projects = calls::table.filter(lower(calls::title_zh).like(called.clone()).escape(search::ESCAPE)).select(calls::id.nullable());
    let needs = wants::table.filter(lower(wants::title_zh).like(called).escape(search::ESCAPE)).select(wants::id.nullable());
    Ok(meeting_demands::table
        .filter(meeting_demands::meeting_id.eq(meeting))
        .filter(meeting_demands::project_id.eq_any(projects).or(meeting_demands::need_id.eq_any(needs)))
        .order(meeting_demands::id)
        .limit(CHOICES)
        .select(meeting_demands::id)
        .load(conn)?)
}

/// The organisations that take part whose name contains these letters, by name.
pub fn participants(conn: &mut Conn, meeting: &MatchingMeetingId, q: &str) -> Result<Vec<(OrganizationId, String)>> {
    Ok(meeting_participants::table
        .inner_join(bodies::table.on(bodies::id.eq(meeting_participants::organization_id)))
        .filter(meeting_participants::meeting_id.eq(meeting))
        .filter(lower(bodies::name_zh).like(search::containing(q)).escape(search::ESCAPE))
        .order((bodies::name_zh, bodies::id))
        .limit(CHOICES)
        .select((bodies::id, bodies::name_zh))
        .load(conn)?)
}
