//! `GET /clarifications/{id}`.

use actix_web::{get, web};

use super::policy;
use super::view::ClarificationView;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::ClarificationId;

/// Read a question and its answer
#[utoipa::path(operation_id = "clarifications_get", tag = "purchasing", params(("id" = ClarificationId, Path)), responses(
    (status = 200, description = "The question", body = ClarificationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/clarifications/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("clarifications_get", move |conn, call| {
        let (row, project) = policy::found(conn, &id)?;
        let version = row.version;
        Ok(Reply::ok(&ClarificationView::of(conn, call, row, &project)?)?.version(version))
    })
    .await
}
