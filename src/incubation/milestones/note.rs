//! `POST /incubation/cases/{id}/milestones/{milestone}/note`: how far it is, or that it is reached.

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use super::store;
use super::view::MilestoneView;
use crate::incubation::cases::{self, policy};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{IncubationCaseId, MilestoneId};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NoteIncubationMilestone)]
pub struct NoteMilestone {
    /// The day on which it was reached: today or in the past. Absent: it is not reached (any more).
    #[schema(example = "2026-03-02")]
    pub reached_on: Option<NaiveDate>,
    /// What was seen.
    #[serde(default)]
    pub note_zh: String,
}

/// Note a milestone
///
/// By the hub or the assigned mentor, while the term runs.
#[utoipa::path(operation_id = "incubation_milestones_note", tag = "incubation",
    params(("id" = IncubationCaseId, Path), ("milestone" = MilestoneId, Path)), request_body = NoteMilestone, responses(
    (status = 200, description = "The milestone", body = MilestoneView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/milestones/{milestone}/note")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<NoteMilestone>) -> Answer {
    let (case, milestone) = path.into_inner();
    cx.write("incubation_milestones_note", body, move |tx, call, command| note(tx, call, (&case, &milestone), command)).await
}

fn note(tx: &mut Tx, call: &Call, (case, milestone): (&str, &str), command: &NoteMilestone) -> Result<Reply> {
    let (placed, relation) = policy::known(tx, &call.actor, case)?;
    relation.require(relation.notes())?;
    let unknown = || Problem::not_found("里程碑", "milestone");
    let id = MilestoneId::parse(milestone).ok_or_else(unknown)?;
    let mut milestone = store::find(tx, &placed.case.id, &id)?.ok_or_else(unknown)?;
    call.expect_version(milestone.version)?;
    if !placed.case.status.is_running() {
        return Err(placed.case.status.refuses("note_milestone"));
    }
    let mut check = Check::new();
    check.at_most("/note_zh", &command.note_zh, 1000);
    if let Some(day) = command.reached_on {
        check.date("/reached_on", day).that(
            day <= call.now.shanghai_date(),
            "/reached_on",
            "in_the_future",
            "不能晚于今天。",
            "must not lie in the future.",
        );
    }
    check.finish()?;
    milestone.reached_on = command.reached_on.map(Into::into);
    milestone.note_zh = command.note_zh.trim().to_owned();
    store::save(tx, &mut milestone, call.now)?;
    let facts = json!({"milestone_id": milestone.id, "checklist_key": milestone.checklist_key, "reached_on": command.reached_on});
    cases::record(tx, call, &placed, "incubation_case.milestone_noted", facts)?;
    let version = milestone.version;
    Ok(Reply::ok(&MilestoneView::from(milestone))?.version(version))
}
