//! The asking side of a meeting: projects, and needs that no project takes up yet.

use std::collections::HashMap;

use diesel::dsl::sum;
use diesel::prelude::*;

use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, on_unique};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{MatchingMeetingId, MeetingDemandId, NeedId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{meeting_demands as table, needs, panel_members, projects};

/// A demand as stored: of a project or of a need, never of both.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::meeting_demands)]
pub struct Demand {
    pub id: MeetingDemandId,
    pub meeting_id: MatchingMeetingId,
    pub project_id: Option<ProjectId>,
    pub need_id: Option<NeedId>,
    /// How many talks it wants.
    pub slots: i32,
    /// Times of the meeting at which nobody is there for it; a list of texts.
    pub absent: JsonText,
    pub created_at: Timestamp,
}

/// What a demand is called, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub title_zh: String,
    pub title_en: Option<String>,
    pub area_code: String,
}

pub fn find(conn: &mut Conn, meeting: &MatchingMeetingId, id: &MeetingDemandId) -> Result<Option<Demand>> {
    Ok(table::table.filter(table::meeting_id.eq(meeting)).filter(table::id.eq(id)).first(conn).optional()?)
}

/// By id after `after`; at most `limit`.
pub fn list(conn: &mut Conn, meeting: &MatchingMeetingId, after: Option<&str>, limit: i64) -> Result<Vec<Demand>> {
    Ok(table::table
        .filter(table::meeting_id.eq(meeting))
        .filter(table::id.gt(after.unwrap_or_default().to_owned()))
        .order(table::id)
        .limit(limit)
        .load(conn)?)
}

/// By id after the first `skip`; at most so many.
pub fn in_order(conn: &mut Conn, meeting: &MatchingMeetingId, skip: i64, most: i64) -> Result<Vec<Demand>> {
    Ok(table::table.filter(table::meeting_id.eq(meeting)).order(table::id).offset(skip).limit(most).load(conn)?)
}

pub fn ids(conn: &mut Conn, meeting: &MatchingMeetingId) -> Result<Vec<MeetingDemandId>> {
    Ok(table::table.filter(table::meeting_id.eq(meeting)).select(table::id).load(conn)?)
}

/// How many talks the demands of a meeting want together.
pub fn all_slots(conn: &mut Conn, meeting: &MatchingMeetingId) -> Result<i64> {
    let slots: Option<i64> = table::table.filter(table::meeting_id.eq(meeting)).select(sum(table::slots)).first(conn)?;
    Ok(slots.unwrap_or(0))
}

/// These demands, by id.
pub fn find_many(conn: &mut Conn, ids: &[MeetingDemandId]) -> Result<HashMap<MeetingDemandId, Demand>> {
    let rows: Vec<Demand> = table::table.filter(table::id.eq_any(ids.to_vec())).load(conn)?;
    Ok(rows.into_iter().map(|demand| (demand.id.clone(), demand)).collect())
}

/// What these demands are about, by the demand's id.
pub fn about(conn: &mut Conn, demands: &[Demand]) -> Result<HashMap<MeetingDemandId, About>> {
    let projects_wanted: Vec<ProjectId> = demands.iter().filter_map(|d| d.project_id.clone()).collect();
    let needs_wanted: Vec<NeedId> = demands.iter().filter_map(|d| d.need_id.clone()).collect();
    let of_projects: Vec<(String, String, Option<String>, String)> = projects::table
        .filter(projects::id.eq_any(projects_wanted))
        .select((projects::id, projects::title_zh, projects::title_en, projects::area_code))
        .load(conn)?;
    let of_needs: Vec<(String, String, String)> =
        needs::table.filter(needs::id.eq_any(needs_wanted)).select((needs::id, needs::title_zh, needs::area_code)).load(conn)?;
    let mut known: HashMap<String, About> =
        of_projects.into_iter().map(|(id, title_zh, title_en, area_code)| (id, About { title_zh, title_en, area_code })).collect();
    known.extend(of_needs.into_iter().map(|(id, title_zh, area_code)| (id, About { title_zh, title_en: None, area_code })));
    let of = |demand: &Demand| {
        let record = demand.project_id.as_ref().map(ProjectId::as_str).or(demand.need_id.as_ref().map(NeedId::as_str))?;
        Some((demand.id.clone(), known.get(record)?.clone()))
    };
    Ok(demands.iter().filter_map(of).collect())
}

/// Each project and each need once in a meeting.
pub fn insert(tx: &mut Tx, demand: &Demand) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(demand).execute(tx.conn());
    on_unique(inserted, || {
        Problem::conflict("meetings/already_there", "该项目或需求已在这次对接会中。", "This project or need is in the meeting already.")
    })?;
    Ok(())
}

pub fn remove(tx: &mut Tx, demand: &Demand) -> Result<()> {
    diesel::delete(table::table.find(&demand.id)).execute(tx.conn())?;
    Ok(())
}

/// Whether this person sits on the panel of one of the meeting's projects.
pub fn sits_on_a_panel(conn: &mut Conn, meeting: &MatchingMeetingId, user: &UserId) -> Result<bool> {
    let seats = table::table
        .inner_join(panel_members::table.on(panel_members::project_id.nullable().eq(table::project_id)))
        .filter(table::meeting_id.eq(meeting))
        .filter(panel_members::user_id.eq(user));
    Ok(seats.count().get_result::<i64>(conn)? > 0)
}
