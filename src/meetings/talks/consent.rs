//! `POST /matching-meetings/{id}/talks/{talk}/consent`: one side consents to the introduction. With the second consent the hub has
//! introduced them: each sees the other's contact (S13).

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::record::record;
use super::view::{TalkView, reply};
use crate::meetings::model::{Command, Side, TalkMove};
use crate::meetings::policy;
use crate::meetings::store::talks;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::MeetingTalkId;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentToIntroduction {
    /// For which side you speak. Your name and address are shown to the other one once it consents too.
    pub side: Side,
}

/// Consent to an introduction after a talk
#[utoipa::path(operation_id = "meetings_consent", tag = "matching",
    params(("id" = String, Path), ("talk" = MeetingTalkId, Path)), request_body = ConsentToIntroduction, responses(
    (status = 200, description = "The talk", body = TalkView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/matching-meetings/{id}/talks/{talk}/consent")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<ConsentToIntroduction>) -> Answer {
    cx.write("meetings_consent", body, move |tx, call, command| consent(tx, call, &path.0, &path.1, command.side)).await
}

/// One side consents; consenting again changes nothing.
pub fn consent(tx: &mut Tx, call: &Call, meeting: &str, talk: &str, side: Side) -> Result<Reply> {
    let mut held = super::held(tx, call, meeting, talk, Command::NoteOutcome)?;
    match side {
        Side::Organization => policy::speaks_for_organization(&call.actor, &held.talk)?,
        Side::Demand => policy::speaks_for_demand(tx, &call.actor, held.relation, &held.demand, &held.talk)?,
    }
    if held.talk.has_consent_of(side) {
        return reply(tx, call, held.talk, &held.demand, true);
    }
    let before = held.talk.status;
    let introduced = before.try_after(TalkMove::Introduce)?;
    let user = call.actor.user_id().cloned().ok_or_else(|| Problem::broken("a person consents"))?;
    match side {
        Side::Organization => (held.talk.organization_consented_at, held.talk.organization_consented_by) = (Some(call.now), Some(user)),
        Side::Demand => (held.talk.demand_consented_at, held.talk.demand_consented_by) = (Some(call.now), Some(user)),
    }
    let is_second = Side::ALL.iter().all(|side| held.talk.has_consent_of(*side));
    if is_second {
        held.talk.status = introduced;
        held.talk.introduced_at = Some(call.now);
    }
    talks::save(tx, &mut held.talk, call.now)?;
    let event = match (is_second, side) {
        (true, _) => "meeting_talk.introduced",
        (false, Side::Organization) => "meeting_talk.wished_by_organization",
        (false, Side::Demand) => "meeting_talk.wished_by_demand",
    };
    record(tx, call, &held, event, json!({"from": before, "side": side}))?;
    reply(tx, call, held.talk, &held.demand, true)
}
