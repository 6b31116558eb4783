//! `GET /needs/export`.

use actix_web::{get, web};
use serde::Deserialize;

use super::list::ListQuery;
use super::model::Status;
use super::sheet::{COLUMNS, cell};
use super::store;
use super::view::NeedView;
use crate::areas;
use crate::organizations::taxonomy::NeedCategory;
use crate::platform::http::{Answer, Cx, ProblemDocument, export};
use crate::platform::sheets::{Format, SheetFile};

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// `xlsx` unless told.
    #[serde(default)]
    pub format: Format,
    pub status: Option<Status>,
    /// Only needs of this place and the places below it.
    #[param(example = "310107015")]
    pub area: Option<String>,
    /// Only needs of this service field.
    #[param(example = "jobs_startups")]
    pub field: Option<String>,
    pub category: Option<NeedCategory>,
    /// Words of the title or the description.
    #[param(example = "停车")]
    pub q: Option<String>,
}

/// Export needs to a spreadsheet
///
/// The rows of the list with the same filters, headings in the language of `Accept-Language`. Who reported a need is not in it.
#[utoipa::path(operation_id = "needs_export", tag = "community", params(ExportQuery), responses(
    (status = 200, description = "The file", content(
        (inline(SheetFile) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/needs/export")]
pub async fn handle(cx: Cx, query: web::Query<ExportQuery>) -> Answer {
    download(cx, query.into_inner()).await
}

/// The same for a page.
pub async fn download(cx: Cx, query: ExportQuery) -> Answer {
    let ExportQuery { format, status, area, field, category, q } = query;
    let query = ListQuery { status, area, field, category, q, limit: None, cursor: None };
    cx.read("needs_export", move |conn, call| {
        let filter = query.filter(conn, &call.actor)?;
        let page = |request: &_| {
            let needs = store::page(conn, &filter, request)?;
            let codes: Vec<String> = needs.iter().map(|need| need.area_code.clone()).collect();
            let paths = areas::paths_of(conn, &codes)?;
            needs
                .into_iter()
                .map(|need| {
                    let path = paths.get(&need.area_code).cloned().unwrap_or_default();
                    NeedView::of(need, &path, &call.actor)
                })
                .collect()
        };
        export(call, format, "needs", COLUMNS.iter().collect(), page, |view| view.id.to_string(), cell)
    })
    .await
}
