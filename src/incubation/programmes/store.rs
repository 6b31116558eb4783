//! Rows and queries of programmes, and the count of places that are taken.

use diesel::prelude::*;

use super::model::{ChecklistItem, ProgrammeStatus};
use crate::areas;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Condition, Conn, Tx, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::IncubationProgrammeId;
use crate::platform::time::Timestamp;
use crate::schema::{areas as places, incubation_programmes as table};

/// A programme as stored.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::incubation_programmes)]
pub struct Programme {
    pub id: IncubationProgrammeId,
    pub area_code: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub description_zh: String,
    pub places: i32,
    /// Counted by [`take_place`] and [`give_place_back`] only.
    pub places_taken: i32,
    pub term_months: i32,
    /// Months of the one extension; 0 where there is none.
    pub extension_months: i32,
    /// A list of [`ChecklistItem`].
    pub checklist: JsonText,
    pub status: ProgrammeStatus,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl Programme {
    pub fn checklist(&self) -> Result<Vec<ChecklistItem>> {
        self.checklist.parse()
    }
}

pub fn find(conn: &mut Conn, id: &IncubationProgrammeId) -> Result<Option<Programme>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

/// The programme and the path of its place.
pub fn placed(conn: &mut Conn, id: &IncubationProgrammeId) -> Result<Option<(Programme, String)>> {
    Ok(table::table.inner_join(places::table).filter(table::id.eq(id)).select((table::all_columns, places::path)).first(conn).optional()?)
}

pub fn page(conn: &mut Conn, status: Option<ProgrammeStatus>, area: Option<&str>, page: &PageRequest) -> Result<Vec<(Programme, String)>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(status) = status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    if let Some(path) = area {
        wanted = Box::new(wanted.and(table::area_code.eq_any(areas::within(path))));
    }
    let rows: Vec<Programme> = table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?;
    let codes: Vec<String> = rows.iter().map(|programme| programme.area_code.clone()).collect();
    let paths = areas::paths_of(conn, &codes)?;
    Ok(rows
        .into_iter()
        .map(|programme| {
            let path = paths.get(&programme.area_code).cloned().unwrap_or_default();
            (programme, path)
        })
        .collect())
}

pub fn insert(tx: &mut Tx, programme: &Programme) -> Result<()> {
    diesel::insert_into(table::table).values(programme).execute(tx.conn())?;
    Ok(())
}

/// Saves what may change over the version that was read; 412 when somebody was faster. The count of taken places is not
/// written: an admission may have raised it meanwhile.
pub fn save(tx: &mut Tx, programme: &mut Programme, now: Timestamp) -> Result<()> {
    let read = programme.version;
    programme.version += 1;
    programme.updated_at = now;
    let rows = diesel::update(table::table.filter(table::id.eq(&programme.id)).filter(table::version.eq(read)))
        .set((
            table::title_zh.eq(&programme.title_zh),
            table::title_en.eq(&programme.title_en),
            table::description_zh.eq(&programme.description_zh),
            table::places.eq(programme.places),
            table::status.eq(programme.status),
            table::updated_at.eq(programme.updated_at),
            table::version.eq(programme.version),
        ))
        .execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// Takes one place; false where all are taken. Two at once cannot both get the last one: the row is counted up where it still
/// has room, and the database holds the count within the places.
pub fn take_place(tx: &mut Tx, id: &IncubationProgrammeId) -> Result<bool> {
    let with_room = table::table.filter(table::id.eq(id)).filter(table::places_taken.lt(table::places));
    Ok(diesel::update(with_room).set(table::places_taken.eq(table::places_taken + 1)).execute(tx.conn())? == 1)
}

pub fn give_place_back(tx: &mut Tx, id: &IncubationProgrammeId) -> Result<()> {
    diesel::update(table::table.filter(table::id.eq(id))).set(table::places_taken.eq(table::places_taken - 1)).execute(tx.conn())?;
    Ok(())
}
