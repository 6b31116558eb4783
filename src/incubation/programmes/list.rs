//! `GET /incubation/programmes`.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::ProgrammeStatus;
use super::store;
use super::view::ProgrammeView;
use crate::areas;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    pub status: Option<ProgrammeStatus>,
    /// Only programmes of this place and the places below it.
    #[param(example = "310107")]
    pub area: Option<String>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List incubation programmes
#[utoipa::path(operation_id = "incubation_programmes_list", tag = "incubation", params(ListQuery), responses(
    (status = 200, description = "A page of programmes", body = Page<ProgrammeView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/incubation/programmes")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("incubation_programmes_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let area = query.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?;
        let rows = store::page(conn, query.status, area.as_deref(), &request)?;
        Reply::ok(&request.page(rows, |row| row.0.id.to_string(), |(programme, path)| ProgrammeView::of(programme, &path, &call.actor))?)
    })
    .await
}
