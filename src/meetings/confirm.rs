//! `POST /matching-meetings/{id}/confirm`: chooses a run. Its pairs become talks, and everybody gets their timetable.

use std::collections::BTreeSet;

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::advance::must_be_ahead;
use super::demands::open::open;
use super::model::{Command, RunStatus, TalkStatus};
use super::policy::{self, Relation};
use super::runs;
use super::store::demands;
use super::store::runs::{self as stored, Pair, Run};
use super::store::talks::{self, Talk};
use super::store::{self, Meeting};
use super::view::{self, MeetingView};
use crate::journal::{self, Event};
use crate::organizations;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{MeetingDemandId, MeetingRunId, MeetingTalkId, OrganizationId};
use crate::platform::time::Timestamp;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmRun {
    /// A solved run of the meeting as it is now; no trial.
    pub run_id: MeetingRunId,
}

/// Confirm a run of a matching meeting: its pairs become talks
#[utoipa::path(operation_id = "meetings_confirm", tag = "matching", params(("id" = String, Path)), request_body = ConfirmRun, responses(
    (status = 200, description = "The meeting", body = MeetingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/confirm")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<ConfirmRun>) -> Answer {
    cx.write("meetings_confirm", body, move |tx, call, command| confirm(tx, call, &id, command)).await
}

/// Chooses the run for the version of the meeting that the caller read.
pub fn confirm(tx: &mut Tx, call: &Call, id: &str, command: &ConfirmRun) -> Result<Reply> {
    let mut found = policy::held_by_hub(tx, &call.actor, id, Command::Confirm)?;
    call.expect_version(found.meeting.version)?;
    let run = runs::of_meeting(tx, &found.meeting, command.run_id.as_str())?;
    must_be_good(&run, &found.meeting)?;
    let pairs = stored::pairs_from(tx, &run.id, 0, i64::MAX)?;
    must_be_verified(tx, &pairs)?;
    must_be_open(tx, &pairs, &found.meeting, call.now)?;
    must_be_ahead(&found.meeting, call.now)?;
    for pair in &pairs {
        talks::insert(tx, &talk(&found.meeting, pair, call))?;
    }
    let before = found.meeting.status;
    found.meeting.status = before.try_after(Command::Confirm)?;
    found.meeting.run_id = Some(run.id.clone());
    store::save(tx, &mut found.meeting, call.now)?;
    let facts =
        json!({"from": before, "to": found.meeting.status, "run_id": run.id, "talks": pairs.len(), "result_digest": run.result_digest});
    journal::record(tx, call, Event::new("meeting.confirmed", &found.meeting.id).with(facts))?;
    tell_timetables(tx, call, &found.meeting, &pairs)?;
    let relation = Relation::of(&call.actor, &found.path);
    view::reply(found, relation)
}

/// One event for each side that has a talk: its timetable is its own.
fn tell_timetables(tx: &mut Tx, call: &Call, meeting: &Meeting, pairs: &[Pair]) -> Result<()> {
    let organizations: BTreeSet<&OrganizationId> = pairs.iter().map(|pair| &pair.organization_id).collect();
    for id in organizations {
        let event = Event::new("meeting.timetable_set", &meeting.id).for_organization(id);
        journal::record(tx, call, event.with(json!({"organization_id": id})))?;
    }
    let demands: BTreeSet<&MeetingDemandId> = pairs.iter().map(|pair| &pair.demand_id).collect();
    for id in demands {
        let event = Event::new("meeting.demand_timetable_set", &meeting.id);
        journal::record(tx, call, event.with(json!({"demand_id": id})))?;
    }
    Ok(())
}

fn must_be_good(run: &Run, meeting: &Meeting) -> Result<()> {
    if run.what_if {
        return Err(Problem::conflict(
            "meetings/run_is_a_trial",
            "这是一次试算，不能确认；请按该规则修改对接会后正式运算。",
            "This run is a trial: put its rules into the meeting, solve it again and confirm that run.",
        ));
    }
    if run.status != RunStatus::Solved {
        return Err(Problem::conflict(
            "meetings/run_not_solved",
            format!("该次运算的状态为 {}，不能确认。", run.status),
            format!("The run is {}: only a solved one can be confirmed.", run.status),
        ));
    }
    if run.input_version != Some(meeting.input_version) {
        return Err(Problem::conflict(
            "meetings/run_out_of_date",
            "运算之后参会名单或规则有变化；请重新运算后再确认。",
            "Who takes part or the rules have changed since: solve the meeting again and confirm the new run.",
        ));
    }
    Ok(())
}

/// Somebody may have been suspended since the run.
fn must_be_verified(tx: &mut Tx, pairs: &[Pair]) -> Result<()> {
    let ids: BTreeSet<&OrganizationId> = pairs.iter().map(|pair| &pair.organization_id).collect();
    for id in ids {
        let is_verified = organizations::find(tx, id)?.is_some_and(|o| o.status == organizations::Status::Verified);
        if !is_verified {
            return Err(Problem::conflict(
                "meetings/participant_not_verified",
                format!("机构 {id} 在运算之后不再是已核实状态；请重新运算。"),
                format!("Organisation {id} is not verified any more since the run: solve the meeting again."),
            ));
        }
    }
    Ok(())
}

/// A call may have closed or moved since the run, and a need may have been taken up.
fn must_be_open(tx: &mut Tx, pairs: &[Pair], meeting: &Meeting, now: Timestamp) -> Result<()> {
    let ids: BTreeSet<&MeetingDemandId> = pairs.iter().map(|pair| &pair.demand_id).collect();
    for id in ids {
        let open = match demands::find(tx, &meeting.id, id)? {
            Some(demand) => open(tx, &demand, meeting.held_on.date(), now)?,
            None => None,
        };
        if open.is_none() {
            return Err(Problem::conflict(
                "meetings/run_out_of_date",
                format!("需求方 {id} 在运算之后已截止、改在对接会次日之前截止，或已立项、办结；请重新运算后再确认。"),
                format!(
                    "Demand {id} asks for no talks any more since the run: its call is over or ends before the day after the meeting, or its need was taken up. Solve the meeting again."
                ),
            ));
        }
    }
    Ok(())
}

fn talk(meeting: &Meeting, pair: &Pair, call: &Call) -> Talk {
    Talk {
        id: MeetingTalkId::new(),
        meeting_id: meeting.id.clone(),
        demand_id: pair.demand_id.clone(),
        organization_id: pair.organization_id.clone(),
        time: pair.time.clone(),
        status: TalkStatus::Planned,
        newly_incubated: pair.newly_incubated,
        organization_consented_at: None,
        organization_consented_by: None,
        demand_consented_at: None,
        demand_consented_by: None,
        introduced_at: None,
        ended_at: None,
        outcome_zh: None,
        declined_by: None,
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    }
}
