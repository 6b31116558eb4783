//! Rows and queries of what is stated of an organisation.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, on_unique, saved};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;
use crate::schema::organization_statements as table;
use crate::text_enum;

text_enum! {
    /// What a statement is about.
    pub enum StatementKind {
        Supply = "supply",
        Standing = "standing",
    }
}

/// The statements of one kind about these organisations.
pub(super) fn of_many<T: DeserializeOwned>(
    conn: &mut Conn,
    kind: StatementKind,
    ids: &[OrganizationId],
) -> Result<HashMap<OrganizationId, T>> {
    let rows: Vec<(OrganizationId, JsonText)> = table::table
        .filter(table::kind.eq(kind))
        .filter(table::organization_id.eq_any(ids))
        .select((table::organization_id, table::content))
        .load(conn)?;
    rows.into_iter().map(|(id, content)| Ok((id, content.parse()?))).collect()
}

/// Every statement of one kind.
pub(super) fn of_all<T: DeserializeOwned>(conn: &mut Conn, kind: StatementKind) -> Result<HashMap<OrganizationId, T>> {
    let rows: Vec<(OrganizationId, JsonText)> =
        table::table.filter(table::kind.eq(kind)).select((table::organization_id, table::content)).load(conn)?;
    rows.into_iter().map(|(id, content)| Ok((id, content.parse()?))).collect()
}

/// A statement and its version; what is not stated has version 0.
pub(super) fn find<T: DeserializeOwned + Default>(conn: &mut Conn, kind: StatementKind, id: &OrganizationId) -> Result<(T, i64)> {
    let row: Option<(JsonText, i64)> = table::table
        .filter(table::organization_id.eq(id))
        .filter(table::kind.eq(kind))
        .select((table::content, table::version))
        .first(conn)
        .optional()?;
    row.map_or_else(|| Ok((T::default(), 0)), |(content, version)| Ok((content.parse()?, version)))
}

/// Stores a statement over the version that was read; 412 when somebody was faster.
pub(super) fn put<T: Serialize>(
    tx: &mut Tx,
    kind: StatementKind,
    id: &OrganizationId,
    read: i64,
    statement: &T,
    now: Timestamp,
) -> Result<()> {
    let content = JsonText::of(statement)?;
    let what = (table::content.eq(content), table::stated_at.eq(now), table::version.eq(read + 1));
    if read == 0 {
        let row = diesel::insert_into(table::table).values((table::organization_id.eq(id), table::kind.eq(kind), what)).execute(tx.conn());
        on_unique(row, || Problem::stale(1))?;
        return Ok(());
    }
    let own = table::table.filter(table::organization_id.eq(id)).filter(table::kind.eq(kind)).filter(table::version.eq(read));
    let updated = diesel::update(own).set(what).execute(tx.conn())?;
    saved(updated, || Problem::stale(read + 1))
}
