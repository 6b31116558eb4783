//! `POST /matching-meetings/{id}/talks/{talk}/decline`: one side has no interest, and says why.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::record::record;
use super::view::{TalkView, check_words, reply};
use crate::meetings::model::{Command, Side, TalkMove};
use crate::meetings::policy;
use crate::meetings::store::talks;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::MeetingTalkId;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineAfterTalk {
    /// For which side you speak.
    pub side: Side,
    /// Shown to both sides and the hub.
    #[schema(example = "服务时间与我们的团队安排冲突。")]
    pub reason_zh: String,
}

/// Note that a talk came to nothing
#[utoipa::path(operation_id = "meetings_decline", tag = "matching",
    params(("id" = String, Path), ("talk" = MeetingTalkId, Path)), request_body = DeclineAfterTalk, responses(
    (status = 200, description = "The talk", body = TalkView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/talks/{talk}/decline")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<DeclineAfterTalk>) -> Answer {
    cx.write("meetings_decline", body, move |tx, call, command| decline(tx, call, &path.0, &path.1, command)).await
}

/// One side has no interest.
pub fn decline(tx: &mut Tx, call: &Call, meeting: &str, talk: &str, command: &DeclineAfterTalk) -> Result<Reply> {
    let mut held = super::held(tx, call, meeting, talk, Command::NoteOutcome)?;
    match command.side {
        Side::Organization => policy::speaks_for_organization(&call.actor, &held.talk)?,
        Side::Demand => policy::speaks_for_demand(tx, &call.actor, held.relation, &held.demand, &held.talk)?,
    }
    call.expect_version(held.talk.version)?;
    check_words("/reason_zh", &command.reason_zh)?;
    let before = held.talk.status;
    held.talk.status = before.try_after(TalkMove::Decline)?;
    held.talk.declined_by = Some(command.side);
    held.talk.outcome_zh = Some(command.reason_zh.trim().to_owned());
    held.talk.ended_at = Some(call.now);
    talks::save(tx, &mut held.talk, call.now)?;
    record(tx, call, &held, "meeting_talk.declined", json!({"from": before, "side": command.side}))?;
    reply(tx, call, held.talk, &held.demand, true)
}
