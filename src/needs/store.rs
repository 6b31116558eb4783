//! Rows and queries of needs.

use diesel::prelude::*;

use super::model::{Channel, Status};
use crate::areas;
use crate::directly;
use crate::organizations::taxonomy::NeedCategory;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Condition, Conn, Tx, saved, search};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{NeedId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::needs as table;

/// A need as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::needs, treat_none_as_null = true)]
pub struct Need {
    pub id: NeedId,
    pub title_zh: String,
    pub description_zh: String,
    pub area_code: String,
    /// Slug of the service field.
    pub field: String,
    pub category: NeedCategory,
    /// Slugs; a list of strings.
    pub target_groups: JsonText,
    pub channel: Channel,
    pub status: Status,
    pub status_reason: Option<String>,
    pub reported_by: UserId,
    pub source: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl Need {
    pub fn target_groups(&self) -> Result<Vec<String>> {
        self.target_groups.parse()
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub status: Option<Status>,
    /// The path of a place at or below which it was reported.
    pub area: Option<String>,
    /// Slugs of service fields.
    pub fields: Option<Vec<String>>,
    pub category: Option<NeedCategory>,
    pub words: Option<String>,
    /// None: everything; else what is public, reported by this person, or of these places.
    pub seen: Option<Seen>,
}

/// What somebody sees beside what is public.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub reporter: Option<UserId>,
    pub paths: Vec<String>,
}

pub fn find(conn: &mut Conn, id: &NeedId) -> Result<Option<Need>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

/// The needs with these ids, in the order of their ids; an unknown id is left out.
pub fn find_many(conn: &mut Conn, ids: &[NeedId]) -> Result<Vec<Need>> {
    Ok(table::table.filter(table::id.eq_any(ids)).order(table::id).load(conn)?)
}

/// Whether the same words were reported for the same place before, whatever became of it.
pub fn is_known(conn: &mut Conn, area_code: &str, title_zh: &str, description_zh: &str) -> Result<bool> {
    let same = table::table
        .filter(table::area_code.eq(area_code))
        .filter(table::title_zh.eq(title_zh))
        .filter(table::description_zh.eq(description_zh));
    Ok(same.select(table::id).first::<NeedId>(conn).optional()?.is_some())
}

pub(super) fn insert(tx: &mut Tx, need: &Need) -> Result<()> {
    let row = diesel::insert_into(table::table).values(need);
    directly!(tx.conn(), |own| row.execute(own))?;
    Ok(())
}

/// Saves the need over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, need: &mut Need, now: Timestamp) -> Result<()> {
    let read = need.version;
    need.version += 1;
    need.updated_at = now;
    let rows =
        diesel::update(table::table.filter(table::id.eq(&need.id)).filter(table::version.eq(read))).set(&*need).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

pub(super) fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<Need>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(seen) = &filter.seen {
        wanted = Box::new(wanted.and(visible(seen)));
    }
    if let Some(status) = filter.status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    if let Some(path) = &filter.area {
        wanted = Box::new(wanted.and(table::area_code.eq_any(areas::within(path))));
    }
    if let Some(fields) = &filter.fields {
        wanted = Box::new(wanted.and(table::field.eq_any(fields.clone())));
    }
    if let Some(category) = filter.category {
        wanted = Box::new(wanted.and(table::category.eq(category)));
    }
    if let Some(words) = &filter.words {
        let pattern = search::containing(words);
        let title = search::lower(table::title_zh).like(pattern.clone()).escape(search::ESCAPE);
        let description = search::lower(table::description_zh).like(pattern).escape(search::ESCAPE);
        wanted = Box::new(wanted.and(title.or(description)));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}

fn visible(seen: &Seen) -> Condition<table::table> {
    let public: Vec<Status> = Status::ALL.iter().copied().filter(|status| status.is_public()).collect();
    let mut visible: Condition<table::table> = Box::new(table::status.eq_any(public).nullable());
    if let Some(reporter) = &seen.reporter {
        visible = Box::new(visible.or(table::reported_by.eq(reporter.clone())));
    }
    for path in &seen.paths {
        visible = Box::new(visible.or(table::area_code.eq_any(areas::within(path))));
    }
    visible
}
