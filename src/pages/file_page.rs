//! The same story as one printable page: `GET /projects/{id}/file/page` for programs, `/desk/projects/{id}/file` for who signed in at the desk.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;

use super::fact_words::{self, Fact};
use super::story;
use super::view::{FileEntry, FileView};
use crate::desk::Desk;
use crate::notifications::{self, Template};
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
    let file = desk.look("projects_file_page", move |conn, call| story::tell(conn, call, &id)).await?;
    Ok(html::private_page(StatusCode::OK, render(&file)?))
}

static PAGES: LazyLock<Pages> = LazyLock::new(|| {
    Pages::new(&[("file.html", include_str!("templates/file.html"))])
        .with_words("project_status", |word| Status::parse(word).map(Status::words))
        .with_words("decision", |word| Decision::parse(word).map(Decision::words))
        .with_words("letter", |word| Template::parse(word).map(Template::words))
        .with_words("role", |word| Role::parse(word).map(Role::words))
});

#[derive(Serialize)]
struct FilePage<'f> {
    #[serde(flatten)]
    file: &'f FileView,
    /// Of each entry of the timeline, in its order.
    facts: Vec<Vec<Fact>>,
    mails: Vec<Vec<Mails<'f>>>,
}

/// Letters of one entry that differ only in who got them.
#[derive(Serialize)]
struct Mails<'f> {
    template: &'f str,
    role: &'f str,
    status: notifications::Status,
    recipients: Vec<&'f str>,
}

fn render(file: &FileView) -> Result<String> {
    let facts = file.timeline.iter().map(|entry| fact_words::told(&entry.facts)).collect();
    let mails = file.timeline.iter().map(mails).collect();
    PAGES.render("file.html", &FilePage { file, facts, mails })
}

fn mails(entry: &FileEntry) -> Vec<Mails<'_>> {
    let mut told: Vec<Mails> = Vec::new();
    for mail in &entry.mails {
        let (template, role, status) = (mail.template.as_str(), mail.recipient_role.as_str(), mail.status);
        match told.iter_mut().find(|mails| (mails.template, mails.role, mails.status) == (template, role, status)) {
            Some(mails) => mails.recipients.push(&mail.recipient),
            None => told.push(Mails { template, role, status, recipients: vec![&mail.recipient] }),
        }
    }
    told
}
