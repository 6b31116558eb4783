//! `/desk/projects/{id}`: the approval sheet (审批单), and the decision on it.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::line::{BudgetFacts, NeedFacts, budget, needs};
use super::session::{Desk, Hidden, PAGES};
use super::typed;
use crate::identity;
use crate::matching;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Check, Problem, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::projects::{self, Approve, CollectiveDecision, Decision, Move, ProjectView};
use crate::rules;

/// What the form sends. Nothing is decided twice: the key is the form's own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct DecisionForm {
    csrf: String,
    version: String,
    key: String,
    /// `approved`, `returned` or `rejected`: the button that was pressed.
    decision: String,
    reason: String,
    meeting: String,
    held_on: String,
    minute_number: String,
}

#[derive(Serialize)]
struct Sheet {
    project: ProjectView,
    /// Why it stands where it does.
    why: Option<Text>,
    buyer: Text,
    author: Text,
    needs: Vec<NeedFacts>,
    budget: Option<BudgetFacts>,
    rules: Option<Text>,
    /// What an approver should know first (R25).
    warnings: Vec<Text>,
    /// The reader sees who is invited; no approver does (R23).
    invites: bool,
    /// Names of those who decided, in the order of the decisions.
    deciders: Vec<String>,
    /// When the budget was looked at.
    as_of: Timestamp,
    hidden: Hidden,
    /// What was typed, when something about it was wrong.
    typed: DecisionForm,
    problems: Vec<Text>,
}

struct Facts {
    project: ProjectView,
    version: i64,
    buyer: Text,
    author: Text,
    needs: Vec<NeedFacts>,
    budget: Option<BudgetFacts>,
    rules: Option<Text>,
    warnings: Vec<Text>,
    invites: bool,
    deciders: Vec<String>,
    as_of: Timestamp,
}

#[get("/desk/projects/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    sheet(&desk, &id, DecisionForm::default(), None).await
}

#[post("/desk/projects/{id}")]
pub async fn decide(desk: Desk, id: web::Path<String>, form: web::Form<DecisionForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}"));
    desk.after(next, form, async |form, problem| sheet(&desk, &id, form, Some(problem)).await).await
}

/// The same use cases as the API's: permission, separation of duties, version and idempotency are judged there.
async fn take(desk: &Desk, id: &str, form: &DecisionForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let project = ProjectId::parse(id).ok_or_else(|| Problem::not_found("项目", "project"))?;
    let said = format!("{form:?}");
    match Decision::parse(&form.decision) {
        Some(Decision::Approved) => {
            let body = Body::of_form(Approve { collective_decision: collective(form)?, reason: Some(form.reason.clone()) }, &said);
            cx.write("projects_approve", body, move |tx, call, command| {
                projects::approve(tx, call, &project, command).map(|_| Reply::no_content())
            })
            .await
        }
        Some(decision @ (Decision::Returned | Decision::Rejected)) => {
            let mut check = Check::new();
            check.text("/reason", &form.reason, 2000);
            check.finish()?;
            let (operation, step) =
                if decision == Decision::Returned { ("projects_return", Move::Return) } else { ("projects_reject", Move::Reject) };
            let body = Body::of_form(form.reason.trim().to_owned(), &said);
            cx.write(operation, body, move |tx, call, reason| {
                projects::refuse(tx, call, &project, step, decision, reason).map(|_| Reply::no_content())
            })
            .await
        }
        None => Err(Problem::field("/decision", "unknown_value", "请选择通过、退回或不予批准。", "choose approve, return or reject.")),
    }
}

/// Meeting, date and minute number; none where nothing of it was typed.
fn collective(form: &DecisionForm) -> Result<Option<CollectiveDecision>> {
    let typed = [&form.meeting, &form.held_on, &form.minute_number];
    if typed.iter().all(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    let held_on = typed::day("/held_on", &form.held_on)?
        .ok_or_else(|| Problem::field("/held_on", "required", "须填写会议日期。", "the day of the meeting is needed."))?;
    Ok(Some(CollectiveDecision { meeting: form.meeting.trim().to_owned(), held_on, minute_number: form.minute_number.trim().to_owned() }))
}

async fn sheet(desk: &Desk, id: &str, typed: DecisionForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let facts = desk.look("projects_get", move |conn, call| facts(conn, call, &wanted)).await?;
    let sheet = Sheet {
        hidden: desk.hidden(facts.version),
        why: projects::reason_in_words(facts.project.status_reason.as_deref()),
        project: facts.project,
        buyer: facts.buyer,
        author: facts.author,
        needs: facts.needs,
        budget: facts.budget,
        rules: facts.rules,
        warnings: facts.warnings,
        invites: facts.invites,
        deciders: facts.deciders,
        as_of: facts.as_of,
        typed,
        problems: problem.map(Problem::words).unwrap_or_default(),
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("approval.html", &sheet)?))
}

fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<Facts> {
    let (mut project, version) = projects::sheet(conn, call, id)?;
    // Who reads drafts decides or prepares decisions; for everybody else the call's public notice is the page.
    let Some(approvals) = &project.approvals else { return Err(Problem::not_found("项目", "project")) };
    let stored = projects::find(conn, &project.id)?;
    let invites = stored.map(|stored| matching::may_see_project(conn, &call.actor, &stored).is_ok()).unwrap_or_default();
    Ok(Facts {
        warnings: project.warnings.take().into_iter().flatten().map(|warning| warning.words).collect(),
        invites,
        deciders: approvals.decisions.iter().map(|decision| name(conn, &decision.decided_by)).collect::<Result<_>>()?,
        rules: rules::find_current(conn, &project.regime, call.now.shanghai_date())?.map(|rules| Text::new(rules.name_zh, rules.name_en)),
        buyer: organizations::name_of(conn, project.buyer_id.as_str())?.unwrap_or_default(),
        author: organizations::name_of(conn, project.author_organization_id.as_str())?.unwrap_or_default(),
        needs: needs(conn, &project.need_ids)?,
        budget: project.budget_line_id.as_ref().map(|line| budget(conn, line)).transpose()?.flatten(),
        as_of: call.now,
        project,
        version,
    })
}

fn name(conn: &mut Conn, user: &UserId) -> Result<String> {
    Ok(identity::user(conn, user)?.map(|user| user.name).unwrap_or_default())
}
