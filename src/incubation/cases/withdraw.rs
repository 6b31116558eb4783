//! `POST /incubation/cases/{id}/withdraw`: the applicant (or the hub for it) withdraws.

use actix_web::{post, web};

use super::advance::{answer, to_move};
use super::finish::{EndCase, end};
use super::model::Move;
use super::view::CaseView;
use crate::platform::http::{Answer, Body, Cx, ProblemDocument};
use crate::platform::ids::IncubationCaseId;

/// Withdraw an application or leave the programme
#[utoipa::path(operation_id = "incubation_cases_withdraw", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = EndCase, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/withdraw")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<EndCase>) -> Answer {
    cx.write("incubation_cases_withdraw", body, move |tx, call, command| {
        let mut placed = to_move(tx, call, &id, Move::Withdraw)?;
        end(tx, call, &mut placed, Move::Withdraw, command)?;
        answer(call, placed)
    })
    .await
}
