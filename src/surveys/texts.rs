//! `GET /surveys/{id}/questions/{key}/texts`: the free texts of one question, for the hub that codes them.

use actix_web::{get, web};
use serde::Serialize;

use super::policy::{self, Relation};
use super::questions::Kind;
use super::store::{self, FreeText};
use crate::platform::http::{Answer, Cx, Page, PageQuery, Problem, ProblemDocument, Reply};
use crate::platform::ids::{NeedId, SurveyAnswerId};

/// A free text, apart from everything else that its author answered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SurveyText {
    pub id: SurveyAnswerId,
    pub text: String,
    /// The needs into which it was coded.
    pub need_ids: Vec<NeedId>,
}

/// List the free texts of a question
#[utoipa::path(operation_id = "surveys_texts", tag = "community", params(("id" = String, Path), ("key" = String, Path), PageQuery), responses(
    (status = 200, description = "A page of texts", body = Page<SurveyText>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/surveys/{id}/questions/{key}/texts")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, query: web::Query<PageQuery>) -> Answer {
    let (id, key) = path.into_inner();
    cx.read("surveys_texts", move |conn, call| {
        let request = query.request()?;
        let found = policy::known(conn, &call.actor, &id)?;
        Relation::of(&call.actor, &found.path).runs(found.survey.status)?;
        let found = policy::counted(conn, &call.actor, &id)?;
        let is_text = found.survey.questions()?.iter().any(|question| question.key == key && question.kind == Kind::Text);
        if !is_text {
            return Err(Problem::not_found("开放题", "text question"));
        }
        let texts = store::texts(conn, &found.survey.id, &key, &request)?;
        let ids: Vec<_> = texts.iter().map(|text| text.id.clone()).collect();
        let mut codings = store::codings(conn, &ids)?;
        let view = |text: FreeText| {
            let need_ids = codings.remove(&text.id).unwrap_or_default();
            Ok(SurveyText { id: text.id, text: text.text.unwrap_or_default(), need_ids })
        };
        Reply::ok(&request.page(texts, |text| text.id.to_string(), view)?)
    })
    .await
}
