//! `GET /me/tasks`: what waits for me, since when, until when.
//!
//! Nothing is kept about tasks: each is read off the records, by the same policies that allow the step itself, so that a task is there
//! exactly as long as the step is open to this person.

use actix_web::get;
use serde::Serialize;

use super::store::{self, Waiting};
use crate::bids;
use crate::clarifications;
use crate::evaluation;
use crate::platform::actor::{Identity, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::time::Timestamp;
use crate::projects::{self, Status};
use crate::text_enum;

text_enum! {
    /// The step that is waited for.
    pub enum TaskKind {
        ApproveProject = "approve_project",
        ReviseProject = "revise_project",
        PublishProject = "publish_project",
        AnswerQuestion = "answer_question",
        OpenBids = "open_bids",
        DecideAward = "decide_award",
        ConfirmPublicity = "confirm_publicity",
        DraftContract = "draft_contract",
        SignContract = "sign_contract",
        SubmitBid = "submit_bid",
        DeclareConflicts = "declare_conflicts",
        ScoreBids = "score_bids",
        CompleteRegistration = "complete_registration",
        VerifyOrganization = "verify_organization",
        VerifyNeed = "verify_need",
    }
}

impl TaskKind {
    pub(super) fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::ApproveProject => ("审批项目", "Approve the project"),
            Self::ReviseProject => ("修改被退回的项目", "Revise the returned project"),
            Self::PublishProject => ("发布采购公告", "Publish the call"),
            Self::AnswerQuestion => ("答复提问", "Answer a question"),
            Self::OpenBids => ("开标", "Open the bids"),
            Self::DecideAward => ("决定成交结果", "Decide the award"),
            Self::ConfirmPublicity => ("确认公示期满", "Confirm the end of the publicity"),
            Self::DraftContract => ("拟定合同", "Draft the contract"),
            Self::SignContract => ("签署合同", "Sign the contract"),
            Self::SubmitBid => ("提交投标", "Submit the bid"),
            Self::DeclareConflicts => ("申报利害关系", "Declare conflicts of interest"),
            Self::ScoreBids => ("评分并签字", "Score and sign"),
            Self::CompleteRegistration => ("补充机构登记信息", "Complete the registration"),
            Self::VerifyOrganization => ("核验机构", "Verify the organisation"),
            Self::VerifyNeed => ("核实需求", "Verify the need"),
        }
    }
}

/// One thing that waits for the caller.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Task {
    pub kind: TaskKind,
    /// Title of the record.
    pub about: String,
    /// Number of the purchase.
    pub number: Option<String>,
    pub since: Timestamp,
    /// The moment by which it is to be done, where the rules set one.
    pub until: Option<Timestamp>,
    /// Where the record is in the API.
    pub link: String,
    /// The page on which it can be done, where there is one.
    pub page: Option<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Tasks {
    /// The most urgent first; those without an end after them, the oldest first.
    pub items: Vec<Task>,
}

/// List my tasks
///
/// At most two hundred of a kind; what is done disappears.
#[utoipa::path(operation_id = "me_tasks", tag = "me", responses(
    (status = 200, description = "What waits for the caller", body = Tasks),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/me/tasks")]
pub async fn handle(cx: Cx) -> Answer {
    cx.read("me_tasks", |conn, call| Reply::ok(&Tasks { items: list(conn, call)? })).await
}

/// Everything that waits for the caller, the most urgent first.
pub(super) fn list(conn: &mut Conn, call: &Call) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    for waiting in store::projects(conn, &call.actor)? {
        tasks.extend(of_project(conn, call, waiting)?);
    }
    tasks.extend(questions(conn, call)?);
    tasks.extend(store::contracts_to_sign(conn, &call.actor)?);
    tasks.extend(store::drafts_to_submit(conn, &call.actor, call.now)?);
    tasks.extend(store::returned_registrations(conn, &call.actor)?);
    tasks.extend(store::organizations_to_verify(conn, &call.actor)?);
    tasks.extend(store::needs_to_verify(conn, &call.actor)?);
    if let Identity::User(user) = &call.actor.identity {
        tasks.extend(store::seats(conn, user)?);
    }
    tasks.sort_by_key(|task| (task.until.is_none(), task.until, task.since));
    Ok(tasks)
}

/// Questions about open calls that this caller may answer.
fn questions(conn: &mut Conn, call: &Call) -> Result<Vec<Task>> {
    let mut tasks: Vec<Task> = Vec::new();
    for path in call.actor.area_paths(&[Role::StreetOfficer, Role::HubOperator]) {
        for (question, project, path) in clarifications::unanswered(conn, &path, call.now, store::MOST)? {
            let link = format!("/api/v1/clarifications/{}", question.id);
            let answers = bids::is_in_charge(&call.actor, &project, &path) || call.actor.reaches(&[Role::HubOperator], &path);
            if answers && tasks.iter().all(|task| task.link != link) {
                tasks.push(Task {
                    kind: TaskKind::AnswerQuestion,
                    about: project.title_zh,
                    number: Some(project.number),
                    since: question.asked_at,
                    until: Some(question.answer_by),
                    link,
                    page: None,
                });
            }
        }
    }
    Ok(tasks)
}

/// The step of a purchase that this caller may take now; none where somebody else's turn is.
fn of_project(conn: &mut Conn, call: &Call, waiting: Waiting) -> Result<Option<Task>> {
    let Waiting { project, path, has_contract, sign_by } = waiting;
    let id = project.id.clone();
    let in_charge = bids::is_in_charge(&call.actor, &project, &path);
    let may =
        |conn: &mut Conn, verb: &str| -> Result<bool> { Ok(projects::sheet(conn, call, id.as_str())?.0.allowed_actions.contains(&verb)) };
    let (kind, since, until) = match project.status {
        Status::Submitted if may(conn, "approve")? => (TaskKind::ApproveProject, project.submitted_at, None),
        Status::Returned if call.actor.user_id() == Some(&project.created_by) => (TaskKind::ReviseProject, Some(project.updated_at), None),
        Status::Approved if in_charge => (TaskKind::PublishProject, project.approved_at, None),
        Status::Closed if in_charge => (TaskKind::OpenBids, project.closed_at, None),
        Status::AwardProposed | Status::Publicity if call.actor.has_any(&[Role::StreetApprover]) => {
            let award = evaluation::award_sheet(conn, call, &project.id)?;
            let ended = award.publicity_until.is_some_and(|until| until <= call.now);
            match project.status {
                Status::AwardProposed if award.allowed_actions.contains(&"decide") => {
                    (TaskKind::DecideAward, Some(project.updated_at), Some(award.decide_by))
                }
                Status::Publicity if award.is_provisional && ended && award.allowed_actions.contains(&"confirm_publicity") => {
                    (TaskKind::ConfirmPublicity, award.publicity_until, None)
                }
                _ => return Ok(None),
            }
        }
        Status::Awarded if in_charge && !has_contract => (TaskKind::DraftContract, Some(project.updated_at), sign_by),
        _ => return Ok(None),
    };
    let page = match kind {
        TaskKind::ApproveProject => Some(format!("/desk/projects/{id}")),
        TaskKind::DecideAward => Some(format!("/desk/projects/{id}/award")),
        _ => None,
    };
    Ok(Some(Task {
        kind,
        about: project.title_zh,
        number: Some(project.number),
        since: since.unwrap_or(project.updated_at),
        until,
        link: format!("/api/v1/projects/{id}"),
        page,
    }))
}
