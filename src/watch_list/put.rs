//! `PUT /watch-list/{kind}/{id}`: follows a project or a need, or changes when its news is told.

use actix_web::{put, web};
use serde::Deserialize;
use serde_json::json;

use super::model::{MOST, WatchKind};
use super::sight;
use super::store::{self, Record, Watch};
use super::view::WatchView;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{UserId, WatchId};
use crate::saved_searches::Notify;

#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Follow {
    /// `at_once` unless told, or as it was.
    pub notify: Option<Notify>,
}

/// Follow a project or a need
///
/// Its news is told by mail: of a project what the public notices say (amendments, answers, result, failure, contract), of a need where it
/// goes. Said again, it changes when you are told. Nobody else sees what you follow.
#[utoipa::path(operation_id = "watch_list_put", tag = "matching", params(("kind" = WatchKind, Path), ("id" = String, Path)), request_body = Follow,
    responses(
        (status = 200, description = "You follow it", body = WatchView),
        (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[put("/watch-list/{kind}/{id}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<Follow>) -> Answer {
    follow(cx, &path.0, &path.1, body).await
}

/// The caller follows the record of this kind and id.
pub async fn follow(cx: Cx, kind: &str, id: &str, body: Body<Follow>) -> Answer {
    let (kind, id) = (kind.to_owned(), id.to_owned());
    let fresh = WatchId::new();
    cx.write("watch_list_put", body, move |tx, call, follow| {
        let record = sight::seen(tx, &call.actor, &kind, &id)?;
        let watch = put(tx, call, &fresh, &record, follow.notify)?;
        Reply::ok(&WatchView::of(tx, &call.actor, watch)?)
    })
    .await
}

/// Who follows; a program has nobody to write to and is refused before.
pub(super) fn person(call: &Call) -> Result<&UserId> {
    call.actor.user_id().ok_or_else(|| Problem::broken("a watch list is a person's"))
}

fn put(tx: &mut Tx, call: &Call, fresh: &WatchId, record: &Record, notify: Option<Notify>) -> Result<Watch> {
    let user = person(call)?;
    let watch = match store::own(tx, user, record)? {
        Some(watch) if notify.is_none_or(|notify| notify == watch.notify) => return Ok(watch),
        Some(watch) => {
            let watch = Watch { notify: notify.unwrap_or(watch.notify), updated_at: call.now, ..watch };
            store::set(tx, &watch.id, watch.notify, call.now)?;
            watch
        }
        None => {
            if store::count(tx, user)? >= MOST {
                return Err(too_many());
            }
            let (project_id, need_id) = match record {
                Record::Project(id) => (Some(id.clone()), None),
                Record::Need(id) => (None, Some(id.clone())),
            };
            let watch = Watch {
                id: fresh.clone(),
                user_id: user.clone(),
                project_id,
                need_id,
                notify: notify.unwrap_or(Notify::AtOnce),
                created_at: call.now,
                updated_at: call.now,
            };
            store::insert(tx, &watch)?;
            watch
        }
    };
    // Not which record: who follows a call may be about to bid.
    let facts = json!({"kind": record.kind(), "notify": watch.notify});
    journal::record(tx, call, Event::new("watch.set", &watch.id).with(facts))?;
    Ok(watch)
}

fn too_many() -> Problem {
    Problem::conflict(
        "watch_list/too_many",
        format!("每人最多关注 {MOST} 项，请先取消不再需要的。"),
        format!("A person follows at most {MOST} things: take one off that is not needed any more."),
    )
}
