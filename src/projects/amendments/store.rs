//! Rows and queries of amendments.

use diesel::prelude::*;

use crate::platform::db::{Conn, Tx};
use crate::platform::http::{PageRequest, Result};
use crate::platform::ids::{AmendmentId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::project_amendments as table;

/// An amendment as stored; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = crate::schema::project_amendments)]
pub struct Amendment {
    pub id: AmendmentId,
    pub project_id: ProjectId,
    pub round: i32,
    /// From 1 in each round.
    pub number: i32,
    pub text_zh: String,
    pub text_en: Option<String>,
    /// Whether it may change what is offered.
    pub affects_bids: bool,
    pub deadline_before: Timestamp,
    pub deadline_after: Timestamp,
    pub amended_by: UserId,
    pub amended_at: Timestamp,
}

impl Amendment {
    pub fn moved_the_deadline(&self) -> bool {
        self.deadline_after > self.deadline_before
    }
}

pub fn find(conn: &mut Conn, id: &AmendmentId) -> Result<Option<Amendment>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

/// The number of the next amendment of this round.
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

pub(super) fn insert(tx: &mut Tx, amendment: &Amendment) -> Result<()> {
    diesel::insert_into(table::table).values(amendment).execute(tx.conn())?;
    Ok(())
}

/// A page of a project's amendments, the oldest first.
pub(super) fn page(conn: &mut Conn, project: &ProjectId, request: &PageRequest) -> Result<Vec<Amendment>> {
    let after = request.after.clone().unwrap_or_default();
    Ok(table::table.filter(table::project_id.eq(project)).filter(table::id.gt(after)).order(table::id).limit(request.fetch()).load(conn)?)
}
