//! Rows and queries of awards.

use diesel::prelude::*;

use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, on_unique, saved};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{BidId, OrganizationId, ProjectId, UserId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::Status;
use crate::schema::{awards as table, projects};

/// A proposed or decided award: one for a project.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::awards, primary_key(project_id), treat_none_as_null = true)]
pub struct Award {
    pub project_id: ProjectId,
    pub bid_id: BidId,
    pub organization_id: OrganizationId,
    pub price_fen: Money,
    /// The chair; secret.
    pub reported_by: UserId,
    pub reported_at: Timestamp,
    /// The chair's statement, the draw and the digest of the ranking.
    pub report: JsonText,
    pub decide_by: Timestamp,
    pub decided_by: Option<UserId>,
    pub decided_at: Option<Timestamp>,
    pub reason: Option<String>,
    pub publicity_from: Option<Timestamp>,
    pub publicity_until: Option<Timestamp>,
    /// The publicity runs into a year whose working days are not known: it does not end by itself.
    pub is_provisional: bool,
    pub awarded_at: Option<Timestamp>,
    pub sign_by: Option<Timestamp>,
    pub version: i64,
}

pub fn find(conn: &mut Conn, project: &ProjectId) -> Result<Option<Award>> {
    Ok(table::table.filter(table::project_id.eq(project)).first(conn).optional()?)
}

pub(super) fn insert(tx: &mut Tx, award: &Award) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(award).execute(tx.conn());
    on_unique(inserted, || Problem::stale(1))?;
    Ok(())
}

/// Saves the award over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, award: &mut Award) -> Result<()> {
    let read = award.version;
    award.version += 1;
    let rows = diesel::update(table::table.filter(table::project_id.eq(&award.project_id)).filter(table::version.eq(read)))
        .set(&*award)
        .execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// Projects whose publicity runs by a provisional count.
pub(super) fn provisional(conn: &mut Conn) -> Result<Vec<ProjectId>> {
    Ok(table::table
        .inner_join(projects::table.on(projects::id.eq(table::project_id)))
        .filter(projects::status.eq(Status::Publicity))
        .filter(table::is_provisional.eq(true))
        .order(table::project_id)
        .select(table::project_id)
        .load(conn)?)
}
