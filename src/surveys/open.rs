//! `POST /surveys/{id}/open`.

use actix_web::{post, web};

use super::advance::advance;
use super::model::Move;
use super::view::SurveyView;
use crate::platform::http::{Answer, Body, Cx, Empty, ProblemDocument};

/// Open a survey: from now on it is frozen and takes answers
#[utoipa::path(operation_id = "surveys_open", tag = "community", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 200, description = "The survey", body = SurveyView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/surveys/{id}/open")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("surveys_open", body, move |tx, call, _| advance(tx, call, &id, Move::Open)).await
}
