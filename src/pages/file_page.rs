//! The same story as one printable page: `GET /projects/{id}/file/page` for programs, `/desk/projects/{id}/file` for who signed in at the desk.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, web};

use super::story;
use super::view::FileView;
use crate::desk::Desk;
use crate::platform::actor::Role;
use crate::platform::html::{self, Pages};
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::projects::{Decision, Status};

/// Read the file of a purchase as a page
#[utoipa::path(operation_id = "projects_file_page", tag = "pages", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "A page for A4", body = String, content_type = "text/html"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/file/page")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("projects_file_page", move |conn, call| Ok(Reply::html(render(&story::tell(conn, call, &id)?)?))).await
}

/// The page behind the sign-in; it reads and nothing else.
#[get("/desk/projects/{id}/file")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    let file = match desk.cx() {
        Ok(cx) => cx.look("projects_file_page", cx.now(), move |conn, call| story::tell(conn, call, &id)).await,
        Err(problem) => Err(problem),
    };
    match file {
        Ok(file) => Ok(html::page(StatusCode::OK, render(&file)?)),
        Err(problem) => desk.refused(problem),
    }
}

static PAGES: LazyLock<Pages> = LazyLock::new(|| {
    Pages::new(&[("file.html", include_str!("templates/file.html"))])
        .with_words("project_status", |word| Status::parse(word).map(Status::words))
        .with_words("decision", |word| Decision::parse(word).map(Decision::words))
        .with_words("role", |word| Role::parse(word).map(Role::words))
});

fn render(file: &FileView) -> Result<String> {
    PAGES.render("file.html", file)
}
