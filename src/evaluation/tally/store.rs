//! Rows and queries of rankings.

use diesel::prelude::*;

use super::model::Flag;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::decimal::Hundredths;
use crate::platform::http::Result;
use crate::platform::ids::{BidId, ProjectId};
use crate::platform::money::Money;
use crate::schema::rankings as table;

/// A bid's place.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = crate::schema::rankings)]
pub struct Ranked {
    pub project_id: ProjectId,
    pub bid_id: BidId,
    /// From 1; shared by bids that nothing tells apart until the chair has drawn.
    pub place: i32,
    pub price_fen: Money,
    pub technical_hundredths: Hundredths,
    pub price_hundredths: Hundredths,
    pub total_hundredths: Hundredths,
    pub is_tied: bool,
    pub flags: JsonText,
}

impl Ranked {
    pub fn flags(&self) -> Result<Vec<Flag>> {
        self.flags.parse()
    }
}

/// The ranking from first to last.
pub fn of_project(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Ranked>> {
    Ok(table::table.filter(table::project_id.eq(project)).order((table::place, table::bid_id)).load(conn)?)
}

/// The total of one bid; none before the tally.
pub fn total_of(conn: &mut Conn, project: &ProjectId, bid: &BidId) -> Result<Option<Hundredths>> {
    let of_bid = table::table.filter(table::project_id.eq(project)).filter(table::bid_id.eq(bid));
    Ok(of_bid.select(table::total_hundredths).first(conn).optional()?)
}

/// A new computation takes the place of the one before it.
pub(super) fn replace(tx: &mut Tx, project: &ProjectId, ranking: &[Ranked]) -> Result<()> {
    diesel::delete(table::table.filter(table::project_id.eq(project))).execute(tx.conn())?;
    for row in ranking {
        diesel::insert_into(table::table).values(row).execute(tx.conn())?;
    }
    Ok(())
}

/// Keeps the places that the draw gave.
pub fn save_places(tx: &mut Tx, ranking: &[Ranked]) -> Result<()> {
    for row in ranking {
        diesel::update(table::table.filter(table::project_id.eq(&row.project_id)).filter(table::bid_id.eq(&row.bid_id)))
            .set(table::place.eq(row.place))
            .execute(tx.conn())?;
    }
    Ok(())
}
