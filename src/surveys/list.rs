//! `GET /surveys`.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::policy;
use super::store::{self, Filter, Placed, Survey};
use super::view::SurveyView;
use crate::areas;
use crate::platform::actor::{Actor, Role};
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    pub status: Option<Status>,
    /// Only surveys of this place and the places below it.
    #[param(example = "310107015")]
    pub area: Option<String>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List surveys
#[utoipa::path(operation_id = "surveys_list", tag = "community", params(ListQuery), responses(
    (status = 200, description = "A page of surveys", body = Page<SurveyView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/surveys")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("surveys_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let area = query.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?;
        let surveys = store::page(conn, &Filter { status: query.status, area, seen: seen_by(&call.actor) }, &request)?;
        let codes: Vec<String> = surveys.iter().map(|survey| survey.area_code.clone()).collect();
        let paths = areas::paths_of(conn, &codes)?;
        let ids: Vec<_> = surveys.iter().map(|survey| survey.id.clone()).collect();
        let responses = store::responses(conn, &ids)?;
        let view = |survey: Survey| {
            let path = paths.get(&survey.area_code).cloned().unwrap_or_default();
            let count = responses.get(&survey.id).copied().unwrap_or_default();
            SurveyView::of(Placed { survey, path }, count, &call.actor)
        };
        Reply::ok(&request.page(surveys, |survey| survey.id.to_string(), view)?)
    })
    .await
}

/// The rows that `Relation::may_see` lets through; None for all of them.
fn seen_by(actor: &Actor) -> Option<Vec<String>> {
    (!actor.has_any(&[Role::Auditor])).then(|| actor.area_paths(policy::AREA_READERS))
}
