//! Rows and queries of milestones.

use diesel::prelude::*;

use crate::platform::db::types::DateText;
use crate::platform::db::{Conn, Tx, saved};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{IncubationCaseId, MilestoneId};
use crate::platform::time::Timestamp;
use crate::schema::incubation_milestones as table;

/// A milestone as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::incubation_milestones, treat_none_as_null = true)]
pub struct Milestone {
    pub id: MilestoneId,
    pub case_id: IncubationCaseId,
    /// The item of the programme's checklist that it stands for.
    pub checklist_key: Option<String>,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub due_on: Option<DateText>,
    pub reached_on: Option<DateText>,
    pub note_zh: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

pub fn find(conn: &mut Conn, case: &IncubationCaseId, id: &MilestoneId) -> Result<Option<Milestone>> {
    Ok(table::table.filter(table::case_id.eq(case)).filter(table::id.eq(id)).first(conn).optional()?)
}

/// All milestones of a case, in the order in which they were set.
pub fn of_case(conn: &mut Conn, case: &IncubationCaseId) -> Result<Vec<Milestone>> {
    Ok(table::table.filter(table::case_id.eq(case)).order(table::id).load(conn)?)
}

pub fn insert(tx: &mut Tx, milestone: &Milestone) -> Result<()> {
    diesel::insert_into(table::table).values(milestone).execute(tx.conn())?;
    Ok(())
}

/// Saves the milestone over the version that was read; 412 when somebody was faster.
pub fn save(tx: &mut Tx, milestone: &mut Milestone, now: Timestamp) -> Result<()> {
    let read = milestone.version;
    milestone.version += 1;
    milestone.updated_at = now;
    let rows = diesel::update(table::table.filter(table::id.eq(&milestone.id)).filter(table::version.eq(read)))
        .set(&*milestone)
        .execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}
