//! `POST /incubation/cases/{id}/expel`: the hub ends a case against its will.

use actix_web::{post, web};

use super::advance::{answer, to_move};
use super::finish::{EndCase, end};
use super::model::Move;
use super::view::CaseView;
use crate::platform::http::{Answer, Body, Cx, ProblemDocument};
use crate::platform::ids::IncubationCaseId;

/// Expel from the programme, with a reason for it
#[utoipa::path(operation_id = "incubation_cases_expel", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = EndCase, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/expel")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<EndCase>) -> Answer {
    cx.write("incubation_cases_expel", body, move |tx, call, command| {
        let mut placed = to_move(tx, call, &id, Move::Expel)?;
        end(tx, call, &mut placed, Move::Expel, command)?;
        answer(call, placed)
    })
    .await
}
