//! `/desk/bids/{id}/files`: the files of a draft; and their download, of a draft or once the bid is opened.

use std::cell::RefCell;

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::overview::{self, BidFacts, FileLine, StepForm};
use crate::bids;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::desk::sign_in;
use crate::platform::html;
use crate::platform::http::upload::{Form, Texts};
use crate::platform::http::{Body, Empty, Problem, Result};
use crate::platform::i18n::Text;
use crate::projects::DocumentKind;

/// What the form sends beside the file and what it is.
const MARKS: [&str; 3] = ["csrf", "version", "key"];
/// Bytes that are read of what somebody sends without a sign-in, so that their browser hears the answer.
const MOST_UNREAD: u64 = 64 << 20;

#[derive(Serialize)]
struct FilesPage {
    #[serde(flatten)]
    facts: BidFacts,
    kinds: Vec<(DocumentKind, Text)>,
    /// What was chosen, when something was wrong with the file.
    kind: String,
    most_mb: u32,
    hidden: Hidden,
    problems: Vec<Text>,
}

#[get("/desk/bids/{id}/files")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None, "").await
}

#[post("/desk/bids/{id}/files")]
pub async fn attach(desk: Desk, id: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let kind = RefCell::default();
    let sent = match desk.cx() {
        Ok(cx) => {
            let text = |texts: &Texts, name| texts.get(name).cloned().unwrap_or_default();
            bids::attach_file(cx, &id, form, &MARKS, |_, texts| {
                kind.replace(text(texts, "kind"));
                desk.cx_of_form(&text(texts, "csrf"), &text(texts, "version"), &text(texts, "key"))
            })
            .await
        }
        Err(problem) => {
            // A browser that still sends does not listen.
            form.drain(MOST_UNREAD).await;
            Err(problem)
        }
    };
    match sent {
        // A file does not wait behind a sign-in: it is said that it has to be chosen again.
        Err(problem) if problem.status() == 401 => sign_in::without_the_file(&page_of(&id)),
        Err(problem) if html::shows_the_form_again(&problem) => page(&desk, &id, Some(&problem), &kind.into_inner()).await,
        sent => sent.map(|_| html::see_other(&page_of(&id))),
    }
}

#[post("/desk/bids/{id}/files/{file}/remove")]
pub async fn detach(desk: Desk, path: web::Path<(String, String)>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let (id, file) = path.into_inner();
    let removed = async {
        let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
        bids::detach_file(cx, &id, &file, Body::of_form(Empty {}, &format!("{form:?}"))).await
    };
    let next = removed.await.map(|_| page_of(&id));
    desk.after(next, form.into_inner(), async |_, problem| page(&desk, &id, Some(problem), "").await).await
}

#[get("/desk/bids/{id}/files/{file}")]
pub async fn download(desk: Desk, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (id, file) = path.into_inner();
    bids::download_file(desk.cx()?, &id, &file).await
}

fn page_of(id: &str) -> String {
    format!("/desk/bids/{id}/files")
}

async fn page(desk: &Desk, id: &str, problem: Option<&Problem>, kind: &str) -> Result<HttpResponse> {
    let (facts, version) = overview::look(desk, id).await?;
    if facts.check.is_none() && problem.is_none() {
        return Ok(html::see_other(&format!("/desk/bids/{id}")));
    }
    let titles = DocumentKind::ALL.iter().map(|kind| (*kind, kind.title()));
    let problems = problem.map(|problem| named(problem, facts.files.as_deref().unwrap_or_default())).unwrap_or_default();
    let page = FilesPage {
        facts,
        kind: kind.to_owned(),
        kinds: titles.map(|(kind, (zh, en))| (kind, Text::new(zh, en))).collect(),
        most_mb: desk.cx()?.platform().config.limits.attachment_mb,
        hidden: desk.hidden(version),
        problems,
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("files.html", &page)?))
}

/// What is wrong, with the names of the files instead of their ids: no answer that is kept may say them, the page may.
fn named(problem: &Problem, files: &[FileLine]) -> Vec<Text> {
    let names =
        |words: String| files.iter().fold(words, |words, line| words.replace(line.file.id.as_str(), &format!("“{}”", line.file.file.name)));
    problem.words().into_iter().map(|Text { zh, en }| Text::new(names(zh), names(en))).collect()
}
