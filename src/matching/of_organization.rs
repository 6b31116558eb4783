//! `GET /organizations/{id}/matches`: the open calls that suit an organisation.

use actix_web::{get, web};

use super::engine::{Answer as Matches, DEFAULT, Filter, Question};
use super::index::Index;
use super::policy;
use super::query::MatchQuery;
use crate::organizations;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};
use crate::platform::ids::OrganizationId;

/// Match open calls to an organisation
///
/// Scored by the table of weights that `weights` names, one for all calls so that they compare (`project_score`), and as the organisation
/// itself would (`organization_view`). A call may be weighed otherwise by its own rule set: an open tender weighs neither place nor grade.
#[utoipa::path(operation_id = "matching_organization", tag = "matching", params(("id" = OrganizationId, Path), MatchQuery), responses(
    (status = 200, description = "The best matches first, each with its reasons", body = Matches),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[get("/organizations/{id}/matches")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<MatchQuery>) -> Answer {
    cx.read("matching_organization", move |conn, call| {
        let unknown = || Problem::not_found("机构", "organisation");
        let id = OrganizationId::parse(&id).ok_or_else(unknown)?;
        let profile = organizations::profile(conn, &id)?.ok_or_else(unknown)?;
        policy::may_see_organization(&call.actor, &profile)?;
        let question = Question::new(&DEFAULT, query.most()?);
        let found = Index::of(&call.platform).ask(conn, call.now, |engine| engine.projects_for(id.as_str(), &question))?;
        let mut found = found.ok_or_else(policy::supplies_nothing)?;
        // How many calls are not open would tell of drafts.
        found.left_out.retain(|left| left.filter != Filter::Open);
        Reply::ok(&found)
    })
    .await
}
