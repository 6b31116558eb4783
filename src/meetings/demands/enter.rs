//! `POST /matching-meetings/{id}/demands`: a project or a need asks for talks.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::{DemandView, open};
use crate::areas;
use crate::journal::{self, Event};
use crate::matching::engine::assign::timetable::MAX_TIMES;
use crate::meetings::model::Command;
use crate::meetings::store::demands::{self, Demand};
use crate::meetings::store::{self, Placed};
use crate::meetings::{policy, times};
use crate::needs;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Check, Cx, FieldError, ProblemDocument, Reply, Result};
use crate::platform::ids::{MeetingDemandId, NeedId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects;

/// Talks that a meeting may ask for; what a solver can be asked for in the background of a running service.
const MOST_TALKS: i64 = 20_000;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnterDemand {
    /// A published call that takes bids until after the day of the meeting; or `need_id`.
    pub project_id: Option<ProjectId>,
    /// A verified need that no project takes up yet; or `project_id`.
    pub need_id: Option<NeedId>,
    /// How many organisations it wants to talk to: 1 to 200.
    #[schema(example = 3)]
    pub slots: i32,
    /// Times of the meeting at which nobody is there for it.
    #[serde(default)]
    pub absent: Vec<String>,
}

/// Enter a project or a need into a matching meeting
#[utoipa::path(operation_id = "meetings_enter_demand", tag = "matching", params(("id" = String, Path)), request_body = EnterDemand, responses(
    (status = 201, description = "The demand", body = DemandView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/demands")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<EnterDemand>) -> Answer {
    enter_demand(cx, id.into_inner(), body).await
}

/// Enters a project or a need.
pub async fn enter_demand(cx: Cx, id: String, body: Body<EnterDemand>) -> Answer {
    let demand = MeetingDemandId::new();
    cx.write("meetings_enter_demand", body, move |tx, call, command| enter(tx, call, &id, demand.clone(), command)).await
}

fn enter(tx: &mut Tx, call: &Call, id: &str, demand: MeetingDemandId, command: &EnterDemand) -> Result<Reply> {
    let found = policy::held_by_hub(tx, &call.actor, id, Command::Enter)?;
    check(tx, command, &found, call.now)?;
    let meeting = found.meeting;
    let demand = Demand {
        id: demand,
        meeting_id: meeting.id.clone(),
        project_id: command.project_id.clone(),
        need_id: command.need_id.clone(),
        slots: command.slots,
        absent: JsonText::of(&command.absent)?,
        created_at: call.now,
    };
    demands::insert(tx, &demand)?;
    store::touch_input(tx, &meeting.id)?;
    let facts = json!({"demand_id": demand.id, "project_id": demand.project_id, "need_id": demand.need_id, "slots": demand.slots});
    journal::record(tx, call, Event::new("meeting.demand_entered", &meeting.id).with(facts))?;
    let about = demands::about(tx, std::slice::from_ref(&demand))?.remove(&demand.id);
    Reply::made(&DemandView::of(tx, demand, about)?)
}

fn check(conn: &mut Conn, command: &EnterDemand, found: &Placed, now: Timestamp) -> Result<()> {
    let all = demands::all_slots(conn, &found.meeting.id)?;
    let most = MAX_TIMES.cast_signed();
    let mut check = Check::new();
    check
        .that(
            command.project_id.is_some() != command.need_id.is_some(),
            "/project_id",
            "one_of_two",
            "请给出 project_id 或 need_id 之一。",
            "give either project_id or need_id.",
        )
        .that(
            (1..=most).contains(&command.slots),
            "/slots",
            "out_of_range",
            format!("须在 1 到 {most} 之间。"),
            format!("must be between 1 and {most}."),
        )
        .that(
            all.saturating_add(i64::from(command.slots)) <= MOST_TALKS,
            "/slots",
            "too_many",
            format!("一次对接会最多 {MOST_TALKS} 场洽谈，已有 {all} 场。"),
            format!("a meeting has {MOST_TALKS} talks at most, and {all} are asked for already."),
        );
    times::check_absent(&mut check, &command.absent, &found.meeting.times()?);
    if let Some(id) = &command.project_id {
        check_project(conn, &mut check, id, found, now)?;
    }
    if let Some(id) = &command.need_id {
        check_need(conn, &mut check, id, &found.path)?;
    }
    check.finish()
}

/// A draft is told to nobody before its publication (R21), and a call that is over by the day of the meeting asks for nothing any more.
fn check_project(conn: &mut Conn, check: &mut Check, id: &ProjectId, meeting: &Placed, now: Timestamp) -> Result<()> {
    match projects::find(conn, id)?.filter(|project| open::is_open(project, now)) {
        Some(project) => {
            check.that(
                open::outlasts(&project, meeting.meeting.held_on.date()),
                "/project_id",
                "closes_before_the_meeting",
                "该项目在对接会次日之前截止，会后来不及投标。",
                "takes no bids any more on the day after the meeting.",
            );
            check_place(conn, check, "/project_id", &project.area_code, &meeting.path)
        }
        None => {
            check.push(FieldError::new(
                "/project_id",
                "no_open_call",
                "没有这个正在公开征集的项目。",
                "is no project whose call is open; a draft is told to nobody before it is published.",
            ));
            Ok(())
        }
    }
}

fn check_need(conn: &mut Conn, check: &mut Check, id: &NeedId, path: &str) -> Result<()> {
    match needs::find(conn, id)?.filter(|need| need.status == needs::Status::Verified) {
        Some(need) => check_place(conn, check, "/need_id", &need.area_code, path),
        None => {
            check.push(FieldError::new(
                "/need_id",
                "not_waiting",
                "没有这个已核实且尚未立项的需求。",
                "is no need that is verified and that no project takes up yet.",
            ));
            Ok(())
        }
    }
}

/// The hub speaks for the places that its meeting is for.
fn check_place(conn: &mut Conn, check: &mut Check, pointer: &str, area: &str, path: &str) -> Result<()> {
    let place = areas::path_of(conn, area, "/area_code")?;
    check.that(place.starts_with(path), pointer, "elsewhere", "不在这次对接会的区域内。", "is not in the area of this meeting.");
    Ok(())
}
