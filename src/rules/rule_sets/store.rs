//! Rows and queries of rule sets.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::platform::db::types::{DateText, JsonText};
use crate::platform::db::{Condition, Conn};
use crate::platform::http::{PageRequest, Result};
use crate::platform::time::Timestamp;
use crate::schema::rule_sets as table;

/// A version of a rule set as stored.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Row {
    pub code: String,
    pub version: String,
    pub digest: String,
    pub body: JsonText,
    pub _valid_from: DateText,
    pub _valid_to: Option<DateText>,
    pub loaded_at: Timestamp,
}

impl Row {
    /// Its place in the list.
    pub fn key(&self) -> String {
        format!("{}/{}", self.code, self.version)
    }
}

pub(super) fn find(conn: &mut Conn, code: &str, version: &str) -> Result<Option<Row>> {
    Ok(table::table.filter(table::code.eq(code)).filter(table::version.eq(version)).first(conn).optional()?)
}

pub(super) fn codes(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(table::table.select(table::code).distinct().order(table::code).load(conn)?)
}

pub(super) fn latest_valid(conn: &mut Conn, code: &str, on: NaiveDate) -> Result<Option<Row>> {
    let on = DateText::from(on);
    Ok(table::table
        .filter(table::code.eq(code))
        .filter(table::valid_from.le(&on))
        .filter(table::valid_to.is_null().or(table::valid_to.ge(&on)))
        .order((table::valid_from.desc(), table::version.desc()))
        .first(conn)
        .optional()?)
}

pub(super) fn page(conn: &mut Conn, code: Option<&str>, page: &PageRequest) -> Result<Vec<Row>> {
    let after = page.after.as_deref().unwrap_or_default();
    let (after_code, after_version) = after.split_once('/').unwrap_or((after, ""));
    let (after_code, after_version) = (after_code.to_owned(), after_version.to_owned());
    let later_version = table::code.eq(after_code.clone()).and(table::version.gt(after_version));
    let mut wanted: Condition<table::table> = Box::new(table::code.gt(after_code).or(later_version).nullable());
    if let Some(code) = code {
        wanted = Box::new(wanted.and(table::code.eq(code.to_owned())));
    }
    Ok(table::table.filter(wanted).order((table::code, table::version)).limit(page.fetch()).load(conn)?)
}
