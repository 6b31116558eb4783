//! `PATCH /surveys/{id}`: changes a draft.

use actix_web::{patch, web};
use serde_json::json;

use super::create::sound;
use super::draft::Draft;
use super::model::Status;
use super::policy;
use super::store::{self, Placed};
use super::view::{self, SurveyView};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, ProblemDocument, Result};

/// Change a draft of a survey
#[utoipa::path(operation_id = "surveys_update", tag = "community", params(("id" = String, Path)), request_body = Draft, responses(
    (status = 200, description = "The draft", body = SurveyView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[patch("/surveys/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Draft>) -> Answer {
    cx.write("surveys_update", body, move |tx, call, draft| {
        let changed = update(tx, call, &id, draft)?;
        view::reply(tx, call, changed)
    })
    .await
}

/// From the opening on everybody is asked the same.
fn update(tx: &mut Tx, call: &Call, id: &str, draft: &Draft) -> Result<Placed> {
    let Placed { mut survey, .. } = policy::held_by_hub(tx, &call.actor, id)?;
    if survey.status != Status::Draft {
        return Err(survey.status.refuses("update"));
    }
    call.expect_version(survey.version)?;
    draft.apply(&mut survey)?;
    let path = sound(tx, call, &survey)?;
    store::save(tx, &mut survey, call.now)?;
    let facts = json!({"questions": survey.questions()?.len()});
    journal::record(tx, call, Event::new("survey.revised", &survey.id).for_area(&path).with(facts))?;
    Ok(Placed { survey, path })
}
