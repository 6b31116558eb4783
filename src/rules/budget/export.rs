//! `GET /budget-lines/export`.

use std::collections::HashMap;

use actix_web::{get, web};
use serde::Deserialize;

use super::list::ListQuery;
use super::sheet::{COLUMNS, cell};
use super::store;
use super::view::BudgetLineView;
use crate::organizations;
use crate::platform::http::{Answer, Cx, ProblemDocument, export};
use crate::platform::ids::OrganizationId;
use crate::platform::sheets::{Format, SheetFile};

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// `xlsx` unless told.
    #[serde(default)]
    pub format: Format,
    /// Only lines of this place and the places below it.
    #[param(example = "310107")]
    pub area: Option<String>,
    /// Only lines of this buyer.
    #[param(value_type = Option<String>)]
    pub organization_id: Option<OrganizationId>,
    #[param(example = 2026)]
    pub year: Option<i32>,
}

/// Export budget lines to a spreadsheet
///
/// The rows of the list with the same filters, headings in the language of `Accept-Language`.
#[utoipa::path(operation_id = "budget_lines_export", tag = "rules", params(ExportQuery), responses(
    (status = 200, description = "The file", content(
        (inline(SheetFile) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/budget-lines/export")]
pub async fn handle(cx: Cx, query: web::Query<ExportQuery>) -> Answer {
    download(cx, query.into_inner()).await
}

/// The same for a page.
pub async fn download(cx: Cx, query: ExportQuery) -> Answer {
    let ExportQuery { format, area, organization_id, year } = query;
    let query = ListQuery { area, organization_id, year, limit: None, cursor: None };
    cx.read("budget_lines_export", move |conn, call| {
        let filter = query.filter(conn, &call.actor)?;
        let mut names: HashMap<OrganizationId, String> = HashMap::new();
        let page = |request: &_| {
            let views = store::page(conn, &filter, request)?.into_iter().map(BudgetLineView::from);
            views
                .map(|view| {
                    if !names.contains_key(&view.organization_id) {
                        let name = organizations::name_of(conn, view.organization_id.as_str())?.unwrap_or_default();
                        names.insert(view.organization_id.clone(), name.in_language(call.language).to_owned());
                    }
                    let buyer = names.get(&view.organization_id).cloned().unwrap_or_default();
                    Ok((view, buyer))
                })
                .collect()
        };
        let row = |(view, buyer): &(BudgetLineView, String), column: &_| cell(view, buyer, column);
        export(call, format, "budget-lines", COLUMNS.iter().collect(), page, |(view, _)| view.id.to_string(), row)
    })
    .await
}
