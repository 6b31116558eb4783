//! `POST /surveys/{id}/publish`.

use actix_web::{post, web};

use super::advance::advance;
use super::model::Move;
use super::view::SurveyView;
use crate::platform::http::{Answer, Body, Cx, Empty, ProblemDocument};

/// Publish a survey: everybody who is signed in sees its results
#[utoipa::path(operation_id = "surveys_publish", tag = "community", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 200, description = "The survey", body = SurveyView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/surveys/{id}/publish")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("surveys_publish", body, move |tx, call, _| advance(tx, call, &id, Move::Publish)).await
}
