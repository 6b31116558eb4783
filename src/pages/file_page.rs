//! `GET /projects/{id}/file/page`: the same story as one printable page, without scripts and without anything from elsewhere.

use std::sync::LazyLock;

use actix_web::{get, web};

use super::story;
use super::view::FileView;
use crate::platform::html::Pages;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;

/// Read the file of a purchase as a page
#[utoipa::path(operation_id = "projects_file_page", tag = "pages", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "A page for A4", body = String, content_type = "text/html"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/file/page")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("projects_file_page", move |conn, call| Ok(Reply::html(render(&story::tell(conn, call, &id)?)?))).await
}

static PAGES: LazyLock<Pages> = LazyLock::new(|| Pages::new(&[("file.html", include_str!("templates/file.html"))]));

fn render(file: &FileView) -> Result<String> {
    PAGES.render("file.html", file)
}
