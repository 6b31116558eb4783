//! Rows and queries of saved searches.

use diesel::prelude::*;

use super::model::{LooksIn, Notify};
use crate::platform::db::{Condition, Conn, Tx, on_unique, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{OrganizationId, SavedSearchId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::saved_searches as table;

/// A saved search as stored. No `Debug`: what somebody looks for is theirs and belongs into no log.
#[derive(Clone, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::saved_searches, treat_none_as_null = true)]
pub struct SavedSearch {
    pub id: SavedSearchId,
    pub user_id: UserId,
    /// The person's own; one of theirs bears it.
    pub name: String,
    pub looks_in: LooksIn,
    /// Words, as the lists search them.
    pub words: Option<String>,
    /// Slug of a service field, or of a category.
    pub field: Option<String>,
    /// A place, with everything below it.
    pub area_code: Option<String>,
    pub budget_from_fen: Option<i64>,
    pub budget_to_fen: Option<i64>,
    /// The person's organisation that a call must suit.
    pub organization_id: Option<OrganizationId>,
    /// How well, 1–10000.
    pub least_score: Option<i32>,
    pub notify: Notify,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

/// A saved search as letters name it.
#[derive(Clone, Queryable)]
pub struct Named {
    pub id: SavedSearchId,
    pub user_id: UserId,
    pub name: String,
    pub organization_id: Option<OrganizationId>,
}

pub(super) fn own(conn: &mut Conn, user: &UserId, id: &SavedSearchId) -> Result<Option<SavedSearch>> {
    Ok(table::table.filter(table::id.eq(id)).filter(table::user_id.eq(user)).first(conn).optional()?)
}

pub(super) fn count(conn: &mut Conn, user: &UserId) -> Result<i64> {
    Ok(table::table.filter(table::user_id.eq(user)).count().get_result(conn)?)
}

pub(super) fn page(conn: &mut Conn, user: &UserId, page: &PageRequest) -> Result<Vec<SavedSearch>> {
    let after = page.after.clone().unwrap_or_default();
    Ok(table::table.filter(table::user_id.eq(user)).filter(table::id.gt(after)).order(table::id).limit(page.fetch()).load(conn)?)
}

pub(super) fn insert(tx: &mut Tx, search: &SavedSearch) -> Result<()> {
    on_unique(diesel::insert_into(table::table).values(search).execute(tx.conn()), name_taken)?;
    Ok(())
}

/// Saves it over the version that was read; 412 when another window was faster.
pub(super) fn save(tx: &mut Tx, search: &mut SavedSearch, now: Timestamp) -> Result<()> {
    let read = search.version;
    search.version += 1;
    search.updated_at = now;
    let over = diesel::update(table::table.filter(table::id.eq(&search.id)).filter(table::version.eq(read))).set(&*search);
    saved(on_unique(over.execute(tx.conn()), name_taken)?, || Problem::stale(read + 1))
}

pub(super) fn delete(tx: &mut Tx, id: &SavedSearchId) -> Result<()> {
    diesel::delete(table::table.filter(table::id.eq(id))).execute(tx.conn())?;
    Ok(())
}

fn name_taken() -> Problem {
    Problem::field("/name", "taken", "您已有同名的搜索，请换一个名称。", "you have a saved search of this name; choose another one.")
}

/// What a new call or need is, for the search that the database does.
pub(super) struct Sieve {
    pub looks_in: LooksIn,
    /// The slugs under which its service field is looked for.
    pub slugs: Vec<String>,
    /// The codes of its place and of those around it.
    pub areas: Vec<String>,
    pub budget: Option<i64>,
    pub at: Timestamp,
}

/// The searches that were saved before, tell of what is new, and let it through but for their words; one statement however many there are.
pub(super) fn sifted(conn: &mut Conn, sieve: &Sieve) -> Result<Vec<SavedSearch>> {
    let mut wanted: Condition<table::table> = Box::new(table::looks_in.eq(sieve.looks_in).nullable());
    wanted = Box::new(wanted.and(table::notify.ne(Notify::Never)).and(table::created_at.le(sieve.at)));
    wanted = Box::new(wanted.and(table::field.is_null().or(table::field.eq_any(sieve.slugs.clone()))));
    wanted = Box::new(wanted.and(table::area_code.is_null().or(table::area_code.eq_any(sieve.areas.clone()))));
    wanted = match sieve.budget {
        Some(budget) => Box::new(
            wanted
                .and(table::budget_from_fen.is_null().or(table::budget_from_fen.le(budget)))
                .and(table::budget_to_fen.is_null().or(table::budget_to_fen.ge(budget))),
        ),
        None => Box::new(wanted.and(table::budget_from_fen.is_null()).and(table::budget_to_fen.is_null())),
    };
    Ok(table::table.filter(wanted).order(table::id).load(conn)?)
}

/// Whether any search among these tells anybody of what is new.
pub fn is_anybody_looking(conn: &mut Conn, looks_in: LooksIn) -> Result<bool> {
    let telling = table::table.filter(table::looks_in.eq(looks_in)).filter(table::notify.eq_any([Notify::AtOnce, Notify::Daily]));
    Ok(telling.select(table::id).first::<SavedSearchId>(conn).optional()?.is_some())
}

/// Those of these searches that are still there and still tell, by the order in which they were saved.
pub fn still_told(conn: &mut Conn, ids: &[String]) -> Result<Vec<Named>> {
    Ok(table::table
        .filter(table::id.eq_any(ids.to_vec()))
        .filter(table::notify.ne(Notify::Never))
        .order(table::id)
        .select((table::id, table::user_id, table::name, table::organization_id))
        .load(conn)?)
}
