//! `POST /matching-meetings/{id}/talks/{talk}/agree`: the two sides will work together.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::record::record;
use super::view::{TalkView, check_words, decides_nothing, reply};
use crate::meetings::model::{Command, TalkMove};
use crate::meetings::policy;
use crate::meetings::store::talks;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::MeetingTalkId;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeAfterTalk {
    /// What they agreed on.
    #[schema(example = "九月起每周两次上门探访，先试行三个月。")]
    pub agreement_zh: String,
}

/// Note that an introduction led to an agreement
///
/// By the hub, about a need. Nothing is agreed here about a project: its call is decided by its procedure, and no award follows from a talk.
#[utoipa::path(operation_id = "meetings_agree", tag = "matching",
    params(("id" = String, Path), ("talk" = MeetingTalkId, Path)), request_body = AgreeAfterTalk, responses(
    (status = 200, description = "The talk", body = TalkView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/talks/{talk}/agree")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<AgreeAfterTalk>) -> Answer {
    cx.write("meetings_agree", body, move |tx, call, command| agree(tx, call, &path.0, &path.1, &command.agreement_zh)).await
}

/// Notes what was agreed about a need.
pub fn agree(tx: &mut Tx, call: &Call, meeting: &str, talk: &str, agreement: &str) -> Result<Reply> {
    let mut held = super::held(tx, call, meeting, talk, Command::NoteOutcome)?;
    policy::speaks_for_demand(tx, &call.actor, held.relation, &held.demand, &held.talk)?;
    call.expect_version(held.talk.version)?;
    let before = held.talk.status;
    held.talk.status = before.try_after(TalkMove::Agree)?;
    check_words("/agreement_zh", agreement)?;
    // Whatever its regime, a call is decided by its sealed bids (R23).
    if held.demand.project_id.is_some() {
        return Err(decides_nothing());
    }
    held.talk.outcome_zh = Some(agreement.trim().to_owned());
    held.talk.ended_at = Some(call.now);
    talks::save(tx, &mut held.talk, call.now)?;
    record(tx, call, &held, "meeting_talk.agreed", json!({"from": before}))?;
    reply(tx, call, held.talk, &held.demand, true)
}
