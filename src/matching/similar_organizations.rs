//! `GET /organizations/{id}/similar`: more like this.

use actix_web::{get, web};

use super::engine::Found;
use super::index::Index;
use super::policy;
use super::query::MatchQuery;
use crate::organizations;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};
use crate::platform::ids::OrganizationId;

/// Find organisations that resemble one
#[utoipa::path(operation_id = "matching_similar_organizations", tag = "matching",
    params(("id" = OrganizationId, Path), MatchQuery), responses(
    (status = 200, description = "The most alike first, each with its reasons", body = Found),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[get("/organizations/{id}/similar")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<MatchQuery>) -> Answer {
    cx.read("matching_similar_organizations", move |conn, call| {
        let unknown = || Problem::not_found("机构", "organisation");
        let id = OrganizationId::parse(&id).ok_or_else(unknown)?;
        let profile = organizations::profile(conn, &id)?.ok_or_else(unknown)?;
        policy::may_see_organization(&call.actor, &profile)?;
        let most = query.most()?;
        let found = Index::of(&call.platform).ask(conn, call.now, |engine| engine.similar_organizations(id.as_str(), most))?;
        Reply::ok(&found.ok_or_else(policy::supplies_nothing)?)
    })
    .await
}
