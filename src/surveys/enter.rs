//! `POST /surveys/{id}/answers`: a committee or the hub enters what a resident said.

use actix_web::{post, web};

use super::answer::{SurveyAnswers, SurveyReceived};
use super::model::Channel;
use super::policy;
use super::take::take;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::SurveyResponseId;

/// Enter answers at a desk
///
/// `consent` says that the notice was read to the resident, who agreed.
#[utoipa::path(operation_id = "surveys_enter", tag = "community", params(("id" = String, Path)), request_body = SurveyAnswers, responses(
    (status = 201, description = "The answers are in", body = SurveyReceived),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/surveys/{id}/answers")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<SurveyAnswers>) -> Answer {
    let response = SurveyResponseId::new();
    cx.write("surveys_enter", body, move |tx, call, command| {
        enter(tx, call, &id, &response, command)?;
        Reply::made(&SurveyReceived { received: true })
    })
    .await
}

fn enter(tx: &mut Tx, call: &Call, id: &str, response: &SurveyResponseId, command: &SurveyAnswers) -> Result<()> {
    let found = policy::held_by_desk(tx, &call.actor, id)?;
    take(tx, call, &found, response, Channel::Desk, &command.submission())
}
