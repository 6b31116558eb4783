//! Rows and queries of watch lists.

use diesel::prelude::*;

use super::model::WatchKind;
use crate::platform::db::{Condition, Conn, Tx};
use crate::platform::http::{PageRequest, Result};
use crate::platform::ids::{NeedId, ProjectId, UserId, WatchId};
use crate::platform::time::Timestamp;
use crate::saved_searches::Notify;
use crate::schema::watches as table;

/// What is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    Project(ProjectId),
    Need(NeedId),
}

impl Record {
    pub fn kind(&self) -> WatchKind {
        match self {
            Self::Project(_) => WatchKind::Projects,
            Self::Need(_) => WatchKind::Needs,
        }
    }
}

/// An entry of somebody's watch list, as stored.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = crate::schema::watches)]
pub struct Watch {
    pub id: WatchId,
    pub user_id: UserId,
    /// Either this or the need.
    pub project_id: Option<ProjectId>,
    pub need_id: Option<NeedId>,
    pub notify: Notify,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

fn of(record: &Record) -> Condition<table::table> {
    match record {
        Record::Project(id) => Box::new(table::project_id.eq(id.as_str().to_owned())),
        Record::Need(id) => Box::new(table::need_id.eq(id.as_str().to_owned())),
    }
}

pub(super) fn own(conn: &mut Conn, user: &UserId, record: &Record) -> Result<Option<Watch>> {
    Ok(table::table.filter(table::user_id.eq(user)).filter(of(record)).first(conn).optional()?)
}

pub(super) fn count(conn: &mut Conn, user: &UserId) -> Result<i64> {
    Ok(table::table.filter(table::user_id.eq(user)).count().get_result(conn)?)
}

pub(super) fn page(conn: &mut Conn, user: &UserId, page: &PageRequest) -> Result<Vec<Watch>> {
    let after = page.after.clone().unwrap_or_default();
    Ok(table::table.filter(table::user_id.eq(user)).filter(table::id.gt(after)).order(table::id).limit(page.fetch()).load(conn)?)
}

/// At most [`super::model::MOST`] of one person.
pub(super) fn all(conn: &mut Conn, user: &UserId) -> Result<Vec<Watch>> {
    Ok(table::table.filter(table::user_id.eq(user)).order(table::id).load(conn)?)
}

pub(super) fn insert(tx: &mut Tx, watch: &Watch) -> Result<()> {
    diesel::insert_into(table::table).values(watch).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set(tx: &mut Tx, id: &WatchId, notify: Notify, now: Timestamp) -> Result<()> {
    diesel::update(table::table.filter(table::id.eq(id))).set((table::notify.eq(notify), table::updated_at.eq(now))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx, id: &WatchId) -> Result<()> {
    diesel::delete(table::table.filter(table::id.eq(id))).execute(tx.conn())?;
    Ok(())
}

/// Everybody who follows the record, wants mail, and did so at this moment of business time; one statement.
pub fn watching(conn: &mut Conn, record: &Record, at: Timestamp) -> Result<Vec<Watch>> {
    let telling = table::table.filter(of(record)).filter(table::notify.ne(Notify::Never)).filter(table::created_at.le(at));
    Ok(telling.order(table::id).load(conn)?)
}

/// Those of these entries that are still there and still tell.
pub fn still_told(conn: &mut Conn, ids: &[String]) -> Result<Vec<Watch>> {
    Ok(table::table.filter(table::id.eq_any(ids.to_vec())).filter(table::notify.ne(Notify::Never)).order(table::id).load(conn)?)
}
