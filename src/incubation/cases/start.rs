//! `POST /incubation/cases/{id}/start`: the agreement is signed and the term begins (入壳).

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::advance::{advance, answer, to_move};
use super::model::{Move, months_later};
use super::store::Placed;
use super::term;
use super::view::CaseView;
use crate::incubation::{milestones, programmes};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Result};
use crate::platform::ids::IncubationCaseId;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StartIncubationCase)]
pub struct StartCase {
    /// The first day of the term: today or in the past, for what began on paper.
    #[schema(example = "2026-03-02")]
    pub started_on: NaiveDate,
}

/// Begin the term of an admitted case
///
/// The programme's checklist becomes the case's milestones; the hub is reminded 30 days before the term ends.
#[utoipa::path(operation_id = "incubation_cases_start", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = StartCase, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/start")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<StartCase>) -> Answer {
    cx.write("incubation_cases_start", body, move |tx, call, command| {
        let mut placed = to_move(tx, call, &id, Move::Start)?;
        start(tx, call, &mut placed, command.started_on)?;
        answer(call, placed)
    })
    .await
}

fn start(tx: &mut Tx, call: &Call, placed: &mut Placed, day: NaiveDate) -> Result<()> {
    let mut check = Check::new();
    check.date("/started_on", day).that(
        day <= call.now.shanghai_date(),
        "/started_on",
        "in_the_future",
        "不能晚于今天。",
        "must not lie in the future.",
    );
    check.finish()?;
    let programme = programmes::store::find(tx, &placed.case.programme_id)?.ok_or_else(|| Problem::broken("a case of no programme"))?;
    let due = months_later(day, programme.term_months);
    placed.case.started_on = Some(day.into());
    placed.case.due_on = Some(due.into());
    advance(tx, call, placed, Move::Start, None)?;
    milestones::from_checklist(tx, call, &placed.case.id, programme.checklist()?)?;
    term::remind_before(tx, &placed.case.id, due)
}
