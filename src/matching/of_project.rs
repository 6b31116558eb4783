//! `GET /projects/{id}/matches`: the organisations that suit a project.

use actix_web::{get, web};

use super::engine::{Answer as Matches, Question};
use super::index::Index;
use super::policy;
use super::query::MatchQuery;
use super::weights;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};
use crate::platform::ids::ProjectId;
use crate::projects;

/// Match organisations to a project
///
/// Every score with its points, every point with its reason and the records that it comes from. A match decides nothing about the
/// purchase: it informs and invites.
#[utoipa::path(operation_id = "matching_project", tag = "matching", params(("id" = ProjectId, Path), MatchQuery), responses(
    (status = 200, description = "The best matches first, each with its reasons", body = Matches),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[get("/projects/{id}/matches")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<MatchQuery>) -> Answer {
    cx.read("matching_project", move |conn, call| {
        let unknown = || Problem::not_found("项目", "project");
        let project = projects::find(conn, &ProjectId::parse(&id).ok_or_else(unknown)?)?.ok_or_else(unknown)?;
        policy::may_see_project(conn, &call.actor, &project)?;
        let weights = weights::of_project(conn, &project, call.now)?;
        let question = Question::new(&weights, query.most()?);
        let found = Index::of(&call.platform).ask(conn, call.now, |engine| engine.organizations_for(project.id.as_str(), &question))?;
        Reply::ok(&found.ok_or_else(unknown)?)
    })
    .await
}
