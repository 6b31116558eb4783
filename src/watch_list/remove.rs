//! `DELETE /watch-list/{kind}/{id}`: nothing more is told of it.

use actix_web::{delete, web};

use super::model::WatchKind;
use super::put::person;
use super::{sight, store};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, ProblemDocument, Reply, Result};

/// Stop following a project or a need
///
/// Also what you may not see any more.
#[utoipa::path(operation_id = "watch_list_remove", tag = "matching", params(("kind" = WatchKind, Path), ("id" = String, Path)), responses(
    (status = 204, description = "You do not follow it any more"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[delete("/watch-list/{kind}/{id}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<Empty>) -> Answer {
    unfollow(cx, &path.0, &path.1, body).await
}

/// The caller follows the record of this kind and id no more.
pub async fn unfollow(cx: Cx, kind: &str, id: &str, body: Body<Empty>) -> Answer {
    let (kind, id) = (kind.to_owned(), id.to_owned());
    cx.write("watch_list_remove", body, move |tx, call, _| remove(tx, call, &kind, &id)).await
}

fn remove(tx: &mut Tx, call: &Call, kind: &str, id: &str) -> Result<Reply> {
    let record = sight::named(kind, id)?;
    let watch = store::own(tx, person(call)?, &record)?.ok_or_else(sight::not_followed)?;
    store::delete(tx, &watch.id)?;
    journal::record(tx, call, Event::new("watch.ended", &watch.id))?;
    Ok(Reply::no_content())
}
