//! `PATCH /matching-meetings/{id}`: changes what a meeting is and how it is solved, until a run is confirmed.

use actix_web::{patch, web};
use serde_json::json;

use super::draft::{self, Draft};
use super::model::Command;
use super::policy::{self, Relation};
use super::store::{self, Placed};
use super::view::{self, MeetingView};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};

/// Change a matching meeting
///
/// Runs that were made before are out of date and cannot be confirmed.
#[utoipa::path(operation_id = "meetings_update", tag = "matching", params(("id" = String, Path)), request_body = Draft, responses(
    (status = 200, description = "The meeting", body = MeetingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[patch("/matching-meetings/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Draft>) -> Answer {
    cx.write("meetings_update", body, move |tx, call, draft| update(tx, call, &id, draft)).await
}

/// Changes what the draft names, in the version that the caller read.
pub fn update(tx: &mut Tx, call: &Call, id: &str, draft: &Draft) -> Result<Reply> {
    let Placed { mut meeting, path } = policy::held_by_hub(tx, &call.actor, id, Command::Update)?;
    call.expect_version(meeting.version)?;
    if draft.area_code.as_ref().is_some_and(|code| *code != meeting.area_code) {
        return Err(Problem::field("/area_code", "fixed", "创建后不能更改。", "cannot be changed."));
    }
    draft.apply(&mut meeting)?;
    draft::sound(tx, call, &meeting, draft)?;
    meeting.input_version += 1;
    store::save(tx, &mut meeting, call.now)?;
    let facts = json!({"held_on": meeting.held_on.date(), "times": meeting.times()?.len(), "conditions": meeting.conditions()?.len()});
    journal::record(tx, call, Event::new("meeting.revised", &meeting.id).with(facts))?;
    let relation = Relation::of(&call.actor, &path);
    view::reply(Placed { meeting, path }, relation)
}
