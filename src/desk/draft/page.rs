//! `/desk/projects/{id}/draft`: everything a purchase says before it is submitted, what is still missing, and the submission.

use actix_web::http::header::ETAG;
use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::choices::Choices;
use super::form::DraftForm;
use super::labels::label;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::desk::typed;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Empty, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::projects::{self, DraftSheet, Status};

#[derive(Serialize)]
struct DraftPage {
    id: ProjectId,
    number: String,
    title_zh: String,
    round: i32,
    status: Status,
    /// Why it was returned.
    why: Option<Text>,
    buyer: Text,
    /// What submission would refuse now.
    missing: Vec<Text>,
    /// What the approvers will be warned of.
    warnings: Vec<Text>,
    choices: Choices,
    form: DraftForm,
    hidden: Hidden,
    problems: Vec<Text>,
}

struct Facts {
    sheet: DraftSheet,
    stored: DraftForm,
    buyer: Text,
    choices: Choices,
}

/// What became of a form.
enum Sent {
    Saved,
    Submitted,
    /// Saved, and not submitted: why.
    Incomplete(Problem),
}

#[get("/desk/projects/{id}/draft")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None, None).await
}

#[post("/desk/projects/{id}/draft")]
pub async fn save(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let pairs = pairs.into_inner();
    let form = DraftForm::read(pairs.clone());
    let next = match take(&desk, &id, &form).await {
        Ok(Sent::Incomplete(problem)) => return page(&desk, &id, None, Some(&problem)).await,
        Ok(Sent::Saved) => Ok(format!("/desk/projects/{id}/draft")),
        Ok(Sent::Submitted) => Ok(format!("/desk/projects/{id}")),
        Err(problem) => Err(problem),
    };
    desk.after(next, pairs, async |pairs, problem| page(&desk, &id, Some(DraftForm::read(pairs)), Some(problem)).await).await
}

/// Saves what was typed; then submits it where that button was pressed. What is saved stays saved whatever the submission says.
async fn take(desk: &Desk, id: &str, form: &DraftForm) -> Result<Sent> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let saved = projects::update_project(cx, id, Body::of_form(form.command()?, &format!("{form:?}"))).await?;
    if form.decision != "submit" {
        return Ok(Sent::Saved);
    }
    let version = saved.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default().trim_matches('"').to_owned();
    let cx = desk.cx_of_form(&form.csrf, &version, &format!("{}-submit", form.key))?;
    match projects::submit_project(cx, id, Body::of_form(Empty {}, &version)).await {
        Ok(_) => Ok(Sent::Submitted),
        Err(problem) if html::shows_the_form_again(&problem) => Ok(Sent::Incomplete(problem)),
        Err(problem) => Err(problem),
    }
}

async fn page(desk: &Desk, id: &str, typed: Option<DraftForm>, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let Facts { sheet, stored, buyer, choices } = match desk.look("projects_update", move |conn, call| facts(conn, call, &wanted)).await? {
        Some(facts) => facts,
        // It has gone on: the sheet tells where it stands.
        None => return Ok(html::see_other(&format!("/desk/projects/{id}"))),
    };
    let was_saved = problem.is_some() && typed.is_none();
    let problems = problem.map(|problem| said(problem, was_saved)).unwrap_or_default();
    let project = sheet.project;
    let page = DraftPage {
        hidden: desk.hidden(project.version),
        // What the page has just said as a problem is not said twice.
        missing: sheet.missing.iter().filter(|_| !was_saved).map(|error| error.sentence_with(label(error))).collect(),
        warnings: sheet.warnings.into_iter().map(|warning| warning.words).collect(),
        why: projects::reason_in_words(project.status_reason.as_deref()).filter(|_| project.status == Status::Returned),
        form: typed.unwrap_or(stored).with_empty_rows(),
        id: project.id,
        number: project.number,
        title_zh: project.title_zh,
        round: project.round,
        status: project.status,
        buyer,
        choices,
        problems,
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("draft.html", &page)?))
}

/// What is wrong, and what became of what was typed.
fn said(problem: &Problem, was_saved: bool) -> Vec<Text> {
    let stale = problem.status() == 412;
    let mut words = if stale { Vec::new() } else { problem.words_with(label) };
    match (stale, was_saved) {
        (true, true) => words.push(Text::new(
            "已保存，但尚未提交：保存之后草案又被他人修改。现在显示的是最新内容，请核对后再提交。",
            "Saved, but not submitted: somebody has changed the draft since. What you see now is current; check it, then submit it.",
        )),
        (true, false) => words.push(typed::overtaken()),
        (false, true) => words.insert(0, Text::new("已保存，但尚未提交：", "Saved, but not submitted:")),
        (false, false) => {}
    }
    words
}

/// None where there is nothing to be changed any more.
fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<Option<Facts>> {
    let Some(sheet) = projects::draft_sheet(conn, call, id)? else { return Ok(None) };
    let content = sheet.project.content()?;
    Ok(Some(Facts {
        buyer: organizations::name_of(conn, sheet.project.buyer_id.as_str())?.unwrap_or_default(),
        choices: Choices::of(conn, call, &sheet.project, &content.need_ids)?,
        stored: DraftForm::of(&sheet.project, content),
        sheet,
    }))
}
