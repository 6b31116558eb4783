//! Spreadsheets by pages: a template to fill in, the file that comes back and its report, and what is on file as a spreadsheet.

mod files;
mod list;
mod report;
mod send;

use actix_web::web;

use crate::identity::permissions;
use crate::imports::Kind;
use crate::platform::actor::Actor;

pub(super) fn pages(config: &mut web::ServiceConfig) {
    config
        .service(list::show)
        .service(send::send)
        .service(files::template)
        .service(files::export)
        .service(files::errors)
        .service(report::show);
}

/// What the caller may import.
pub(super) fn kinds(actor: &Actor) -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|kind| permissions::authorize(kind.import(), actor).is_ok()).collect()
}

/// What the caller may have as a spreadsheet.
fn exports(actor: &Actor) -> Vec<Kind> {
    let operation = |kind: Kind| match kind {
        Kind::Organizations => "organizations_export",
        Kind::Needs => "needs_export",
        Kind::BudgetLines => "budget_lines_export",
    };
    Kind::ALL.iter().copied().filter(|kind| permissions::authorize(operation(*kind), actor).is_ok()).collect()
}

/// Where the report of an import is read.
fn page_of(id: &str) -> String {
    format!("/desk/imports/{id}")
}
