//! `POST /areas`: adds a place below its parent.

use actix_web::post;
use serde::Deserialize;
use serde_json::json;

use super::model::{Level, Status, is_code, path_below};
use super::store::{self, Area};
use super::view::AreaView;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, FieldError, ProblemDocument, Reply, Result};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateArea {
    #[schema(example = "310107015")]
    pub code: String,
    /// Code of the place above; absent for the city.
    pub parent_code: Option<String>,
    pub level: Level,
    pub name_zh: String,
    pub name_en: String,
    pub population: Option<i64>,
    #[serde(default = "active")]
    pub status: Status,
    pub source: Option<String>,
}

fn active() -> Status {
    Status::Active
}

/// Add an area
#[utoipa::path(operation_id = "areas_create", tag = "registry", request_body = CreateArea, responses(
    (status = 201, description = "The place", body = AreaView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/areas")]
pub async fn handle(cx: Cx, body: Body<CreateArea>) -> Answer {
    cx.write("areas_create", body, |tx, call, command| {
        let area = create(tx, call, command)?;
        Ok(Reply::created(format!("/api/v1/areas/{}", area.code), &AreaView::from(area))?.version(1))
    })
    .await
}

/// A place stands one level below its parent.
pub fn create(tx: &mut Tx, call: &Call, command: &CreateArea) -> Result<Area> {
    let parent = match &command.parent_code {
        Some(code) => store::find(tx, code)?,
        None => None,
    };
    let mut check = Check::new();
    check
        .that(is_code(&command.code), "/code", "malformed", "须为 1–20 位字母或数字。", "must be 1 to 20 letters or digits.")
        .text("/name_zh", &command.name_zh, 100)
        .text("/name_en", &command.name_en, 100)
        .that(command.population.is_none_or(|n| n >= 0), "/population", "too_small", "不能为负数。", "must not be negative.");
    if !command.level.stands_below(parent.as_ref().map(|p| p.level)) || parent.is_some() != command.parent_code.is_some() {
        check.push(FieldError::new(
            "/parent_code",
            "wrong_parent",
            "上级区域不存在或层级不对。",
            "there is no such place one level above.",
        ));
    }
    check.finish()?;
    let area = Area {
        path: path_below(parent.as_ref().map(|p| p.path.as_str()), &command.code),
        code: command.code.clone(),
        parent_code: command.parent_code.clone(),
        level: command.level,
        name_zh: command.name_zh.trim().to_owned(),
        name_en: command.name_en.trim().to_owned(),
        population: command.population,
        status: command.status,
        source: command.source.clone(),
        version: 1,
    };
    store::insert(tx, &area)?;
    journal::record(tx, call, Event::new("area.created", &area.code).for_area(&area.path).with(json!({"level": area.level})))?;
    Ok(area)
}
