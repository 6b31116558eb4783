//! `GET /projects/{id}/file`: the whole story of one purchase.

use actix_web::{get, web};

use super::story;
use super::view::FileView;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::ProjectId;

/// Read the file of a purchase
#[utoipa::path(operation_id = "projects_file", tag = "pages", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "Who did what, when, under which rules; approvals, mails, digests", body = FileView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/file")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("projects_file", move |conn, call| Reply::ok(&story::tell(conn, call, &id)?)).await
}
