//! `GET /surveys/{id}`.

use actix_web::{get, web};

use super::policy;
use super::view::{self, SurveyView};
use crate::platform::http::{Answer, Cx, ProblemDocument};

/// Read one survey
#[utoipa::path(operation_id = "surveys_get", tag = "community", params(("id" = String, Path)), responses(
    (status = 200, description = "The survey", body = SurveyView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/surveys/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("surveys_get", move |conn, call| {
        let found = policy::known(conn, &call.actor, &id)?;
        view::reply(conn, call, found)
    })
    .await
}
