//! Rows and queries of bids, their sealed versions, openings and eligibility.

use diesel::prelude::*;

use super::model::{Move, Offer, Status};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, saved};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{BidId, BidVersionId, OrganizationId, ProjectId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::schema::{bid_openings, bids as table};

/// A bid as stored: one row per project and organisation.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::bids, treat_none_as_null = true)]
pub struct Bid {
    pub id: BidId,
    pub project_id: ProjectId,
    pub organization_id: OrganizationId,
    pub status: Status,
    pub status_reason: Option<String>,
    /// The draft offer, encrypted under the service's key.
    pub draft: Option<Vec<u8>>,
    /// Number of the last submitted version; 0 before the first.
    pub current_version: i32,
    pub created_by: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

/// What an opened bid offers.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::bid_openings)]
pub struct Opening {
    pub bid_id: BidId,
    pub version_id: BidVersionId,
    pub content: JsonText,
    pub price_fen: Money,
    pub nonce: String,
    pub opened_at: Timestamp,
}

impl Opening {
    pub fn offer(&self) -> Result<Offer> {
        self.content.parse()
    }
}

pub fn find(conn: &mut Conn, id: &BidId) -> Result<Option<Bid>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

/// Every bid of a project, in the order of their ids.
pub fn of_project(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Bid>> {
    Ok(table::table.filter(table::project_id.eq(project)).order(table::id).load(conn)?)
}

/// The opened bids of a project with what they offer.
pub fn opened_of(conn: &mut Conn, project: &ProjectId) -> Result<Vec<(Bid, Opening)>> {
    Ok(table::table
        .inner_join(bid_openings::table.on(bid_openings::bid_id.eq(table::id)))
        .filter(table::project_id.eq(project))
        .order(table::id)
        .select((table::all_columns, bid_openings::all_columns))
        .load(conn)?)
}

/// Saves the bid over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, bid: &mut Bid, now: Timestamp) -> Result<()> {
    let read = bid.version;
    bid.version += 1;
    bid.updated_at = now;
    let rows = diesel::update(table::table.filter(table::id.eq(&bid.id)).filter(table::version.eq(read))).set(&*bid).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// Takes one step of a bid's lifecycle; the caller records the event.
pub fn advance(tx: &mut Tx, bid: &mut Bid, step: Move, reason: Option<&str>, now: Timestamp) -> Result<()> {
    bid.status = bid.status.try_after(step)?;
    bid.status_reason = reason.map(str::to_owned);
    save(tx, bid, now)
}
