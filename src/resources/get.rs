//! `GET /resources/{id}`.

use actix_web::{get, web};

use super::policy;
use super::view::{self, ResourceView};
use crate::platform::http::{Answer, Cx, ProblemDocument};
use crate::platform::ids::ResourceId;

/// Read one resource with the times at which it can be had
#[utoipa::path(operation_id = "resources_get", tag = "matching", params(("id" = ResourceId, Path)), responses(
    (status = 200, description = "The resource", body = ResourceView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/resources/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("resources_get", move |conn, call| {
        let (found, _) = policy::known(conn, &call.actor, &id)?;
        view::reply(conn, call, found)
    })
    .await
}
