//! `POST /incubation/cases/{id}/milestones`.

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use super::store::{self, Milestone};
use super::view::MilestoneView;
use crate::incubation::cases::{self, policy};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{IncubationCaseId, MilestoneId};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AddIncubationMilestone)]
pub struct AddMilestone {
    #[schema(example = "第一个项目交付")]
    pub title_zh: String,
    pub title_en: Option<String>,
    pub due_on: Option<NaiveDate>,
}

/// Milestones of a case that somebody could still read on one page.
const MOST: usize = 100;

/// Add a milestone
///
/// By the hub or the assigned mentor, while the term runs.
#[utoipa::path(operation_id = "incubation_milestones_add", tag = "incubation", params(("id" = IncubationCaseId, Path)), request_body = AddMilestone, responses(
    (status = 201, description = "The milestone", body = MilestoneView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/milestones")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<AddMilestone>) -> Answer {
    let milestone = MilestoneId::new();
    cx.write("incubation_milestones_add", body, move |tx, call, command| add(tx, call, &id, &milestone, command)).await
}

fn add(tx: &mut Tx, call: &Call, case: &str, id: &MilestoneId, command: &AddMilestone) -> Result<Reply> {
    let (placed, relation) = policy::known(tx, &call.actor, case)?;
    relation.require(relation.notes())?;
    if !placed.case.status.is_running() {
        return Err(placed.case.status.refuses("add_milestone"));
    }
    let mut check = Check::new();
    check.text("/title_zh", &command.title_zh, 200).at_most("/title_en", command.title_en.as_deref().unwrap_or_default(), 200);
    if let Some(day) = command.due_on {
        check.date("/due_on", day);
    }
    check.finish()?;
    if store::of_case(tx, &placed.case.id)?.len() >= MOST {
        return Err(Problem::conflict(
            "incubation/too_many_milestones",
            format!("一个案例最多 {MOST} 个里程碑。"),
            format!("A case has {MOST} milestones at most."),
        ));
    }
    let milestone = Milestone {
        id: id.clone(),
        case_id: placed.case.id.clone(),
        checklist_key: None,
        title_zh: command.title_zh.trim().to_owned(),
        title_en: command.title_en.clone(),
        due_on: command.due_on.map(Into::into),
        reached_on: None,
        note_zh: String::new(),
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    };
    store::insert(tx, &milestone)?;
    cases::record(tx, call, &placed, "incubation_case.milestone_added", json!({"milestone_id": id, "due_on": command.due_on}))?;
    Ok(Reply::made(&MilestoneView::from(milestone))?.version(1))
}
