//! Small facts about this database: a name and a value.

use diesel::prelude::*;

use super::db::{Conn, Tx, on_unique};
use super::http::{Problem, Result};
use crate::schema::settings as table;

pub fn get(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    Ok(table::table.filter(table::key.eq(key)).select(table::value).first(conn).optional()?)
}

pub fn set(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    let rows = diesel::update(table::table.filter(table::key.eq(key))).set(table::value.eq(value)).execute(tx.conn())?;
    if rows == 0 {
        diesel::insert_into(table::table).values((table::key.eq(key), table::value.eq(value))).execute(tx.conn())?;
    }
    Ok(())
}

/// Changes a value only if it still is what was read; whether it was.
pub fn replace(tx: &mut Tx, key: &str, read: &str, value: &str) -> Result<bool> {
    let rows = diesel::update(table::table.filter(table::key.eq(key)).filter(table::value.eq(read)))
        .set(table::value.eq(value))
        .execute(tx.conn())?;
    Ok(rows == 1)
}

/// Sets a value that is not there yet. Of two at once one is refused and finds the other's value when it tries again.
pub fn add(tx: &mut Tx, key: &str, value: &str) -> Result<bool> {
    let added = diesel::insert_into(table::table).values((table::key.eq(key), table::value.eq(value))).execute(tx.conn());
    Ok(on_unique(added, || Problem::broken(format!("{key} was set by another instance a moment ago")))? == 1)
}
