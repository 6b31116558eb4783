//! `GET /needs/{id}/catalogue-items`: which services of the catalogue answer a need.

use actix_web::{get, web};

use super::engine::Found;
use super::index::Index;
use super::policy;
use super::query::MatchQuery;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::NeedId;

/// Find the services of the catalogue that answer a need
///
/// By its text, by its field, and by what the nearest needs were answered with: each project that cites a need and an item teaches.
#[utoipa::path(operation_id = "matching_need_catalogue", tag = "matching", params(("id" = NeedId, Path), MatchQuery), responses(
    (status = 200, description = "The best first, each with its reasons", body = Found),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[get("/needs/{id}/catalogue-items")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<MatchQuery>) -> Answer {
    cx.read("matching_need_catalogue", move |conn, call| {
        let need = policy::may_see_need(conn, &call.actor, &id)?;
        let most = query.most()?;
        let found = Index::of(&call.platform).ask(conn, call.now, |engine| engine.catalogue_for(need.as_str(), most))?;
        Reply::ok(&found.ok_or_else(policy::need_is_closed)?)
    })
    .await
}
