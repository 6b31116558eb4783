//! `POST /matching-meetings/{id}/talks/{talk}/cancel`: calls a talk off; its time is free again.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::record::record;
use super::view::{TalkView, check_words, reply};
use crate::meetings::model::{Command, TalkMove};
use crate::meetings::policy;
use crate::meetings::store::talks;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::MeetingTalkId;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelTalk {
    /// Told to both sides.
    #[schema(example = "机构负责人临时有事。")]
    pub reason_zh: String,
}

/// Call a talk off: the hub, or the organisation's manager
#[utoipa::path(operation_id = "meetings_cancel_talk", tag = "matching",
    params(("id" = String, Path), ("talk" = MeetingTalkId, Path)), request_body = CancelTalk, responses(
    (status = 200, description = "The talk", body = TalkView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/talks/{talk}/cancel")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<CancelTalk>) -> Answer {
    cx.write("meetings_cancel_talk", body, move |tx, call, command| cancel(tx, call, &path.0, &path.1, &command.reason_zh)).await
}

/// Calls the talk off.
pub fn cancel(tx: &mut Tx, call: &Call, meeting: &str, talk: &str, reason: &str) -> Result<Reply> {
    let mut held = super::held(tx, call, meeting, talk, Command::Rearrange)?;
    policy::enters(&call.actor, held.relation, &held.talk.organization_id)?;
    call.expect_version(held.talk.version)?;
    check_words("/reason_zh", reason)?;
    let before = held.talk.status;
    held.talk.status = before.try_after(TalkMove::Cancel)?;
    held.talk.outcome_zh = Some(reason.trim().to_owned());
    held.talk.ended_at = Some(call.now);
    talks::save(tx, &mut held.talk, call.now)?;
    record(tx, call, &held, "meeting_talk.cancelled", json!({"from": before, "time": held.talk.time}))?;
    reply(tx, call, held.talk, &held.demand, false)
}
