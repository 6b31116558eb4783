//! Rows and queries of calendar years.

use diesel::prelude::*;

use crate::platform::calendar::YearData;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::time::Timestamp;
use crate::schema::holidays as table;

pub(super) fn all(conn: &mut Conn) -> Result<Vec<YearData>> {
    let bodies: Vec<JsonText> = table::table.order(table::year).select(table::body).load(conn)?;
    bodies.iter().map(JsonText::parse).collect()
}

/// Stores a year, or what is known better of it now.
pub(super) fn put(tx: &mut Tx, year: &YearData, now: Timestamp) -> Result<()> {
    let body = JsonText::of(year)?;
    let known = diesel::update(table::table.filter(table::year.eq(year.year())))
        .set((table::body.eq(&body), table::added_at.eq(now)))
        .execute(tx.conn())?;
    if known == 0 {
        diesel::insert_into(table::table)
            .values((table::year.eq(year.year()), table::body.eq(&body), table::added_at.eq(now)))
            .execute(tx.conn())?;
    }
    Ok(())
}
