//! `POST /incubation/cases/{id}/expire`: after the last day of the term only.

use actix_web::{post, web};

use super::advance::{answer, to_move};
use super::finish::{EndCase, end};
use super::model::Move;
use super::view::CaseView;
use crate::platform::http::{Answer, Body, Cx, ProblemDocument};
use crate::platform::ids::IncubationCaseId;

/// End a case whose term is over without graduation
#[utoipa::path(operation_id = "incubation_cases_expire", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = EndCase, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/expire")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<EndCase>) -> Answer {
    cx.write("incubation_cases_expire", body, move |tx, call, command| {
        let mut placed = to_move(tx, call, &id, Move::Expire)?;
        end(tx, call, &mut placed, Move::Expire, command)?;
        answer(call, placed)
    })
    .await
}
