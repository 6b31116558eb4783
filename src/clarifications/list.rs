//! `GET /projects/{id}/clarifications`.

use actix_web::{get, web};
use serde::Serialize;

use super::view::ClarificationView;
use super::{policy, store};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageQuery, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::platform::time::Timestamp;
use crate::projects;

/// The questions about a call, and until when one may ask.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Clarifications {
    /// From then on it is too late to ask; null where the rule set takes no questions.
    pub ask_by: Option<Timestamp>,
    #[serde(flatten)]
    pub page: Page<ClarificationView>,
}

/// List the questions about a call
///
/// With their answers, the oldest first, without the askers.
#[utoipa::path(operation_id = "clarifications_list", tag = "purchasing", params(("id" = ProjectId, Path), PageQuery), responses(
    (status = 200, description = "A page of questions", body = Clarifications),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/clarifications")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<PageQuery>) -> Answer {
    cx.read("clarifications_list", move |conn, call| Reply::ok(&list(conn, call, &id, &query)?)).await
}

/// For the pages too.
pub fn list(conn: &mut Conn, call: &Call, id: &str, query: &PageQuery) -> Result<Clarifications> {
    let request = query.request()?;
    let unknown = || Problem::not_found("项目", "project");
    let project = projects::find(conn, &ProjectId::parse(id).ok_or_else(unknown)?)?;
    let project = project.filter(|project| project.is_published() || project.round > 1).ok_or_else(unknown)?;
    let rows = store::page(conn, &project.id, &request)?;
    let page = request.page(rows, |row| row.id.to_string(), |row| ClarificationView::of(conn, call, row, &project))?;
    Ok(Clarifications { ask_by: policy::ask_by(call, &project)?, page })
}
