//! `POST /needs/{id}/verify`.

use actix_web::{post, web};

use serde::Deserialize;

use super::cite::{Said, decide};
use super::model::Move;
use super::view::NeedView;
use crate::platform::http::{Answer, Body, Cx, ProblemDocument};

#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VerifyNeed {
    /// The right service field, where another one was reported. The next suggestions learn from it.
    #[schema(example = "elderly_meals")]
    pub field: Option<String>,
}

/// Verify a need: the hub has convinced itself
#[utoipa::path(operation_id = "needs_verify", tag = "community", params(("id" = String, Path)), request_body = VerifyNeed, responses(
    (status = 200, description = "The need", body = NeedView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/needs/{id}/verify")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<VerifyNeed>) -> Answer {
    verify_need(cx, &id, body).await
}

/// For the pages too.
pub async fn verify_need(cx: Cx, id: &str, body: Body<VerifyNeed>) -> Answer {
    let id = id.to_owned();
    cx.write("needs_verify", body, move |tx, call, command| {
        decide(tx, call, &id, Move::Verify, Said { field: command.field.as_deref(), ..Said::default() })
    })
    .await
}
