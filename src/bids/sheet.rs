//! One's own bid with all that belongs to it, for the pages.

use super::attachment_view::{AttachmentView, BidCheck};
use super::check::check;
use super::get::{Seen, view};
use super::policy;
use super::store;
use super::view::{BidView, ReceiptView};
use super::{attachments, get};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::ids::BidId;
use crate::projects::Project;

/// As much of its own bid as a bidder may see now.
pub struct BidSheet {
    pub project: Project,
    /// With the draft while it is one, with the offer once it is opened.
    pub bid: BidView,
    pub version: i64,
    /// What the submission would answer now; only of a draft.
    pub check: Option<BidCheck>,
    /// None while they are sealed.
    pub files: Option<Vec<AttachmentView>>,
    /// Of every submission, the newest first.
    pub receipts: Vec<ReceiptView>,
}

/// The caller's own bid; 404 for anybody else's.
pub fn sheet(conn: &mut Conn, call: &Call, id: &str) -> Result<BidSheet> {
    let seen = get::seen(conn, call, BidId::parse(id).as_ref())?;
    let bid = policy::own(&call.actor, Some(seen.bid.clone()))?;
    let is_draft = bid.status.is_open_to_changes();
    let files = match is_draft || bid.status.was_opened() {
        true => Some(files(conn, call, &seen)?),
        false => None,
    };
    Ok(BidSheet {
        bid: view(conn, call, &seen)?,
        version: bid.version,
        check: if is_draft { Some(check(conn, call, &bid)?) } else { None },
        files,
        receipts: store::submissions(conn, &bid.id)?.into_iter().map(ReceiptView::from).collect(),
        project: seen.project,
    })
}

fn files(conn: &mut Conn, call: &Call, seen: &Seen) -> Result<Vec<AttachmentView>> {
    let files = attachments::readable(conn, call, seen)?;
    Ok(files.iter().map(|(row, filed)| AttachmentView::new(row, &filed.file)).collect())
}
