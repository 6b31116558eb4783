//! `GET /imports/{id}/errors`: the report beside the file that is being corrected.

use actix_web::{get, web};
use serde::Deserialize;

use super::get::own;
use super::report::{self, ImportErrorView};
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::i18n::Language;
use crate::platform::sheets::{Cell, Column, Format, Shape, SheetFile, Writer};

const COLUMNS: &[Column] = &[
    Column::new("row", "行", "Row", Shape::Number),
    Column::new("cell", "单元格", "Cell", Shape::Text),
    Column::new("column", "列", "Column", Shape::Text),
    Column::new("message", "问题", "Problem", Shape::Text),
    Column::new("code", "代码", "Code", Shape::Text),
];

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ErrorsQuery {
    /// `xlsx` unless told.
    #[serde(default)]
    pub format: Format,
}

/// Download the errors of an import of yours
#[utoipa::path(operation_id = "imports_errors", tag = "imports", params(("id" = String, Path), ErrorsQuery), responses(
    (status = 200, description = "The file", content(
        (inline(SheetFile) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/imports/{id}/errors")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<ErrorsQuery>) -> Answer {
    download(cx, id.into_inner(), query.format).await
}

/// The same for a page.
pub async fn download(cx: Cx, id: String, format: Format) -> Answer {
    cx.read("imports_errors", move |conn, call| {
        let import = own(conn, &call.actor, &id)?;
        let mut writer = Writer::new(format, COLUMNS.iter().collect(), call.language)?;
        for error in report::of(&call.platform, &import)? {
            writer.row(&cells(error, call.language))?;
        }
        Ok(Reply::file(format.content_type(), format!("import-errors.{format}"), writer.finish()?))
    })
    .await
}

fn cells(error: ImportErrorView, language: Language) -> [Cell; 5] {
    let message = match language {
        Language::Zh => error.message_zh,
        Language::En => error.message_en,
    };
    [
        Cell::optional(error.row, |row| Cell::Number(i64::from(row))),
        Cell::optional(error.cell, Cell::Text),
        Cell::optional(error.column, Cell::Text),
        Cell::Text(message),
        Cell::Text(error.code),
    ]
}
