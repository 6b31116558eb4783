//! `GET /saved-searches/{id}`.

use actix_web::{get, web};

use super::policy;
use super::view::{self, SavedSearchView};
use crate::platform::http::{Answer, Cx, ProblemDocument};
use crate::platform::ids::SavedSearchId;

/// Read one of your saved searches
#[utoipa::path(operation_id = "saved_searches_get", tag = "matching", params(("id" = SavedSearchId, Path)), responses(
    (status = 200, description = "The saved search", body = SavedSearchView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/saved-searches/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("saved_searches_get", move |conn, call| view::reply(policy::own(conn, call, &id)?)).await
}
