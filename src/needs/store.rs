//! Rows and queries of needs.

use diesel::prelude::*;

use super::model::Status;
use crate::platform::db::{Conn, Tx, saved};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::NeedId;
use crate::platform::time::Timestamp;
use crate::schema::needs as table;

#[derive(Clone, Debug, Queryable)]
pub struct Need {
    pub id: NeedId,
    pub area_code: String,
    pub status: Status,
    pub version: i64,
}

pub fn find(conn: &mut Conn, id: &NeedId) -> Result<Option<Need>> {
    Ok(table::table
        .filter(table::id.eq(id))
        .select((table::id, table::area_code, table::status, table::version))
        .first(conn)
        .optional()?)
}

pub(super) fn set_status(tx: &mut Tx, need: &Need, status: Status, now: Timestamp) -> Result<()> {
    let rows = diesel::update(table::table.filter(table::id.eq(&need.id)).filter(table::version.eq(need.version)))
        .set((table::status.eq(status), table::updated_at.eq(now), table::version.eq(need.version + 1)))
        .execute(tx.conn())?;
    saved(rows, || Problem::stale(need.version + 1))
}

pub fn find_many(conn: &mut Conn, ids: &[NeedId]) -> Result<Vec<Need>> {
    Ok(table::table
        .filter(table::id.eq_any(ids))
        .select((table::id, table::area_code, table::status, table::version))
        .load(conn)?)
}
