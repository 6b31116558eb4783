//! Rows and queries of clarifications.

use diesel::prelude::*;

use crate::platform::db::{Conn, Tx, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{AmendmentId, ClarificationId, OrganizationId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::projects::{Project, Status};
use crate::schema::{areas, clarifications as table, projects};

/// A question as stored, and its answer once there is one.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::clarifications, treat_none_as_null = true)]
pub struct Clarification {
    pub id: ClarificationId,
    pub project_id: ProjectId,
    pub round: i32,
    /// From 1 in each round.
    pub number: i32,
    /// Who asks: never shown with the question. The journal's entry names it, after the deadline also to auditors.
    pub organization_id: OrganizationId,
    pub question_zh: String,
    pub asked_at: Timestamp,
    pub answer_by: Timestamp,
    pub answer_zh: Option<String>,
    pub answer_en: Option<String>,
    /// What the answer changed, where it may affect bids.
    pub amendment_id: Option<AmendmentId>,
    pub answered_by: Option<UserId>,
    pub answered_at: Option<Timestamp>,
    pub version: i64,
}

pub fn find(conn: &mut Conn, id: &ClarificationId) -> Result<Option<Clarification>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

/// The number of the next question of this round.
pub(super) fn next_number(conn: &mut Conn, project: &ProjectId, round: i32) -> Result<i32> {
    let last: Option<i32> = table::table
        .filter(table::project_id.eq(project))
        .filter(table::round.eq(round))
        .order(table::number.desc())
        .select(table::number)
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or(0).saturating_add(1))
}

/// How many questions an organisation has asked in this round.
pub(super) fn asked(conn: &mut Conn, project: &Project, organization: &OrganizationId) -> Result<i64> {
    let own = table::table.filter(table::project_id.eq(&project.id)).filter(table::round.eq(project.round));
    Ok(own.filter(table::organization_id.eq(organization)).count().get_result(conn)?)
}

pub(super) fn insert(tx: &mut Tx, row: &Clarification) -> Result<()> {
    diesel::insert_into(table::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Saves over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, row: &mut Clarification) -> Result<()> {
    let read = row.version;
    row.version += 1;
    let own = table::table.filter(table::id.eq(&row.id)).filter(table::version.eq(read));
    let rows = diesel::update(own).set(&*row).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// A page of a project's questions, the oldest first.
pub(super) fn page(conn: &mut Conn, project: &ProjectId, request: &PageRequest) -> Result<Vec<Clarification>> {
    Ok(table::table
        .filter(table::project_id.eq(project))
        .filter(table::id.gt(request.after.clone().unwrap_or_default()))
        .order(table::id)
        .limit(request.fetch())
        .load(conn)?)
}

/// Who has asked in this round, each once.
pub fn askers_of(conn: &mut Conn, project: &Project) -> Result<Vec<OrganizationId>> {
    Ok(table::table
        .filter(table::project_id.eq(&project.id))
        .filter(table::round.eq(project.round))
        .select(table::organization_id)
        .distinct()
        .order(table::organization_id)
        .load(conn)?)
}

/// Questions about open calls at or below a place that wait for an answer, with their call and its place; the oldest first.
pub fn unanswered(conn: &mut Conn, path: &str, now: Timestamp, most: i64) -> Result<Vec<(Clarification, Project, String)>> {
    Ok(table::table
        .inner_join(projects::table.inner_join(areas::table))
        .filter(table::answered_at.is_null())
        .filter(table::round.eq(projects::round))
        .filter(projects::status.eq(Status::Published))
        .filter(projects::deadline.gt(now))
        .filter(areas::path.like(format!("{path}%")))
        .order(table::id)
        .limit(most)
        .select((table::all_columns, projects::all_columns, areas::path))
        .load(conn)?)
}
