//! `POST /needs/{id}/verify`.

use actix_web::{post, web};

use super::cite::decide;
use super::model::Move;
use super::view::NeedView;
use crate::platform::http::{Answer, Body, Cx, Empty, ProblemDocument};

/// Verify a need: the hub has convinced itself
#[utoipa::path(operation_id = "needs_verify", tag = "community", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 200, description = "The need", body = NeedView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/needs/{id}/verify")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("needs_verify", body, move |tx, call, _| decide(tx, call, &id, Move::Verify, None)).await
}
