//! `/desk/imports/{id}`: how far an import has come, what became of its rows, and what is wrong with which cell.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;

use crate::desk::session::{Desk, PAGES};
use crate::imports::{self, ImportView, Mode, Status};
use crate::platform::html;
use crate::platform::http::Result;

/// Most errors on the page; all that are kept stand in the file.
const MOST: usize = 100;

#[derive(Serialize)]
struct ReportPage {
    is_running: bool,
    /// A check that found nothing in the way: the file may be sent to be entered.
    is_sound: bool,
    /// Errors that the page leaves out.
    left_out: i32,
    import: ImportView,
}

#[get("/desk/imports/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    let mut import = desk.look("imports_get", move |conn, call| imports::view(conn, call, &id)).await?;
    import.errors.truncate(MOST);
    let page = ReportPage {
        is_running: matches!(import.status, Status::Checking | Status::Importing),
        is_sound: import.status == Status::Completed && import.mode == Mode::DryRun && import.valid > 0,
        left_out: import.errors_total - i32::try_from(import.errors.len()).unwrap_or(i32::MAX),
        import,
    };
    Ok(html::private_page(StatusCode::OK, PAGES.render("import.html", &page)?))
}
