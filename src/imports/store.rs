//! Rows and queries of imports.

use diesel::prelude::*;

use super::model::{Counts, Kind, Mode, Status};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{ImportId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{import_chunks as chunks, imports as table};

/// An import as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::imports, treat_none_as_null = true)]
pub(super) struct Import {
    pub id: ImportId,
    pub kind: Kind,
    pub mode: Mode,
    pub status: Status,
    pub requested_by: UserId,
    /// Of the file: `sha-256:…`.
    pub digest: String,
    /// For each column of the kind its place in the file.
    pub places: JsonText,
    pub rows_total: i32,
    pub rows_checked: i32,
    pub rows_invalid: i32,
    pub rows_existing: i32,
    pub rows_imported: i32,
    pub chunks_done: i32,
    /// The first of them, encrypted.
    pub errors: Option<Vec<u8>>,
    pub errors_total: i32,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// When it is forgotten, by the system's clock.
    pub expires_at: Timestamp,
    pub version: i64,
}

impl Import {
    pub(super) fn counts(&self) -> Counts {
        Counts { checked: self.rows_checked, invalid: self.rows_invalid, existing: self.rows_existing, imported: self.rows_imported }
    }

    pub(super) fn set_counts(&mut self, counts: Counts) {
        (self.rows_checked, self.rows_invalid) = (counts.checked, counts.invalid);
        (self.rows_existing, self.rows_imported) = (counts.existing, counts.imported);
    }
}

pub(super) fn find(conn: &mut Conn, id: &ImportId) -> Result<Option<Import>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

pub(super) fn insert(tx: &mut Tx, import: &Import, sealed: &[Vec<u8>]) -> Result<()> {
    diesel::insert_into(table::table).values(import).execute(tx.conn())?;
    for (number, content) in (0_i32..).zip(sealed) {
        diesel::insert_into(chunks::table)
            .values((chunks::import_id.eq(&import.id), chunks::number.eq(number), chunks::content.eq(content)))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Saves the import over the version that was read; 412 when another instance was faster.
pub(super) fn save(tx: &mut Tx, import: &mut Import) -> Result<()> {
    let read = import.version;
    import.version += 1;
    let rows =
        diesel::update(table::table.filter(table::id.eq(&import.id)).filter(table::version.eq(read))).set(&*import).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// The encrypted rows of one chunk; of all where none is named.
pub(super) fn chunks(conn: &mut Conn, id: &ImportId, number: Option<i32>) -> Result<Vec<(i32, Vec<u8>)>> {
    let of_import = chunks::table.filter(chunks::import_id.eq(id)).order(chunks::number).select((chunks::number, chunks::content));
    Ok(match number {
        Some(number) => of_import.filter(chunks::number.eq(number)).load(conn)?,
        None => of_import.load(conn)?,
    })
}

/// Forgets the rows of a finished import.
pub(super) fn forget_rows(tx: &mut Tx, id: &ImportId) -> Result<()> {
    diesel::delete(chunks::table.filter(chunks::import_id.eq(id))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn page(conn: &mut Conn, user: &UserId, page: &PageRequest) -> Result<Vec<Import>> {
    let own = table::table.filter(table::requested_by.eq(user)).filter(table::id.gt(page.after.clone().unwrap_or_default()));
    Ok(own.order(table::id).limit(page.fetch()).load(conn)?)
}

/// The last ones of somebody, the latest first.
pub(super) fn latest(conn: &mut Conn, user: &UserId, most: i64) -> Result<Vec<Import>> {
    Ok(table::table.filter(table::requested_by.eq(user)).order(table::id.desc()).limit(most).load(conn)?)
}

/// Those of these imports that have not come to their end.
pub(super) fn unfinished(conn: &mut Conn, ids: &[String]) -> Result<Vec<Import>> {
    Ok(table::table.filter(table::id.eq_any(ids)).filter(table::finished_at.is_null()).load(conn)?)
}

/// Deletes imports that are past their time, with rows that still wait.
pub(super) fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<usize> {
    let expired: Vec<ImportId> = table::table.filter(table::expires_at.lt(now)).select(table::id).load(tx.conn())?;
    diesel::delete(chunks::table.filter(chunks::import_id.eq_any(&expired))).execute(tx.conn())?;
    Ok(diesel::delete(table::table.filter(table::id.eq_any(&expired))).execute(tx.conn())?)
}
