//! `POST /matching-meetings`: begins a draft.

use actix_web::post;
use serde_json::json;

use super::draft::{self, Draft};
use super::model::Status;
use super::policy::Relation;
use super::rules::{Condition, Rules};
use super::store::{self, Meeting, Placed};
use super::view::MeetingView;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::MatchingMeetingId;

/// Prepare a matching meeting
#[utoipa::path(operation_id = "meetings_create", tag = "matching", request_body = Draft, responses(
    (status = 201, description = "The draft", body = MeetingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings")]
pub async fn handle(cx: Cx, body: Body<Draft>) -> Answer {
    create_meeting(cx, body).await
}

/// Begins a draft; its address is in `Location`.
pub async fn create_meeting(cx: Cx, body: Body<Draft>) -> Answer {
    let id = MatchingMeetingId::new();
    cx.write("meetings_create", body, move |tx, call, draft| {
        let found = create(tx, call, id.clone(), draft)?;
        let relation = Relation::of(&call.actor, &found.path);
        Ok(Reply::created(format!("/api/v1/matching-meetings/{id}"), &MeetingView::of(found, relation)?)?.version(1))
    })
    .await
}

fn create(tx: &mut Tx, call: &Call, id: MatchingMeetingId, draft: &Draft) -> Result<Placed> {
    let author = call.actor.user_id().ok_or_else(|| Problem::broken("a meeting is prepared by a person"))?;
    let mut check = Check::new();
    check.that(draft.held_on.is_some(), "/held_on", "required", "缺少此字段。", "must be given.");
    check.finish()?;
    let mut meeting = Meeting {
        id,
        area_code: draft.area_code.clone().unwrap_or_default(),
        title_zh: String::new(),
        title_en: None,
        venue_zh: String::new(),
        held_on: call.now.shanghai_date().into(),
        times: JsonText::of(&Vec::<String>::new())?,
        rules: JsonText::of(&Rules::default())?,
        conditions: JsonText::of(&Vec::<Condition>::new())?,
        status: Status::Draft,
        status_reason: None,
        input_version: 1,
        runs: 0,
        run_id: None,
        created_by: author.clone(),
        created_at: call.now,
        updated_at: call.now,
        version: 1,
        opened_at: None,
    };
    draft.apply(&mut meeting)?;
    let path = draft::sound(tx, call, &meeting, draft)?;
    store::insert(tx, &meeting)?;
    let facts = json!({"held_on": meeting.held_on.date(), "times": meeting.times()?.len(), "status": meeting.status});
    journal::record(tx, call, Event::new("meeting.drafted", &meeting.id).with(facts))?;
    Ok(Placed { meeting, path })
}
