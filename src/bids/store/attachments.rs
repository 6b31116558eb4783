//! The rows of a bid's files. What a row says of its file is encrypted until the opening.

use diesel::prelude::*;

use crate::directly;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::{AttachmentId, BidId};
use crate::platform::time::Timestamp;
use crate::schema::bid_attachments as table;

/// A file of a bid.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::bid_attachments)]
pub struct Attachment {
    pub id: AttachmentId,
    pub bid_id: BidId,
    /// The version that it was sealed with; none while the bid is a draft.
    pub number: Option<i32>,
    /// What is known of it and its key, encrypted, while the bid is a draft.
    pub hidden: Option<Vec<u8>>,
    /// The same in plain, once the bid is opened.
    pub opened: Option<JsonText>,
    pub created_by: String,
    pub created_at: Timestamp,
}

pub fn attach(tx: &mut Tx, attachment: &Attachment) -> Result<()> {
    diesel::insert_into(table::table).values(attachment).execute(tx.conn())?;
    Ok(())
}

/// A file of this bid.
pub fn attached(conn: &mut Conn, bid: &BidId, id: &AttachmentId) -> Result<Option<Attachment>> {
    Ok(table::table.filter(table::id.eq(id)).filter(table::bid_id.eq(bid)).first(conn).optional()?)
}

/// The files of a draft, in the order in which they came.
pub fn attachments_of_draft(conn: &mut Conn, bid: &BidId) -> Result<Vec<Attachment>> {
    let of_draft = table::table.filter(table::bid_id.eq(bid)).filter(table::number.is_null()).order(table::id);
    Ok(directly!(conn, |own| of_draft.load(own))?)
}

/// The files of an opened bid, in the order in which they came.
pub fn opened_attachments(conn: &mut Conn, bid: &BidId) -> Result<Vec<Attachment>> {
    Ok(table::table.filter(table::bid_id.eq(bid)).filter(table::opened.is_not_null()).order(table::id).load(conn)?)
}

/// The files of what was submitted: the version that each was sealed with, and its id.
pub fn sealed_attachments(conn: &mut Conn, bid: &BidId) -> Result<Vec<(i32, AttachmentId)>> {
    let sealed = table::table.filter(table::bid_id.eq(bid)).filter(table::number.is_not_null());
    Ok(sealed.select((table::number.assume_not_null(), table::id)).load(conn)?)
}

pub fn detach(tx: &mut Tx, id: &AttachmentId) -> Result<()> {
    diesel::delete(table::table.filter(table::id.eq(id))).execute(tx.conn())?;
    Ok(())
}

/// The draft's files belong to this version now, and what was known of them is forgotten: it is inside the seal.
pub fn seal_attachments(tx: &mut Tx, bid: &BidId, number: i32) -> Result<()> {
    let of_draft = table::table.filter(table::bid_id.eq(bid)).filter(table::number.is_null());
    let sealed = diesel::update(of_draft).set((table::number.eq(Some(number)), table::hidden.eq(None::<Vec<u8>>)));
    directly!(tx.conn(), |own| sealed.execute(own))?;
    Ok(())
}

/// What came out of the seal of the version. A row that is gone stays gone: the bid was flagged for it.
pub fn lay_open_file(tx: &mut Tx, bid: &BidId, number: i32, id: &AttachmentId, opened: JsonText) -> Result<()> {
    let row = table::table.filter(table::id.eq(id)).filter(table::bid_id.eq(bid)).filter(table::number.eq(number));
    diesel::update(row).set(table::opened.eq(Some(opened))).execute(tx.conn())?;
    Ok(())
}

/// Which of these ids have a row.
pub fn known_attachments(conn: &mut Conn, ids: &[String]) -> Result<Vec<String>> {
    Ok(table::table.filter(table::id.eq_any(ids.to_vec())).select(table::id).load(conn)?)
}
