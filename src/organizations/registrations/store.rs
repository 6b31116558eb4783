//! Rows of registrations that wait for their confirmation.

use diesel::prelude::*;

use crate::identity::links::LinkKind;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::LinkId;
use crate::platform::time::Timestamp;
use crate::schema::{one_time_links, registrations as table};

pub fn insert(tx: &mut Tx, link: &LinkId, sealed: &[u8]) -> Result<()> {
    diesel::insert_into(table::table).values((table::link_id.eq(link), table::sealed.eq(sealed))).execute(tx.conn())?;
    Ok(())
}

pub fn find(conn: &mut Conn, link: &LinkId) -> Result<Option<Vec<u8>>> {
    Ok(table::table.filter(table::link_id.eq(link)).select(table::sealed).first(conn).optional()?)
}

pub fn delete(tx: &mut Tx, link: &LinkId) -> Result<()> {
    diesel::delete(table::table.filter(table::link_id.eq(link))).execute(tx.conn())?;
    Ok(())
}

/// Deletes what was not confirmed in time, with its links; by system time.
pub fn sweep(tx: &mut Tx, now: Timestamp) -> Result<usize> {
    let over = one_time_links::table.filter(one_time_links::kind.eq(LinkKind::Registration)).filter(one_time_links::expires_at.le(now));
    diesel::delete(table::table.filter(table::link_id.eq_any(over.select(one_time_links::id)))).execute(tx.conn())?;
    Ok(diesel::delete(over).execute(tx.conn())?)
}
