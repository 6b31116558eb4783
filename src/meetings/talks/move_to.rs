//! `POST /matching-meetings/{id}/talks/{talk}/move`: gives a talk another time.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::record::record;
use super::view::{TalkView, reply};
use crate::meetings::model::{Command, Side, TalkMove};
use crate::meetings::store::participants;
use crate::meetings::store::talks;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::MeetingTalkId;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveTalk {
    /// One of the meeting's times.
    #[schema(example = "14:10")]
    pub time: String,
}

/// Move a talk to another time at which both sides are free
#[utoipa::path(operation_id = "meetings_move_talk", tag = "matching",
    params(("id" = String, Path), ("talk" = MeetingTalkId, Path)), request_body = MoveTalk, responses(
    (status = 200, description = "The talk", body = TalkView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/talks/{talk}/move")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<MoveTalk>) -> Answer {
    cx.write("meetings_move_talk", body, move |tx, call, command| move_to(tx, call, &path.0, &path.1, &command.time)).await
}

/// Gives the talk this time.
pub fn move_to(tx: &mut Tx, call: &Call, meeting: &str, talk: &str, time: &str) -> Result<Reply> {
    let mut held = super::held(tx, call, meeting, talk, Command::Rearrange)?;
    held.relation.runs()?;
    call.expect_version(held.talk.version)?;
    held.talk.status = held.talk.status.try_after(TalkMove::Move)?;
    if !held.meeting.times()?.iter().any(|known| known == time) {
        return Err(Problem::field("/time", "unknown_time", "不是这次对接会的时段。", "is no time of this meeting."));
    }
    if time == held.talk.time {
        return Err(Problem::field(
            "/time",
            "unchanged",
            "洽谈已经在这个时段，请选择另一个。",
            "is the time of the talk already: choose another one.",
        ));
    }
    if let Some(side) = absent(tx, &held, time)? {
        return Err(not_there(side));
    }
    let before = std::mem::replace(&mut held.talk.time, time.to_owned());
    talks::save(tx, &mut held.talk, call.now)?;
    record(tx, call, &held, "meeting_talk.moved", json!({"time_before": before, "time": time}))?;
    reply(tx, call, held.talk, &held.demand, true)
}

/// Which side is not there at that time.
fn absent(conn: &mut Conn, held: &super::Held, time: &str) -> Result<Option<Side>> {
    let is_absent = |times: Vec<String>| times.iter().any(|absent| absent == time);
    let participant = participants::find(conn, &held.talk.meeting_id, &held.talk.organization_id)?;
    let times: Vec<String> = participant.map(|p| p.absent.parse()).transpose()?.unwrap_or_default();
    if is_absent(times) {
        return Ok(Some(Side::Organization));
    }
    Ok(is_absent(held.demand.absent.parse()?).then_some(Side::Demand))
}

fn not_there(side: Side) -> Problem {
    let (zh, en) = match side {
        Side::Organization => ("机构", "The organisation"),
        Side::Demand => ("需求方", "The demand's side"),
    };
    Problem::conflict(
        "meetings/not_there",
        format!("{zh}在该时段不在场；请选择另一时段。"),
        format!("{en} is not there at this time: choose another one."),
    )
}
