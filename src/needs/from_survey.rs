//! `POST /needs/from-survey`: the hub codes what residents wrote in a survey into a need.

use actix_web::post;
use serde::Deserialize;

use super::model::Channel;
use super::report::{ReportNeed, record};
use super::store::{self, Need};
use super::view::NeedView;
use crate::areas;
use crate::organizations::taxonomy::NeedCategory;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{NeedId, SurveyAnswerId, SurveyId};
use crate::surveys;

/// One or several answers that say the same need.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedFromSurvey {
    pub survey_id: SurveyId,
    /// Key of a text question.
    #[schema(example = "wish")]
    pub question: String,
    /// Texts of this question, see `/surveys/{id}/questions/{key}/texts`.
    pub answer_ids: Vec<SurveyAnswerId>,
    /// The survey's place, or one below it.
    #[schema(example = "310107015")]
    pub area_code: Option<String>,
    #[schema(example = "增设座椅")]
    pub title_zh: String,
    pub description_zh: String,
    /// Slug of the service field.
    #[schema(example = "jobs_startups")]
    pub field: String,
    /// The category of the field, unless told.
    pub category: Option<NeedCategory>,
    /// Slugs of target groups; none means all residents.
    #[serde(default)]
    pub target_groups: Vec<String>,
}

/// Code answers of a survey into a need
#[utoipa::path(operation_id = "needs_from_survey", tag = "community", request_body = NeedFromSurvey, responses(
    (status = 201, description = "The need", body = NeedView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/needs/from-survey")]
pub async fn handle(cx: Cx, body: Body<NeedFromSurvey>) -> Answer {
    let id = NeedId::new();
    cx.write("needs_from_survey", body, move |tx, call, command| {
        let need = from_survey(tx, call, id.clone(), command)?;
        let path = areas::path_of(tx, &need.area_code, "/area_code")?;
        Ok(Reply::created(format!("/api/v1/needs/{}", need.id), &NeedView::of(need, &path, &call.actor)?)?.version(1))
    })
    .await
}

/// The need says from which survey and how many answers it comes; each answer says into which needs it went.
fn from_survey(tx: &mut Tx, call: &Call, id: NeedId, command: &NeedFromSurvey) -> Result<Need> {
    let coded = surveys::for_coding(tx, call, &command.survey_id, &command.question, &command.answer_ids)?;
    let report = ReportNeed {
        area_code: command.area_code.clone().unwrap_or_else(|| coded.survey.area_code.clone()),
        title_zh: command.title_zh.clone(),
        description_zh: command.description_zh.clone(),
        field: command.field.clone(),
        category: command.category,
        target_groups: command.target_groups.clone(),
        source: Some(format!("问卷《{}》第 {} 题，{} 份回答", coded.survey.title_zh, coded.number, coded.answers.len())),
    };
    if store::is_known(tx, &report.area_code, report.title_zh.trim(), report.description_zh.trim())? {
        return Err(Problem::conflict(
            "needs/exists",
            "同一区域已有文字完全相同的需求；请引用它，或改写后再提交。",
            "This place has a need in the very same words: use that one, or word it differently.",
        ));
    }
    let need = record(tx, call, id, &report, |path| if path.starts_with(&coded.path) { Ok(Channel::Survey) } else { Err(elsewhere()) })?;
    surveys::code(tx, call, &coded, &need.id)?;
    Ok(need)
}

fn elsewhere() -> Problem {
    Problem::field("/area_code", "not_of_this_survey", "不在问卷的区域之内。", "does not lie in the survey's place.")
}
