//! Rows and queries of catalogue items.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::platform::db::types::DateText;
use crate::platform::db::{Condition, Conn, Tx, on_unique, search};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::CatalogueItemId;
use crate::platform::time::Timestamp;
use crate::schema::catalogue_items as table;

/// One service that may be purchased, in one version of its entry.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::catalogue_items)]
pub struct CatalogueItem {
    pub id: CatalogueItemId,
    /// The code of the catalogue; several versions of an entry share it and never overlap.
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
    /// Slug of the service field.
    pub field: String,
    pub valid_from: DateText,
    /// The last day of validity.
    pub valid_to: Option<DateText>,
    pub source: Option<String>,
    pub created_at: Timestamp,
    pub version: i64,
}

impl CatalogueItem {
    pub fn is_valid_on(&self, date: NaiveDate) -> bool {
        self.valid_from.date() <= date && self.valid_to.as_ref().is_none_or(|last| date <= last.date())
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub valid_on: Option<NaiveDate>,
    pub field: Option<String>,
    pub code: Option<String>,
    pub words: Option<String>,
}

/// The items with these ids; an unknown id is left out.
pub fn find_many(conn: &mut Conn, ids: &[CatalogueItemId]) -> Result<Vec<CatalogueItem>> {
    Ok(table::table.filter(table::id.eq_any(ids)).order(table::id).load(conn)?)
}

/// Everything that may be bought on a date, by code; at most `limit`.
pub(super) fn valid(conn: &mut Conn, date: NaiveDate, limit: i64) -> Result<Vec<CatalogueItem>> {
    let date = DateText::from(date);
    Ok(table::table
        .filter(table::valid_from.le(&date))
        .filter(table::valid_to.is_null().or(table::valid_to.ge(&date)))
        .order(table::code)
        .limit(limit)
        .load(conn)?)
}

pub(super) fn find(conn: &mut Conn, id: &CatalogueItemId) -> Result<Option<CatalogueItem>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

/// Whether another version of this code is valid on some day from `first` to `last`.
pub(super) fn overlaps(conn: &mut Conn, code: &str, first: NaiveDate, last: Option<NaiveDate>) -> Result<bool> {
    let first = DateText::from(first);
    let mut overlapping: Condition<table::table> =
        Box::new(table::code.eq(code.to_owned()).and(table::valid_to.is_null().or(table::valid_to.ge(first))));
    if let Some(last) = last {
        overlapping = Box::new(overlapping.and(table::valid_from.le(DateText::from(last))));
    }
    Ok(table::table.filter(overlapping).select(table::id).first::<String>(conn).optional()?.is_some())
}

pub(super) fn insert(tx: &mut Tx, item: &CatalogueItem) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(item).execute(tx.conn());
    on_unique(inserted, || {
        Problem::field("/code", "taken", "这个代码的同期版本已存在。", "a version of this code that begins then exists.")
    })?;
    Ok(())
}

pub(super) fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<CatalogueItem>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(date) = filter.valid_on {
        let date = DateText::from(date);
        wanted = Box::new(wanted.and(table::valid_from.le(date.clone())).and(table::valid_to.is_null().or(table::valid_to.ge(date))));
    }
    if let Some(field) = &filter.field {
        wanted = Box::new(wanted.and(table::field.eq(field.clone())));
    }
    if let Some(code) = &filter.code {
        wanted = Box::new(wanted.and(table::code.eq(code.clone())));
    }
    if let Some(words) = &filter.words {
        let pattern = search::containing(words);
        let zh = search::lower(table::title_zh).like(pattern.clone()).escape(search::ESCAPE);
        let en = search::lower(table::title_en).like(pattern).escape(search::ESCAPE);
        wanted = Box::new(wanted.and(zh.or(en)));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}
