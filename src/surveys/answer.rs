//! `POST /survey-links/{token}/answers`: a resident answers, without signing in.

use std::collections::BTreeMap;

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answers::{Given, Submission};
use super::link;
use super::take;
use crate::platform::http::{Answer, Body, ProblemDocument, Reply, Visitor};
use crate::platform::ids::SurveyResponseId;

/// What somebody answers.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyAnswers {
    /// Whether the notice was read and agreed to; without it nothing is taken.
    #[serde(default)]
    pub consent: bool,
    /// By question key: an option, a list of options, a number of the scale, a text, or the code of a place.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({"category": "livelihood", "wish": "多一些长椅"}))]
    pub answers: BTreeMap<String, Value>,
}

impl SurveyAnswers {
    pub(super) fn submission(&self) -> Submission {
        let answers = self.answers.iter().map(|(key, value)| (key.clone(), Given::of(value))).collect();
        Submission { consent: self.consent, answers }
    }
}

/// That the answers are in; there is nothing in it that would find them again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SurveyReceived {
    pub received: bool,
}

/// Answer a survey
///
/// For everybody who has a link; who is signed in answers without a name too. An invitation answers once.
#[utoipa::path(operation_id = "surveys_answer", tag = "community", params(("token" = String, Path)), request_body = SurveyAnswers, responses(
    (status = 201, description = "The answers are in", body = SurveyReceived),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/survey-links/{token}/answers")]
pub async fn handle(visitor: Visitor, token: web::Path<String>, body: Body<SurveyAnswers>) -> Answer {
    let submission = body.into_value()?.submission();
    let hash = link::hash(visitor.platform(), &token)?;
    let id = SurveyResponseId::new();
    visitor.write(move |tx, call| take::over_link(tx, call, &hash, &id, &submission)).await?;
    visitor.answer(Reply::made(&SurveyReceived { received: true })?)
}
