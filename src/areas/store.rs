//! Rows and queries of the area tree.

use std::collections::HashMap;

use diesel::dsl;
use diesel::prelude::*;

use super::model::{Level, Status};
use crate::directly;
use crate::platform::db::{Condition, Conn, Tx, on_unique};
use crate::platform::http::{FieldError, PageRequest, Problem, Result};
use crate::schema::areas as table;

/// A place with its position in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = crate::schema::areas)]
pub struct Area {
    /// The national code, or one of ours below street level.
    pub code: String,
    pub parent_code: Option<String>,
    pub level: Level,
    /// The codes from the root, like `/310000/310107/310107015/`.
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
    pub population: Option<i64>,
    pub status: Status,
    pub source: Option<String>,
    pub version: i64,
}

/// The place with this code.
pub fn find(conn: &mut Conn, code: &str) -> Result<Option<Area>> {
    let wanted = table::table.filter(table::code.eq(code));
    Ok(directly!(conn, |own| wanted.first(own)).optional()?)
}

/// That the field cites no place.
pub fn unknown(pointer: &str, code: &str) -> FieldError {
    FieldError::new(pointer, "unknown_area", format!("没有代码为 {code} 的区域。"), format!("there is no area with the code {code}."))
}

/// The path of the place with this code; an error names the field that cites it.
pub fn path_of(conn: &mut Conn, code: &str, pointer: &str) -> Result<String> {
    find(conn, code)?.map(|area| area.path).ok_or_else(|| Problem::invalid(vec![unknown(pointer, code)]))
}

/// The paths of these places, by code; an unknown code is left out.
pub fn paths_of(conn: &mut Conn, codes: &[String]) -> Result<HashMap<String, String>> {
    let rows: Vec<(String, String)> = table::table.filter(table::code.eq_any(codes)).select((table::code, table::path)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// These places, by code; an unknown code is left out.
pub fn find_many(conn: &mut Conn, codes: &[String]) -> Result<HashMap<String, Area>> {
    let rows: Vec<Area> = table::table.filter(table::code.eq_any(codes)).load(conn)?;
    Ok(rows.into_iter().map(|area| (area.code.clone(), area)).collect())
}

/// The places at or below a path, in the order of the tree.
pub fn at_or_below(conn: &mut Conn, path: &str) -> Result<Vec<Area>> {
    Ok(table::table.filter(table::path.like(format!("{path}%"))).order(table::path).load(conn)?)
}

/// Districts, streets and towns, in the order of the tree: where organisations have their home.
pub fn down_to_streets(conn: &mut Conn) -> Result<Vec<Area>> {
    let levels = [Level::District, Level::Street, Level::Town];
    Ok(table::table.filter(table::level.eq_any(levels)).order(table::path).load(conn)?)
}

/// The path and every path above it: `/310000/310107/` → `/310000/`, `/310000/310107/`.
pub fn up_to(path: &str) -> Vec<String> {
    path.match_indices('/').filter(|(at, _)| *at > 0).map(|(at, _)| path[..=at].to_owned()).collect()
}

/// The codes of every place at or below a path, as a subquery: `area_code.eq_any(areas::within(path))`.
pub fn within(path: &str) -> Codes {
    table::table.filter(table::path.like(format!("{path}%"))).select(table::code)
}

/// A query for codes of places.
pub type Codes = dsl::Select<dsl::Filter<table::table, dsl::Like<table::path, String>>, table::code>;

pub(super) fn insert(tx: &mut Tx, area: &Area) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(area).execute(tx.conn());
    on_unique(inserted, || Problem::field("/code", "taken", "这个区域代码已存在。", "an area with this code exists."))?;
    Ok(())
}

/// A page of places in the order of the tree.
pub(super) fn page(conn: &mut Conn, parent: Option<&str>, page: &PageRequest) -> Result<Vec<Area>> {
    let mut wanted: Condition<table::table> = Box::new(table::path.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(parent) = parent {
        wanted = Box::new(wanted.and(table::parent_code.eq(parent.to_owned())));
    }
    Ok(table::table.filter(wanted).order(table::path).limit(page.fetch()).load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_reached_from_itself_and_from_above() {
        assert_eq!(up_to("/310000/310107/310107015/"), ["/310000/", "/310000/310107/", "/310000/310107/310107015/"]);
        assert_eq!(up_to("/310000/"), ["/310000/"]);
    }
}
