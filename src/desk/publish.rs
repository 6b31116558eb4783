//! `/desk/projects/{id}/publish`: an approved call as everybody will read it, and the step that sends it out or drops it.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::bids::CallFacts;
use super::session::{Desk, Hidden, PAGES};
use super::typed;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Empty, FieldError, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::projects::{self, Reason, Status};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct PublishForm {
    csrf: String,
    version: String,
    key: String,
    /// `publish` or `cancel`: the button that was pressed.
    decision: String,
    reason: String,
}

#[derive(Serialize)]
struct PublishPage {
    call: CallFacts,
    allowed_actions: Vec<&'static str>,
    hidden: Hidden,
    typed: PublishForm,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/publish")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    match look(&desk, &id).await? {
        Some(facts) => page(&desk, facts, PublishForm::default(), None),
        // It has gone on, or is somebody else's step: the sheet tells where it stands.
        None => Ok(html::see_other(&format!("/desk/projects/{id}"))),
    }
}

#[post("/desk/projects/{id}/publish")]
pub async fn decide(desk: Desk, id: web::Path<String>, form: web::Form<PublishForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    match take(&desk, &id, &form).await {
        Ok(_) => Ok(html::see_other(&format!("/desk/projects/{id}"))),
        Err(problem) if html::shows_the_form_again(&problem) => match look(&desk, &id).await {
            Ok(Some(facts)) => page(&desk, facts, form, Some(&problem)),
            Ok(None) | Err(_) => Err(problem),
        },
        Err(problem) => desk.refused(problem, &form),
    }
}

/// The same use cases as the API's: permission, version and idempotency are judged there.
async fn take(desk: &Desk, id: &str, form: &PublishForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let said = format!("{form:?}");
    match form.decision.as_str() {
        "publish" => projects::publish_project(cx, id, Body::of_form(Empty {}, &said)).await,
        "cancel" => {
            let reason = Reason { reason: typed::lines(&form.reason) };
            projects::cancel_project(cx, id, Body::of_form(reason, &said)).await
        }
        _ => Err(Problem::field("/decision", "unknown_value", "请选择发布或取消。", "choose to publish or to cancel.")),
    }
}

fn page(desk: &Desk, (call, allowed_actions, version): Facts, typed: PublishForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let problems = problem.map(said).unwrap_or_default();
    let page = PublishPage { call, allowed_actions, hidden: desk.hidden(version), typed, problems };
    Ok(html::private_page(html::status_of(problem), PAGES.render("publish.html", &page)?))
}

/// Nothing of an approved call can be changed any more: the way out of a deadline that has come too near is a copy.
fn said(problem: &Problem) -> Vec<Text> {
    let mut words = problem.words();
    if problem.errors().iter().any(|error: &FieldError| error.pointer == "/deadline") {
        words.push(Text::new(
            "已批准的内容不能再改：请取消，另起草案（可复制本项目），改好截止时间后重新报批。",
            "What was approved changes no more: cancel it, copy it into a new draft with a later deadline, and submit that.",
        ));
    }
    words
}

type Facts = (CallFacts, Vec<&'static str>, i64);

async fn look(desk: &Desk, id: &str) -> Result<Option<Facts>> {
    let wanted = id.to_owned();
    desk.look("projects_get", move |conn, call| facts(conn, call, &wanted)).await
}

/// None where the project is not to be published by this caller.
fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<Option<Facts>> {
    let unknown = || Problem::not_found("项目", "project");
    let (project, version) = projects::sheet(conn, call, id)?;
    if project.status != Status::Approved || !project.allowed_actions.contains(&"publish") {
        return Ok(None);
    }
    let stored = projects::find(conn, &ProjectId::parse(id).ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    Ok(Some((CallFacts::of(conn, call, &stored)?, project.allowed_actions, version)))
}
