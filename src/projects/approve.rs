//! `POST /projects/{id}/approve`: takes the open step of the ladder.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::advance::{advance, save_changes};
use super::ladder;
use super::model::{CollectiveDecision, Decision, Move};
use super::store::{self, Approval, Placed};
use super::view::{self, ProjectView};
use super::{commitments, decide, policy};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::rules;

#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Approve {
    /// Where the step asks for one (R60).
    pub collective_decision: Option<CollectiveDecision>,
    /// What the approver wants to be remembered; 2000 characters at most.
    pub reason: Option<String>,
}

/// Approve the open step
#[utoipa::path(operation_id = "projects_approve", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = Approve, responses(
    (status = 200, description = "The project: approved, or with the next step open", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/approve")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Approve>) -> Answer {
    let id = policy::id_of(&id)?;
    cx.write("projects_approve", body, move |tx, call, command| {
        let found = approve(tx, call, &id, command)?;
        let version = found.project.version;
        Ok(Reply::ok(&view::for_caller(tx, call, found)?)?.version(version))
    })
    .await
}

/// The last step of the ladder reserves the budget and plans the needs; if the line does not hold it, nothing of the step
/// stays (R7, R60, R63, S48).
pub fn approve(tx: &mut Tx, call: &Call, id: &ProjectId, command: &Approve) -> Result<Placed> {
    let (mut found, approver, decided) = decide::opened(tx, call, id, Move::Approve)?;
    let project = &mut found.project;
    let today = call.now.shanghai_date();
    let steps = rules::current(tx, &project.regime, today)?.approval_steps(project.budget()?);
    let number = ladder::open_step(&decided.so_far);
    let step = usize::try_from(number - 1).ok().and_then(|index| steps.get(index));
    let step = step.ok_or_else(|| Problem::broken(format!("project {id} has no step {number} left")))?;
    ladder::must_record_what_the_step_asks(step, command.collective_decision.as_ref(), today)?;
    let reason = command.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let mut check = Check::new();
    check.at_most("/reason", reason.unwrap_or_default(), 2000);
    check.finish()?;
    let mut approval = Approval::new(id, decided.submission, number, Decision::Approved, approver, call.now);
    approval.reason = reason.map(str::to_owned);
    store::insert_approval(tx, &approval.with_collective_decision(command.collective_decision.as_ref())?)?;

    let facts = json!({
        "submission": decided.submission, "step": number, "of": steps.len(), "budget_fen": project.budget_fen,
        "collective": command.collective_decision.is_some(),
    });
    if decided.so_far.len() + 1 < steps.len() {
        save_changes(tx, call, project, "approval.step_passed", facts)?;
    } else {
        commitments::take(tx, call, project)?;
        project.approved_at = Some(call.now);
        advance(tx, call, project, Move::Approve, None, facts)?;
    }
    Ok(found)
}
