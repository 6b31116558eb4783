//! `POST /incubation/cases/{id}/decline`.

use actix_web::{post, web};
use serde::Deserialize;

use super::advance::{advance, answer, check_reason, to_move};
use super::model::Move;
use super::view::CaseView;
use crate::platform::http::{Answer, Body, Cx, ProblemDocument};
use crate::platform::ids::IncubationCaseId;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeclineIncubationCase)]
pub struct DeclineCase {
    /// Shown to the applicant.
    pub reason_zh: String,
}

/// Decline an applicant, with a reason for it
#[utoipa::path(operation_id = "incubation_cases_decline", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = DeclineCase, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/decline")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<DeclineCase>) -> Answer {
    cx.write("incubation_cases_decline", body, move |tx, call, command| {
        let mut placed = to_move(tx, call, &id, Move::Decline)?;
        check_reason(&command.reason_zh)?;
        advance(tx, call, &mut placed, Move::Decline, Some(&command.reason_zh))?;
        answer(call, placed)
    })
    .await
}
