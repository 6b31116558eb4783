//! `GET /needs/{id}/matches`: who could answer a need.

use actix_web::{get, web};

use super::engine::{Answer as Matches, DEFAULT, Question};
use super::index::Index;
use super::policy;
use super::query::MatchQuery;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::NeedId;

/// Match organisations and teams to a need
///
/// A need is no contract: teams that are only on file take part, too.
#[utoipa::path(operation_id = "matching_need", tag = "matching", params(("id" = NeedId, Path), MatchQuery), responses(
    (status = 200, description = "The best matches first, each with its reasons", body = Matches),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[get("/needs/{id}/matches")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<MatchQuery>) -> Answer {
    cx.read("matching_need", move |conn, call| {
        let need = policy::may_see_need(conn, &call.actor, &id)?;
        let question = Question::new(&DEFAULT, query.most()?);
        let found = Index::of(&call.platform).ask(conn, call.now, |engine| engine.organizations_for_need(need.as_str(), &question))?;
        Reply::ok(&found.ok_or_else(policy::need_is_closed)?)
    })
    .await
}
