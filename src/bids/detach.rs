//! `DELETE /bids/{id}/attachments/{attachment}`: takes a file out of the draft.

use actix_web::{delete, web};

use super::{policy, store};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{AttachmentId, BidId};
use crate::projects;

/// Remove a file from a draft bid
///
/// The file is gone, from the disk too. The `ETag` is the bid's new version.
#[utoipa::path(operation_id = "bids_detach", tag = "bids", params(("id" = BidId, Path), ("attachment" = AttachmentId, Path)), responses(
    (status = 204, description = "Removed"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[delete("/bids/{id}/attachments/{attachment}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<Empty>) -> Answer {
    let (bid, id) = path.into_inner();
    detach_file(cx, &bid, &id, body).await
}

/// For the pages too.
pub async fn detach_file(cx: Cx, bid: &str, id: &str, body: Body<Empty>) -> Answer {
    let (bid, id) = (BidId::parse(bid), AttachmentId::parse(id));
    let (files, gone) = (cx.platform().files(), id.clone());
    let answer = cx.write("bids_detach", body, move |tx, call, _| detach(tx, call, bid.as_ref(), id.as_ref())).await?;
    if let Some(id) = gone {
        let removed = tokio::task::spawn_blocking(move || files.remove(id.as_str())).await.map_err(Problem::internal)?;
        if let Err(cause) = removed {
            tracing::warn!(%cause, "a removed file still lies on the disk; it will be swept");
        }
    }
    Ok(answer)
}

fn detach(tx: &mut Tx, call: &Call, bid: Option<&BidId>, id: Option<&AttachmentId>) -> Result<Reply> {
    let unknown = || Problem::not_found("附件", "file");
    let mut bid = policy::own(&call.actor, store::find_some(tx, bid)?)?;
    let attachment = store::attached(tx, &bid.id, id.ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    let project = projects::find(tx, &bid.project_id)?.ok_or_else(policy::unknown)?;
    policy::window(project.status, project.deadline, call.now)?;
    policy::writable(&call.actor, &bid, "detach")?;
    // What a withdrawn version was sealed with stays with it.
    if attachment.number.is_some() {
        return Err(unknown());
    }
    store::detach(tx, &attachment.id)?;
    store::save(tx, &mut bid, call.now)?;
    Ok(Reply::no_content().version(bid.version))
}
