//! `GET /matching-meetings/{id}`.

use actix_web::{get, web};

use super::policy;
use super::view::{self, MeetingView};
use crate::platform::http::{Answer, Cx, ProblemDocument};

/// Read one matching meeting
#[utoipa::path(operation_id = "meetings_get", tag = "matching", params(("id" = String, Path)), responses(
    (status = 200, description = "The meeting", body = MeetingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching-meetings/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("meetings_get", move |conn, call| {
        let (found, relation) = policy::known(conn, &call.actor, &id)?;
        view::reply(found, relation)
    })
    .await
}
