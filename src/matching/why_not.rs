//! `GET /projects/{id}/matches/{organization}/why-not`: why an organisation is missing from a project's list.

use actix_web::{get, web};

use super::engine::{Question, WhyNot};
use super::index::Index;
use super::policy;
use super::query::MatchQuery;
use super::weights;
use crate::organizations;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::projects;

/// Ask why an organisation is not among a project's matches
///
/// The conditions that it fails; or, where it was ranked, what it lacks against the last one that is shown. `limit` is the length of the
/// list that is meant.
#[utoipa::path(operation_id = "matching_why_not", tag = "matching",
    params(("id" = ProjectId, Path), ("organization" = OrganizationId, Path), MatchQuery), responses(
    (status = 200, description = "The reasons", body = WhyNot),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[get("/projects/{id}/matches/{organization}/why-not")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, query: web::Query<MatchQuery>) -> Answer {
    cx.read("matching_why_not", move |conn, call| {
        let unknown = || Problem::not_found("项目", "project");
        let project = projects::find(conn, &ProjectId::parse(&path.0).ok_or_else(unknown)?)?.ok_or_else(unknown)?;
        policy::may_see_project(conn, &call.actor, &project)?;
        let no_organization = || Problem::not_found("机构", "organisation");
        let organization = OrganizationId::parse(&path.1).ok_or_else(no_organization)?;
        organizations::view(conn, call, organization.as_str())?;
        let weights = weights::of_project(conn, &project, call.now)?;
        let question = Question::new(&weights, query.most()?);
        let answer = Index::of(&call.platform)
            .ask(conn, call.now, |engine| engine.why_not(project.id.as_str(), organization.as_str(), &question))?;
        Reply::ok(&answer.ok_or_else(no_organization)?)
    })
    .await
}
