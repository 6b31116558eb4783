//! `/desk/bids/{id}/files`: the files of a draft; and their download, of a draft or once the bid is opened.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::overview::{self, BidFacts, StepForm};
use crate::bids;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::platform::html;
use crate::platform::http::upload::Form;
use crate::platform::http::{Body, Empty, Problem, Result};
use crate::platform::i18n::Text;
use crate::projects::DocumentKind;

/// What the form sends beside the file and what it is.
const MARKS: [&str; 3] = ["csrf", "version", "key"];

#[derive(Serialize)]
struct FilesPage {
    #[serde(flatten)]
    facts: BidFacts,
    kinds: Vec<(DocumentKind, Text)>,
    most_mb: u32,
    hidden: Hidden,
    problems: Vec<Text>,
}

#[get("/desk/bids/{id}/files")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None).await
}

#[post("/desk/bids/{id}/files")]
pub async fn attach(desk: Desk, id: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let sent = match desk.cx() {
        Ok(cx) => {
            let text = |texts: &std::collections::BTreeMap<&'static str, String>, name| texts.get(name).cloned().unwrap_or_default();
            bids::attach_file(cx, &id, form, &MARKS, |_, texts| {
                desk.cx_of_form(&text(texts, "csrf"), &text(texts, "version"), &text(texts, "key"))
            })
            .await
        }
        Err(problem) => Err(problem),
    };
    done(&desk, &id, sent).await
}

#[post("/desk/bids/{id}/files/{file}/remove")]
pub async fn detach(desk: Desk, path: web::Path<(String, String)>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let (id, file) = path.into_inner();
    let removed = match desk.cx_of_form(&form.csrf, &form.version, &form.key) {
        Ok(cx) => bids::detach_file(cx, &id, &file, Body::of_form(Empty {}, &format!("{form:?}"))).await,
        Err(problem) => Err(problem),
    };
    done(&desk, &id, removed).await
}

#[get("/desk/bids/{id}/files/{file}")]
pub async fn download(desk: Desk, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (id, file) = path.into_inner();
    let sent = match desk.cx() {
        Ok(cx) => bids::download_file(cx, &id, &file).await,
        Err(problem) => Err(problem),
    };
    sent.or_else(|problem| desk.refused(problem))
}

/// The list again: with the file, without it, or with what is wrong.
async fn done(desk: &Desk, id: &str, outcome: Result<HttpResponse>) -> Result<HttpResponse> {
    match outcome {
        Ok(_) => Ok(html::see_other(&format!("/desk/bids/{id}/files"))),
        Err(problem) if html::shows_the_form_again(&problem) => page(desk, id, Some(&problem)).await,
        Err(problem) => desk.refused(problem),
    }
}

async fn page(desk: &Desk, id: &str, problem: Option<&Problem>) -> Result<HttpResponse> {
    let (facts, version) = match overview::look(desk, id).await {
        Ok(found) => found,
        Err(problem) => return desk.refused(problem),
    };
    if facts.check.is_none() && problem.is_none() {
        return Ok(html::see_other(&format!("/desk/bids/{id}")));
    }
    let titles = DocumentKind::ALL.iter().map(|kind| (*kind, kind.title()));
    let page = FilesPage {
        facts,
        kinds: titles.map(|(kind, (zh, en))| (kind, Text::new(zh, en))).collect(),
        most_mb: desk.cx()?.platform().config.limits.attachment_mb,
        hidden: desk.hidden(version),
        problems: problem.map(Problem::words).unwrap_or_default(),
    };
    Ok(html::page(html::status_of(problem), PAGES.render("files.html", &page)?))
}
