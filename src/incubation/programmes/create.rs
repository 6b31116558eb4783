//! `POST /incubation/programmes`.

use actix_web::post;
use serde::Deserialize;
use serde_json::json;

use super::model::{ChecklistItem, ProgrammeStatus, check_checklist, check_months, check_places};
use super::store::{self, Programme};
use super::view::ProgrammeView;
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Check, Cx, FieldError, ProblemDocument, Reply, Result};
use crate::platform::ids::IncubationProgrammeId;

/// Term, extension and checklist cannot be changed later: those who applied rely on them.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateIncubationProgramme)]
pub struct CreateProgramme {
    #[schema(example = "310107015")]
    pub area_code: String,
    #[schema(example = "长寿路街道社会组织孵化计划")]
    pub title_zh: String,
    pub title_en: Option<String>,
    pub description_zh: String,
    #[schema(example = 12)]
    pub places: i32,
    #[schema(example = 12)]
    pub term_months: i32,
    /// Months of the one extension; 0 for none.
    #[serde(default)]
    pub extension_months: i32,
    #[schema(example = json!([{"key": "registered", "title_zh": "完成登记"}]))]
    pub checklist: Vec<ChecklistItem>,
}

/// Offer an incubation programme
#[utoipa::path(operation_id = "incubation_programmes_create", tag = "incubation", request_body = CreateProgramme, responses(
    (status = 201, description = "The programme, open for applications", body = ProgrammeView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/programmes")]
pub async fn handle(cx: Cx, body: Body<CreateProgramme>) -> Answer {
    let id = IncubationProgrammeId::new();
    cx.write("incubation_programmes_create", body, move |tx, call, command| create(tx, call, &id, command)).await
}

fn create(tx: &mut Tx, call: &Call, id: &IncubationProgrammeId, command: &CreateProgramme) -> Result<Reply> {
    let path = check(tx, command)?;
    super::runs(&call.actor, &path)?;
    let programme = Programme {
        id: id.clone(),
        area_code: command.area_code.clone(),
        title_zh: command.title_zh.trim().to_owned(),
        title_en: command.title_en.clone(),
        description_zh: command.description_zh.trim().to_owned(),
        places: command.places,
        places_taken: 0,
        term_months: command.term_months,
        extension_months: command.extension_months,
        checklist: JsonText::of(&command.checklist)?,
        status: ProgrammeStatus::Open,
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    };
    store::insert(tx, &programme)?;
    let facts = json!({"places": programme.places, "term_months": programme.term_months, "checklist": command.checklist.len()});
    journal::record(tx, call, Event::new("incubation_programme.created", id).for_area(&path).public().with(facts))?;
    let place = format!("/api/v1/incubation/programmes/{id}");
    Ok(Reply::created(place, &ProgrammeView::of(programme, &path, &call.actor)?)?.version(1))
}

/// The path of its place.
fn check(tx: &mut Tx, command: &CreateProgramme) -> Result<String> {
    let area = areas::find(tx, &command.area_code)?;
    let mut check = Check::new();
    if area.is_none() {
        check.push(FieldError::new("/area_code", "unknown_area", "没有这个区域。", "is no area."));
    }
    check.text("/title_zh", &command.title_zh, 100).at_most("/title_en", command.title_en.as_deref().unwrap_or_default(), 200).text(
        "/description_zh",
        &command.description_zh,
        4000,
    );
    check_places(&mut check, command.places);
    check_months(&mut check, command.term_months, command.extension_months);
    check_checklist(&mut check, &command.checklist);
    check.finish()?;
    Ok(area.map(|area| area.path).unwrap_or_default())
}
