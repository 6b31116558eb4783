//! `GET /bids/{id}/attachments`: the files of one's own draft, or of an opened bid.

use actix_web::{get, web};

use super::attachment_view::{AttachmentList, AttachmentView};
use super::get::{Seen, seen};
use super::policy::{self, Sight};
use super::seal::{self, Filed};
use super::store::{self, Attachment};
use crate::access::{self, Entity, Shown};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::BidId;

/// List the files of a bid
///
/// The bidder's while it drafts; from the submission to the opening nobody's; then those who may read the opened bid. The `ETag` is the
/// bid's version.
#[utoipa::path(operation_id = "bids_attachments", tag = "bids", params(("id" = BidId, Path)), responses(
    (status = 200, description = "The files, in the order in which they came", body = AttachmentList),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/bids/{id}/attachments")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = BidId::parse(&id);
    let show = move |conn: &mut Conn, call: &Call| {
        let seen = seen(conn, call, id.as_ref())?;
        let items = readable(conn, call, &seen)?.iter().map(|(row, filed)| AttachmentView::new(row, &filed.file)).collect();
        let reply = Reply::ok(&AttachmentList { bid_id: seen.bid.id.clone(), items })?.version(seen.bid.version);
        Ok((reply, shown(call, "bids_attachments", &seen)))
    };
    cx.read_noted("bids_attachments", show, access::note).await
}

/// What is to be recorded before somebody else than the bidder sees a file.
pub(super) fn shown(call: &Call, operation: &'static str, seen: &Seen) -> Option<Shown> {
    let bid = &seen.bid;
    (seen.sight == Sight::Content).then(|| Shown::new(call, operation, Entity::Bid, &bid.id, &bid.project_id))
}

/// The files that the caller may read now, with what opens them.
pub(super) fn readable(conn: &mut Conn, call: &Call, seen: &Seen) -> Result<Vec<(Attachment, Filed)>> {
    let bid = &seen.bid;
    let rows = match seen.sight {
        Sight::Own if bid.status.is_open_to_changes() => store::attachments_of_draft(conn, &bid.id)?,
        Sight::Own | Sight::Content if bid.status.was_opened() => store::opened_attachments(conn, &bid.id)?,
        Sight::Own => return Err(sealed()),
        _ => return Err(policy::unknown()),
    };
    rows.into_iter().map(|row| filed(call, &row).map(|filed| (row, filed))).collect()
}

fn filed(call: &Call, row: &Attachment) -> Result<Filed> {
    match &row.opened {
        Some(opened) => opened.parse(),
        None => seal::read_file(&call.platform.keys, row),
    }
}

/// The names of the files are sealed, too: the service could not tell them.
fn sealed() -> Problem {
    Problem::conflict(
        "bids/sealed",
        "附件已随投标密封，开标前任何人（包括投标机构）都不能读取。",
        "The files are sealed with the bid: until the opening nobody reads them, the bidder neither.",
    )
}
