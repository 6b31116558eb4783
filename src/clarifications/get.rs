//! `GET /clarifications/{id}`.

use actix_web::{get, web};

use super::policy;
use super::view::ClarificationView;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::ClarificationId;
use crate::projects::Project;

/// Read a question and its answer
#[utoipa::path(operation_id = "clarifications_get", tag = "purchasing", params(("id" = ClarificationId, Path)), responses(
    (status = 200, description = "The question", body = ClarificationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/clarifications/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("clarifications_get", move |conn, call| {
        let (question, _) = view(conn, call, &id)?;
        Ok(Reply::ok(&question)?.version(question.version))
    })
    .await
}

/// The question as the caller sees it, and the call that it is about; for the pages too.
pub fn view(conn: &mut Conn, call: &Call, id: &str) -> Result<(ClarificationView, Project)> {
    let (row, project) = policy::found(conn, id)?;
    Ok((ClarificationView::of(conn, call, row, &project)?, project))
}
