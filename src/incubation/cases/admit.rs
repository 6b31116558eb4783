//! `POST /incubation/cases/{id}/admit`: gives an applicant a place, if there is one.

use actix_web::{post, web};

use super::advance::{advance, answer, to_move};
use super::model::Move;
use super::view::CaseView;
use crate::platform::http::{Answer, Body, Cx, Empty, ProblemDocument};
use crate::platform::ids::IncubationCaseId;

/// Admit an applicant: it has a place
#[utoipa::path(operation_id = "incubation_cases_admit", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = Empty, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/admit")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("incubation_cases_admit", body, move |tx, call, _| {
        let mut placed = to_move(tx, call, &id, Move::Admit)?;
        advance(tx, call, &mut placed, Move::Admit, None)?;
        answer(call, placed)
    })
    .await
}
