//! `/desk/calls/{id}`: a call for bids as those see it who may answer it: begin a bid, read and ask questions.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::bids::CallFacts;
use super::session::{Desk, Hidden, PAGES, id_of_made};
use crate::bids::{self, CreateBid};
use crate::clarifications::{self, AskQuestion, ClarificationView};
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, PageQuery, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{BidId, OrganizationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects::{self, Project};
use crate::watch_list::{self, Record};

/// Most questions on the page.
const MOST: i64 = 200;

/// What either form sends. A member of several organisations says for which one.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct CallForm {
    csrf: String,
    version: String,
    key: String,
    organization: String,
    question: String,
}

impl CallForm {
    fn organization(&self) -> Result<Option<OrganizationId>> {
        let unknown = || Problem::field("/organization_id", "unknown_value", "请从本页面选择。", "choose one of this page.");
        let chosen = Some(self.organization.as_str()).filter(|id| !id.is_empty());
        chosen.map(|id| OrganizationId::parse(id).ok_or_else(unknown)).transpose()
    }
}

/// An organisation for which the caller bids and asks.
#[derive(Serialize)]
struct Own {
    id: OrganizationId,
    name: Text,
    /// Its bid on this call.
    bid: Option<BidId>,
}

#[derive(Serialize)]
struct Facts {
    call: CallFacts,
    /// Whether the caller bids at all; officials read on, too.
    bidder: bool,
    organizations: Vec<Own>,
    questions: Vec<ClarificationView>,
    /// From then on it is too late to ask.
    ask_by: Option<Timestamp>,
    may_ask: bool,
    /// Whether one of the organisations was invited.
    is_invited: bool,
    /// Whether the caller follows it.
    is_followed: bool,
}

#[derive(Serialize)]
struct CallPage {
    #[serde(flatten)]
    facts: Facts,
    hidden: Hidden,
    typed: CallForm,
    problems: Vec<Text>,
}

#[get("/desk/calls/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, CallForm::default(), None).await
}

#[post("/desk/calls/{id}/bid")]
pub async fn begin(desk: Desk, id: web::Path<String>, form: web::Form<CallForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = draft(&desk, &id, &form).await.and_then(|answer| Ok(format!("/desk/bids/{}", id_of_made(&answer)?)));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

#[post("/desk/calls/{id}/questions")]
pub async fn ask(desk: Desk, id: web::Path<String>, form: web::Form<CallForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = put(&desk, &id, &form).await.map(|_| format!("/desk/calls/{id}#questions"));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

async fn draft(desk: &Desk, id: &str, form: &CallForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let command = CreateBid { organization_id: form.organization()?, offer: bids::Draft::default() };
    bids::draft_bid(cx, id, Body::of_form(command, &format!("{form:?}"))).await
}

async fn put(desk: &Desk, id: &str, form: &CallForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let command = AskQuestion { organization_id: form.organization()?, question_zh: form.question.replace("\r\n", "\n") };
    clarifications::ask_question(cx, id, Body::of_form(command, &format!("{form:?}"))).await
}

async fn page(desk: &Desk, id: &str, typed: CallForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let facts = desk.look("clarifications_list", move |conn, call| facts(conn, call, &wanted)).await?;
    // A bid and a question are made anew: there is no version to hold.
    let page = CallPage { facts, hidden: desk.hidden(0), typed, problems: problem.map(Problem::words).unwrap_or_default() };
    Ok(html::private_page(html::status_of(problem), PAGES.render("call.html", &page)?))
}

fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<Facts> {
    let asked = clarifications::list(conn, call, id, &PageQuery { limit: Some(MOST), cursor: None })?;
    let unknown = || Problem::not_found("项目", "project");
    let project = ProjectId::parse(id).ok_or_else(unknown)?;
    let project = projects::find(conn, &project)?.ok_or_else(unknown)?;
    let organizations = own(conn, call, &project)?;
    let invited = projects::invited_organizations(conn, &project.id)?;
    let shown = CallFacts::of(conn, call, &project)?;
    Ok(Facts {
        may_ask: shown.is_open && asked.ask_by.is_some_and(|last| call.now < last) && !organizations.is_empty(),
        is_followed: watch_list::is_followed(conn, call, &Record::Project(project.id.clone()))?,
        is_invited: organizations.iter().any(|own| invited.contains(&own.id)),
        questions: asked.page.items.into_iter().filter(|question| question.round == project.round).collect(),
        ask_by: asked.ask_by,
        bidder: !organizations.is_empty(),
        organizations,
        call: shown,
    })
}

fn own(conn: &mut Conn, call: &Call, project: &Project) -> Result<Vec<Own>> {
    let bids = bids::of_project(conn, &project.id)?;
    bids::organizations(&call.actor)
        .into_iter()
        .map(|id| {
            let own = bids.iter().find(|bid| bid.organization_id == id && bid.round == project.round);
            Ok(Own { name: organizations::name_of(conn, id.as_str())?.unwrap_or_default(), bid: own.map(|bid| bid.id.clone()), id })
        })
        .collect()
}
