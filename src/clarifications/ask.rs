//! `POST /projects/{id}/clarifications`: an organisation asks about a call.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::asker::Asker;
use super::store::{self, Clarification};
use super::view::ClarificationView;
use super::{policy, term};
use crate::areas;
use crate::bids;
use crate::journal::{self, Event};
use crate::organizations::{self, Organization, taxonomy::taxonomy};
use crate::platform::db::{Tx, lock::Strength};
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{ClarificationId, OrganizationId, ProjectId};
use crate::platform::privacy::names_nobody;
use crate::projects::{self, Project};

/// Words with which names of organisations begin that say nothing of whose they are.
const TRADE: &[&str] = &[
    "上海",
    "中国",
    "长三角",
    "社区",
    "社会",
    "社工",
    "公益",
    "志愿",
    "青年",
    "妇女",
    "老年",
    "儿童",
    "居民",
    "街道",
    "服务",
    "创业",
    "就业",
    "职业",
    "养老",
    "助残",
    "文化",
    "体育",
    "健康",
    "法律",
    "教育",
    "孵化",
    "发展",
    "促进",
    "综合",
    "专业",
    "第一",
    "联合",
];

/// Longest question, in characters.
const MOST: usize = 1_000;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskQuestion {
    /// Who asks; needed only by a member of several organisations. Never shown with the question; after the deadline auditors find it in the
    /// journal.
    pub organization_id: Option<OrganizationId>,
    /// Everybody reads it: it must not say who asks.
    #[schema(example = "服务地点是否包括周末？")]
    pub question_zh: String,
}

/// Ask about a call
///
/// For verified organisations. The question is shown to everybody without the asker, and so is the answer.
#[utoipa::path(operation_id = "clarifications_ask", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = AskQuestion, responses(
    (status = 201, description = "The question", body = ClarificationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/clarifications")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<AskQuestion>) -> Answer {
    ask_question(cx, &id, body).await
}

/// For the pages too.
pub async fn ask_question(cx: Cx, project: &str, body: Body<AskQuestion>) -> Answer {
    let project = ProjectId::parse(project);
    let id = ClarificationId::new();
    cx.write("clarifications_ask", body, move |tx, call, command| {
        let (row, project) = ask(tx, call, project.as_ref(), id.clone(), command)?;
        let view = ClarificationView::of(tx, call, row, &project)?;
        Ok(Reply::created(format!("/api/v1/clarifications/{id}"), &view)?.version(1))
    })
    .await
}

fn ask(
    tx: &mut Tx,
    call: &Call,
    project: Option<&ProjectId>,
    id: ClarificationId,
    command: &AskQuestion,
) -> Result<(Clarification, Project)> {
    let unknown = || Problem::not_found("项目", "project");
    // Held alone: the questions of a call are numbered without gaps.
    let project = projects::locked(tx, project.ok_or_else(unknown)?, Strength::Alone)?;
    if !project.is_published() {
        return Err(unknown());
    }
    let organization_id = bids::bidder(&call.actor, command.organization_id.as_ref())?;
    let missing = || Problem::broken(format!("organisation {organization_id} asks and does not exist"));
    let asker = organizations::find(tx, &organization_id)?.ok_or_else(missing)?;
    policy::is_verified(&asker)?;
    let asked = store::asked(tx, &project, &organization_id)?;
    policy::may_still_ask(call, &project, asked)?;
    check(tx, &asker, &project, &command.question_zh)?;
    let deadline = project.deadline.ok_or_else(|| Problem::broken(format!("project {} is published without a deadline", project.id)))?;
    let row = Clarification {
        id,
        project_id: project.id.clone(),
        round: project.round,
        number: store::next_number(tx, &project.id, project.round)?,
        organization_id: organization_id.clone(),
        question_zh: command.question_zh.trim().to_owned(),
        asked_at: call.now,
        answer_by: term::answer_by(&call.platform.calendar(), call.now, policy::rule(&project)?.answer_days, deadline),
        answer_zh: None,
        answer_en: None,
        amendment_id: None,
        answered_by: None,
        answered_at: None,
        version: 1,
    };
    store::insert(tx, &row)?;
    // For the asker alone until the deadline: an official who learned of it would know who is about to bid. Then for auditors, too.
    let facts = json!({ "clarification": row.number, "round": row.round, "answer_by": row.answer_by });
    journal::record(
        tx,
        call,
        Event::new("clarification.asked", &row.id)
            .of_project(&project.id)
            .for_organization(&organization_id)
            .hidden_until(deadline)
            .with(facts),
    )?;
    Ok((row, project))
}

/// A question names nobody, the asker neither: not by its short name, either.
fn check(tx: &mut Tx, asker: &Organization, project: &Project, question: &str) -> Result<()> {
    let mut check = Check::new();
    check.text("/question_zh", question, MOST);
    names_nobody(&mut check, "/question_zh", question);
    let asker = Asker {
        name_zh: &asker.name_zh,
        name_en: asker.name_en.as_deref(),
        credit_code: asker.credit_code.as_deref(),
        places: &places_of(tx, &asker.area_code)?,
        common: &common_words(project),
    };
    check.that(
        !asker.is_named_in(question),
        "/question_zh",
        "names_asker",
        "提问对所有人公开且不显示提问者，请删去本机构的名称、简称和信用代码。",
        "is shown to everybody without the asker: take your organisation's name, its short name and its credit code out.",
    );
    check.finish()
}

/// The names of the place and of those in which it lies.
fn places_of(tx: &mut Tx, code: &str) -> Result<Vec<String>> {
    let path = areas::find(tx, code)?.map(|area| area.path).unwrap_or_default();
    let mut names = Vec::new();
    for code in path.split('/').filter(|code| !code.is_empty()) {
        names.extend(areas::find(tx, code)?.map(|area| area.name_zh));
    }
    Ok(names)
}

/// What everybody who asks about this call may say.
fn common_words(project: &Project) -> Vec<String> {
    let fields = taxonomy().fields().iter().map(|field| field.label_zh.clone());
    let trade = TRADE.iter().map(|word| (*word).to_owned());
    fields.chain(trade).chain([project.title_zh.clone(), project.description_zh.clone()]).collect()
}
