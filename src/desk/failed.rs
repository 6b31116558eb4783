//! `/desk/projects/{id}/failed`: why a round failed, and what the buyer's officer can do about it.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::bids::CallFacts;
use super::session::{Desk, Hidden, PAGES};
use super::typed;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Empty, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::projects::{self, ProjectView, Reason, Status};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct FailedForm {
    csrf: String,
    version: String,
    key: String,
    /// `new_round` or `cancel`: the button that was pressed.
    decision: String,
    reason: String,
}

#[derive(Serialize)]
struct Facts {
    call: CallFacts,
    project: ProjectView,
    /// Why it failed, or was cancelled then.
    why: Option<Text>,
    /// Whether bids were opened before.
    was_opened: bool,
}

#[derive(Serialize)]
struct FailedPage {
    #[serde(flatten)]
    facts: Facts,
    hidden: Hidden,
    typed: FailedForm,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/failed")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, FailedForm::default(), None).await
}

#[post("/desk/projects/{id}/failed")]
pub async fn decide(desk: Desk, id: web::Path<String>, form: web::Form<FailedForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    // Its draft, or, once it was cancelled, where it stands.
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}/draft"));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

/// The same use cases as the API's: permission, version and idempotency are judged there.
async fn take(desk: &Desk, id: &str, form: &FailedForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let said = format!("{form:?}");
    match form.decision.as_str() {
        "new_round" => projects::begin_round(cx, id, Body::of_form(Empty {}, &said)).await,
        "cancel" => {
            let reason = Reason { reason: typed::lines(&form.reason) };
            projects::cancel_project(cx, id, Body::of_form(reason, &said)).await
        }
        _ => Err(Problem::field("/decision", "unknown_value", "请选择重新组织或取消。", "choose a new round or the end of it.")),
    }
}

async fn page(desk: &Desk, id: &str, typed: FailedForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let (facts, version) = match desk.look("projects_get", move |conn, call| facts(conn, call, &wanted)).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(html::see_other(&elsewhere)),
    };
    let page = FailedPage { facts, hidden: desk.hidden(version), typed, problems: problem.map(Problem::words).unwrap_or_default() };
    Ok(html::private_page(html::status_of(problem), PAGES.render("failed.html", &page)?))
}

/// What the page shows with its version, or where its reader is led on to.
fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<std::result::Result<(Facts, i64), String>> {
    let unknown = || Problem::not_found("项目", "project");
    let (project, version) = projects::sheet(conn, call, id)?;
    // Who reads drafts decides or prepares decisions; for everybody else the public notice is the page.
    if project.approvals.is_none() {
        return Ok(Err(format!("/notices?q={}", project.number)));
    }
    // It has gone on: the sheet tells where it stands.
    if project.status != Status::Failed {
        return Ok(Err(format!("/desk/projects/{id}")));
    }
    let stored = projects::find(conn, &ProjectId::parse(id).ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    let facts = Facts {
        call: CallFacts::of(conn, call, &stored)?,
        why: projects::reason_in_words(project.status_reason.as_deref()),
        was_opened: stored.opened_at.is_some(),
        project,
    };
    Ok(Ok((facts, version)))
}
