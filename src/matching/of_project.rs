//! `GET /projects/{id}/matches`: the organisations that suit a project.

use actix_web::{get, web};

use super::view::{MatchQuery, MatchesView};
use super::{policy, sides};
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};
use crate::platform::ids::ProjectId;
use crate::projects;

/// Match organisations to a project
#[utoipa::path(operation_id = "matching_project", tag = "matching", params(("id" = ProjectId, Path), MatchQuery), responses(
    (status = 200, description = "The best matches first, each with its reasons", body = MatchesView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/matches")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<MatchQuery>) -> Answer {
    cx.read("matching_project", move |conn, call| {
        let unknown = || Problem::not_found("项目", "project");
        let id = ProjectId::parse(&id).ok_or_else(unknown)?;
        let project = projects::find(conn, &id)?.ok_or_else(unknown)?;
        let path = policy::may_see_project(conn, &call.actor, &project)?;
        let ranking = sides::organizations_for(conn, &project, path, call.now, query.most()?)?;
        Reply::ok(&MatchesView::from(ranking))
    })
    .await
}
