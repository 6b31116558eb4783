//! `POST /incubation/cases/{id}/extend`: the one extension of a term.

use actix_web::{post, web};
use serde::Deserialize;

use super::advance::{advance, answer, check_reason, to_move};
use super::model::{Move, months_later};
use super::store::Placed;
use super::term;
use super::view::CaseView;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Result};
use crate::platform::ids::IncubationCaseId;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExtendIncubationCase)]
pub struct ExtendCase {
    pub reason_zh: String,
}

/// Extend the term, once, by the programme's months
#[utoipa::path(operation_id = "incubation_cases_extend", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = ExtendCase, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/extend")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<ExtendCase>) -> Answer {
    cx.write("incubation_cases_extend", body, move |tx, call, command| {
        let mut placed = to_move(tx, call, &id, Move::Extend)?;
        check_reason(&command.reason_zh)?;
        extend(tx, call, &mut placed, &command.reason_zh)?;
        answer(call, placed)
    })
    .await
}

fn extend(tx: &mut Tx, call: &Call, placed: &mut Placed, reason: &str) -> Result<()> {
    if placed.extension_months == 0 {
        return Err(Problem::conflict("incubation/no_extension", "该孵化计划不设延期。", "The programme knows no extension."));
    }
    let due = placed.case.due_on.as_ref().ok_or_else(|| Problem::broken("a running case has no term"))?.date();
    let due = months_later(due, placed.extension_months);
    placed.case.due_on = Some(due.into());
    advance(tx, call, placed, Move::Extend, Some(reason))?;
    term::remind_before(tx, &placed.case.id, due)
}
