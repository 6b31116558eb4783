//! `POST /matching-meetings/{id}/runs`: asks for a run, or tries one out.

use actix_web::{post, web};
use serde::Deserialize;

use super::{RunView, job};
use crate::meetings::draft;
use crate::meetings::model::{Command, RunStatus};
use crate::meetings::policy;
use crate::meetings::rules::{self, Condition, WhatIf};
use crate::meetings::store::runs::{self, Run};
use crate::meetings::store::{self, Meeting, Placed};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::MeetingRunId;
use crate::platform::jobs;

#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SolveMeeting {
    /// Tries other rules, locks and bars beside the meeting's own. The meeting stays as it is.
    pub what_if: Option<WhatIf>,
}

/// Solve a matching meeting, or try out what would be
///
/// It is solved in the background, one run of a meeting at a time: read the run again until its status is not `queued`. Each run is kept.
#[utoipa::path(operation_id = "meetings_solve", tag = "matching", params(("id" = String, Path)), request_body = SolveMeeting, responses(
    (status = 202, description = "The run, to be read again at `Location`", body = RunView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/runs")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<SolveMeeting>) -> Answer {
    solve_meeting(cx, id.into_inner(), body).await
}

/// Asks for a run; its address is in `Location`.
pub async fn solve_meeting(cx: Cx, id: String, body: Body<SolveMeeting>) -> Answer {
    let run = MeetingRunId::new();
    cx.write("meetings_solve", body, move |tx, call, command| request(tx, call, &id, run.clone(), command)).await
}

fn request(tx: &mut Tx, call: &Call, id: &str, run: MeetingRunId, command: &SolveMeeting) -> Result<Reply> {
    let Placed { mut meeting, .. } = policy::held_by_hub(tx, &call.actor, id, Command::Solve)?;
    let user = call.actor.user_id().cloned().ok_or_else(|| Problem::broken("a run is asked for by a person"))?;
    must_be_the_only_one(tx, &meeting)?;
    let mut rules = meeting.rules()?;
    let mut conditions = meeting.conditions()?;
    if let Some(what_if) = &command.what_if {
        check(tx, &meeting, what_if)?;
        rules = rules.tried(what_if);
        conditions = tried(conditions, &what_if.conditions);
    }
    let number = store::count_run(tx, &meeting)?;
    meeting.runs = number;
    let run = Run {
        id: run,
        meeting_id: meeting.id.clone(),
        number,
        what_if: command.what_if.is_some(),
        status: RunStatus::Queued,
        rules: JsonText::of(&rules)?,
        conditions: JsonText::of(&conditions)?,
        requested_by: user,
        input_version: None,
        input_digest: None,
        result: None,
        result_digest: None,
        solve_ms: None,
        created_at: call.now,
        finished_at: None,
    };
    runs::insert(tx, &run)?;
    jobs::soon(tx, job::JOB, run.id.as_str())?;
    let place = format!("/api/v1/matching-meetings/{}/runs/{}", meeting.id, run.id);
    Ok(Reply::accepted(&RunView::of(run, &meeting)?)?.at(place))
}

/// A run that is worked at is waited for; one that nobody works at any more is not.
fn must_be_the_only_one(tx: &mut Tx, meeting: &Meeting) -> Result<()> {
    for (run, number) in runs::queued(tx, &meeting.id)? {
        if jobs::is_waiting(tx, job::JOB, run.as_str())? {
            return Err(Problem::conflict(
                "meetings/run_queued",
                format!("第 {number} 次运算尚未完成；请待其完成后再发起。"),
                format!("Run {number} is not finished yet: ask again when it is."),
            ));
        }
    }
    Ok(())
}

fn check(tx: &mut Tx, meeting: &Meeting, what_if: &WhatIf) -> Result<()> {
    let mut check = Check::new();
    meeting.rules()?.tried(what_if).check(&mut check, "/what_if");
    let mut said = Check::new();
    if rules::check_conditions(&mut said, &what_if.conditions) {
        draft::check_who_is_there(tx, &mut said, meeting, &what_if.conditions)?;
    }
    for mut error in said.into_errors() {
        error.pointer = format!("/what_if{}", error.pointer);
        check.push(error);
    }
    check.finish()
}

/// What is tried takes the place of what the meeting says of the same pair.
fn tried(own: Vec<Condition>, tried: &[Condition]) -> Vec<Condition> {
    let is_tried = |own: &Condition| tried.iter().any(|t| t.demand_id == own.demand_id && t.organization_id == own.organization_id);
    own.into_iter().filter(|own| !is_tried(own)).chain(tried.iter().cloned()).collect()
}
