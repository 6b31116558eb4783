//! Files to download: templates, what is on file, and the errors of an import.

use actix_web::{HttpResponse, get, web};

use crate::desk::session::Desk;
use crate::imports::{self, Kind};
use crate::needs;
use crate::organizations;
use crate::platform::http::{Problem, Result};
use crate::platform::sheets::Format;
use crate::rules::budget;

#[get("/desk/imports/templates/{kind}")]
pub async fn template(desk: Desk, kind: web::Path<String>) -> Result<HttpResponse> {
    imports::download_template(desk.cx()?, kind.into_inner(), Format::default()).await
}

#[get("/desk/imports/exports/{kind}")]
pub async fn export(desk: Desk, kind: web::Path<String>) -> Result<HttpResponse> {
    let cx = desk.cx()?;
    match Kind::parse(&kind) {
        Some(Kind::Organizations) => organizations::export_organizations(cx, organizations::ExportQuery::default()).await,
        Some(Kind::Needs) => needs::export_needs(cx, needs::ExportQuery::default()).await,
        Some(Kind::BudgetLines) => budget::export_budget_lines(cx, budget::ExportQuery::default()).await,
        None => Err(Problem::not_found("文件", "file")),
    }
}

#[get("/desk/imports/{id}/errors")]
pub async fn errors(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    imports::download_errors(desk.cx()?, id.into_inner(), Format::default()).await
}
