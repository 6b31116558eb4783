//! `POST /incubation/cases/{id}/graduate`: out of the shell (出壳), with every item of the checklist reached.

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::advance::{advance, answer, to_move};
use super::finish::close_term;
use super::model::Move;
use super::store::Placed;
use super::view::CaseView;
use crate::incubation::milestones;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Cx, FieldError, Problem, ProblemDocument, Result};
use crate::platform::ids::IncubationCaseId;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GraduateIncubationCase)]
pub struct GraduateCase {
    /// Today or in the past, for what is entered after the event.
    #[schema(example = "2026-03-02")]
    pub graduated_on: NaiveDate,
}

/// Graduate
///
/// Every item of the programme's checklist must be reached by that day; 409 names those that are not.
#[utoipa::path(operation_id = "incubation_cases_graduate", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = GraduateCase, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/graduate")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<GraduateCase>) -> Answer {
    cx.write("incubation_cases_graduate", body, move |tx, call, command| {
        let mut placed = to_move(tx, call, &id, Move::Graduate)?;
        close_term(tx, call, &mut placed, "/graduated_on", command.graduated_on)?;
        checklist_is_done(tx, &placed, command.graduated_on)?;
        advance(tx, call, &mut placed, Move::Graduate, None)?;
        answer(call, placed)
    })
    .await
}

fn checklist_is_done(tx: &mut Tx, placed: &Placed, day: NaiveDate) -> Result<()> {
    let open = milestones::open_items(tx, &placed.case.id, day)?;
    if open.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = open.iter().map(|item| item.title_zh.as_str()).collect();
    let english: Vec<_> = open.iter().map(|item| item.title_en.as_deref().unwrap_or(&item.title_zh)).collect();
    let error = |item: &milestones::Milestone| {
        let key = item.checklist_key.as_deref().unwrap_or_default();
        let (zh, en) = (format!("{key}：到 {day} 尚未达成。"), format!("{key}: is not reached by {day}."));
        FieldError::new(format!("/milestones/{}", item.id), "not_reached", zh, en)
    };
    Err(Problem::conflict(
        "incubation/checklist_open",
        format!("到 {day} 出壳条件尚未全部达成：{}。", names.join("、")),
        format!("Not every item of the checklist is reached by {day}: {}.", english.join(", ")),
    )
    .with_errors(open.iter().map(error).collect()))
}
