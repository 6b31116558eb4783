//! `GET /notices/{id}`.

use actix_web::{get, web};

use super::store;
use super::view::NoticeView;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Problem, ProblemDocument, Reply, Result, Visitor};

/// Read a public notice
///
/// As it was written; `project_status` and `others` say what became of the purchase since. Also as a page at `/notices/{id}`.
#[utoipa::path(operation_id = "notices_get", tag = "notices", params(("id" = String, Path)), responses(
    (status = 200, description = "The notice", body = NoticeView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/notices/{id}")]
pub async fn handle(visitor: Visitor, id: web::Path<String>) -> Answer {
    let notice = visitor.read(move |conn| get(conn, &id)).await?;
    visitor.answer(Reply::ok(&notice)?)
}

pub(super) fn get(conn: &mut Conn, id: &str) -> Result<NoticeView> {
    store::find(conn, id)?.ok_or_else(|| Problem::not_found("公告", "notice"))
}
