//! `GET /organizations/{id}/matches`: the open calls that suit an organisation.

use actix_web::{get, web};

use super::view::{MatchQuery, MatchesView};
use super::{policy, sides};
use crate::organizations;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};
use crate::platform::ids::OrganizationId;

/// Match open calls to an organisation
#[utoipa::path(operation_id = "matching_organization", tag = "matching", params(("id" = OrganizationId, Path), MatchQuery), responses(
    (status = 200, description = "The best matches first, each with its reasons", body = MatchesView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/organizations/{id}/matches")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<MatchQuery>) -> Answer {
    cx.read("matching_organization", move |conn, call| {
        let unknown = || Problem::not_found("机构", "organisation");
        let id = OrganizationId::parse(&id).ok_or_else(unknown)?;
        let profile = organizations::profile(conn, &id)?.ok_or_else(unknown)?;
        policy::may_see_organization(&call.actor, &profile)?;
        let ranking = sides::projects_for(conn, profile, call.now, query.most()?)?;
        Reply::ok(&MatchesView::from(ranking))
    })
    .await
}
