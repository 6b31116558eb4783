//! Rows and queries of API keys.

mod row;

use diesel::prelude::*;

use crate::platform::db::{Conn, Tx};
use crate::platform::http::{PageRequest, Result};
use crate::platform::ids::{ApiKeyId, OrganizationId};
use crate::platform::time::Timestamp;
use crate::schema::api_keys as table;

pub use row::{ApiKey, ApiKeyStatus};

pub fn insert(tx: &mut Tx, key: &ApiKey) -> Result<()> {
    diesel::insert_into(table::table).values(key).execute(tx.conn())?;
    Ok(())
}

/// The key, if it belongs to one of these organisations.
pub fn find(conn: &mut Conn, id: &ApiKeyId, organizations: Vec<OrganizationId>) -> Result<Option<ApiKey>> {
    Ok(table::table.filter(table::id.eq(id)).filter(table::organization_id.eq_any(organizations)).first(conn).optional()?)
}

pub fn page(conn: &mut Conn, organizations: Vec<OrganizationId>, page: &PageRequest) -> Result<Vec<ApiKey>> {
    Ok(table::table
        .filter(table::organization_id.eq_any(organizations))
        .filter(table::id.gt(page.after.clone().unwrap_or_default()))
        .order(table::id)
        .limit(page.fetch())
        .load(conn)?)
}

/// Whether it was not revoked before.
pub fn revoke(tx: &mut Tx, id: &ApiKeyId, now: Timestamp) -> Result<bool> {
    let rows = diesel::update(table::table.filter(table::id.eq(id)).filter(table::revoked_at.is_null()))
        .set(table::revoked_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(rows == 1)
}
