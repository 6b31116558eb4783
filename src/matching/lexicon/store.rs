//! Rows and queries of the lexicon's editions.

use diesel::prelude::*;

use super::words::Words;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, on_unique};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::UserId;
use crate::platform::time::Timestamp;
use crate::schema::lexicon_editions as table;

/// An edition as stored.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::lexicon_editions)]
pub struct Edition {
    /// From 1; the taxonomy's own words are edition 0.
    pub number: i32,
    /// [`Words`].
    pub content: JsonText,
    pub reason_zh: String,
    pub edited_by: UserId,
    pub edited_at: Timestamp,
}

pub fn latest(conn: &mut Conn) -> Result<Option<Edition>> {
    Ok(table::table.order(table::number.desc()).first(conn).optional()?)
}

pub fn find(conn: &mut Conn, number: i32) -> Result<Option<Edition>> {
    Ok(table::table.find(number).first(conn).optional()?)
}

/// The words that count now.
pub fn in_force(conn: &mut Conn) -> Result<Words> {
    match latest(conn)? {
        Some(edition) => edition.content.parse(),
        None => Ok(Words::of_the_taxonomy()),
    }
}

/// The newest first, before the edition that the cursor names.
pub fn page(conn: &mut Conn, page: &PageRequest) -> Result<Vec<Edition>> {
    let before = page.after.as_deref().and_then(|number| number.parse().ok()).unwrap_or(i32::MAX);
    Ok(table::table.filter(table::number.lt(before)).order(table::number.desc()).limit(page.fetch()).load(conn)?)
}

/// Of two who edit at once the second is told that the version is old.
pub fn insert(tx: &mut Tx, edition: &Edition) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(edition).execute(tx.conn());
    on_unique(inserted, || Problem::stale(i64::from(edition.number)))?;
    Ok(())
}
