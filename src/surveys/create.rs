//! `POST /surveys`: begins a draft.

use actix_web::post;
use serde_json::json;

use super::draft::{self, Draft};
use super::model::Status;
use super::policy;
use super::questions::Question;
use super::store::{self, Placed, Survey};
use super::view::SurveyView;
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Check, Cx, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::SurveyId;

/// Draft a survey
#[utoipa::path(operation_id = "surveys_create", tag = "community", request_body = Draft, responses(
    (status = 201, description = "The draft", body = SurveyView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/surveys")]
pub async fn handle(cx: Cx, body: Body<Draft>) -> Answer {
    let id = SurveyId::new();
    cx.write("surveys_create", body, move |tx, call, draft| {
        let found = create(tx, call, id.clone(), draft)?;
        Ok(Reply::created(format!("/api/v1/surveys/{id}"), &SurveyView::of(found, 0, &call.actor)?)?.version(1))
    })
    .await
}

fn create(tx: &mut Tx, call: &Call, id: SurveyId, draft: &Draft) -> Result<Placed> {
    let author = call.actor.user_id().ok_or_else(|| Problem::broken("a survey is drafted by a person"))?;
    let mut survey = Survey {
        id,
        area_code: String::new(),
        title_zh: String::new(),
        title_en: None,
        consent_zh: String::new(),
        consent_en: None,
        questions: JsonText::of(&Vec::<Question>::new())?,
        status: Status::Draft,
        created_by: author.clone(),
        opened_at: None,
        closed_at: None,
        published_at: None,
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    };
    draft.apply(&mut survey)?;
    let path = sound(tx, call, &survey)?;
    store::insert(tx, &survey)?;
    let facts = json!({"questions": survey.questions()?.len(), "status": survey.status});
    journal::record(tx, call, Event::new("survey.drafted", &survey.id).for_area(&path).with(facts))?;
    Ok(Placed { survey, path })
}

/// The path of its place, which the hub must reach, when everything that is said is sound.
pub(super) fn sound(tx: &mut Tx, call: &Call, survey: &Survey) -> Result<String> {
    let area = areas::find(tx, &survey.area_code)?;
    let mut check = Check::new();
    match &area {
        Some(area) => policy::may_draft(&call.actor, &area.path)?,
        None => {
            check.push(FieldError::new("/area_code", "unknown_area", "没有这个区域。", "is no area."));
        }
    }
    draft::check(&mut check, survey)?;
    check.finish()?;
    Ok(area.map(|area| area.path).unwrap_or_default())
}
