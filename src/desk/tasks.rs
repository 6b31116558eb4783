//! `GET /me/tasks`: what waits for me, since when, until when.
//!
//! Nothing is kept about tasks: each is read off the records, by the same policies that allow the step itself, so that a task is there
//! exactly as long as the step is open to this person.

use actix_web::get;
use serde::Serialize;

use super::meetings;
use super::opening;
use super::reservations;
use super::store;
use crate::areas;
use crate::bids;
use crate::clarifications;
use crate::evaluation;
use crate::platform::actor::{Identity, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::UserId;
use crate::platform::time::Timestamp;
use crate::projects::{self, Project, Status};
use crate::text_enum;

text_enum! {
    /// The step that is waited for.
    pub enum TaskKind {
        ApproveProject = "approve_project",
        ReviseProject = "revise_project",
        DraftRound = "draft_round",
        PublishProject = "publish_project",
        AnswerQuestion = "answer_question",
        FormPanel = "form_panel",
        OpenBids = "open_bids",
        QualifyBids = "qualify_bids",
        DecideAward = "decide_award",
        ConfirmPublicity = "confirm_publicity",
        DecideFailed = "decide_failed",
        DraftContract = "draft_contract",
        SignContract = "sign_contract",
        SubmitBid = "submit_bid",
        DeclareConflicts = "declare_conflicts",
        ScoreBids = "score_bids",
        ReportRanking = "report_ranking",
        CompleteRegistration = "complete_registration",
        VerifyOrganization = "verify_organization",
        VerifyNeed = "verify_need",
        AssessApplication = "assess_application",
        AnswerReservation = "answer_reservation",
        AnswerIntroduction = "answer_introduction",
    }
}

impl TaskKind {
    pub(super) fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::ApproveProject => ("审批项目", "Approve the project"),
            Self::ReviseProject => ("修改被退回的项目", "Revise the returned project"),
            Self::DraftRound => ("起草新一轮", "Draft the new round"),
            Self::PublishProject => ("发布采购公告", "Publish the call"),
            Self::AnswerQuestion => ("答复提问", "Answer a question"),
            Self::FormPanel => ("组建评审小组", "Form the panel"),
            Self::OpenBids => ("开标", "Open the bids"),
            Self::QualifyBids => ("决定投标资格", "Decide about flagged bids"),
            Self::DecideAward => ("决定成交结果", "Decide the award"),
            Self::ConfirmPublicity => ("确认公示期满", "Confirm the end of the publicity"),
            Self::DecideFailed => ("流标，决定下一步", "The round failed: decide what next"),
            Self::DraftContract => ("拟定合同", "Draft the contract"),
            Self::SignContract => ("签署合同", "Sign the contract"),
            Self::SubmitBid => ("提交投标", "Submit the bid"),
            Self::DeclareConflicts => ("申报利害关系", "Declare conflicts of interest"),
            Self::ScoreBids => ("评分并签字", "Score and sign"),
            Self::ReportRanking => ("提交评审结果", "Report the ranking"),
            Self::CompleteRegistration => ("补充机构登记信息", "Complete the registration"),
            Self::VerifyOrganization => ("核验机构", "Verify the organisation"),
            Self::VerifyNeed => ("核实需求", "Verify the need"),
            Self::AssessApplication => ("审核孵化申请", "Assess an application for incubation"),
            Self::AnswerIntroduction => ("答复引荐意愿", "Answer the wish for an introduction"),
            Self::AnswerReservation => ("答复预约", "Answer a reservation"),
        }
    }
}

/// One thing that waits for the caller.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Task {
    pub kind: TaskKind,
    /// Title of the record.
    pub about: String,
    /// What else tells it from others, in words: the beginning of a question, why a round failed, who reserves.
    pub detail: Option<Text>,
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

/// Characters of a question in the list.
const BEGINNING: usize = 60;

/// Where the next step of a purchase is an official's.
const WAITING: [Status; 12] = [
    Status::Draft,
    Status::Submitted,
    Status::Returned,
    Status::Approved,
    Status::Published,
    Status::Closed,
    Status::Opening,
    Status::Evaluating,
    Status::AwardProposed,
    Status::Publicity,
    Status::Awarded,
    Status::Failed,
];

/// Everything that waits for the caller, the most urgent first.
pub(super) fn list(conn: &mut Conn, call: &Call) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    for status in WAITING {
        for project in store::projects(conn, &call.actor, status)? {
            let path = areas::path_of(conn, &project.area_code, "/area_code")?;
            tasks.extend(of_project(conn, call, project, &path)?);
        }
    }
    tasks.extend(questions(conn, call)?);
    tasks.extend(store::contracts_to_sign(conn, &call.actor)?);
    tasks.extend(store::drafts_to_submit(conn, &call.actor, call.now)?);
    tasks.extend(store::returned_registrations(conn, &call.actor)?);
    tasks.extend(store::organizations_to_verify(conn, &call.actor)?);
    tasks.extend(store::needs_to_verify(conn, &call.actor)?);
    tasks.extend(store::applications_to_assess(conn, &call.actor)?);
    tasks.extend(reservations::waiting(conn, call)?);
    tasks.extend(meetings::waiting(conn, call)?);
    if let Identity::User(user) = &call.actor.identity {
        tasks.extend(seats(conn, call, user)?);
    }
    tasks.sort_by_key(|task| (task.until.is_none(), task.until, task.since));
    Ok(tasks)
}

/// Questions about open calls that this caller may answer.
pub(super) fn questions(conn: &mut Conn, call: &Call) -> Result<Vec<Task>> {
    let mut tasks: Vec<Task> = Vec::new();
    for path in call.actor.area_paths(&[Role::StreetOfficer, Role::HubOperator]) {
        for (question, project, path) in clarifications::unanswered(conn, &path, call.now, store::MOST)? {
            let link = format!("/api/v1/clarifications/{}", question.id);
            let answers = bids::is_in_charge(&call.actor, &project, &path) || call.actor.reaches(&[Role::HubOperator], &path);
            if answers && tasks.iter().all(|task| task.link != link) {
                tasks.push(Task {
                    kind: TaskKind::AnswerQuestion,
                    about: project.title_zh,
                    detail: Some(beginning(&question.question_zh)),
                    number: Some(project.number),
                    since: question.asked_at,
                    until: Some(question.answer_by),
                    link,
                    page: Some(format!("/desk/questions/{}", question.id)),
                });
            }
        }
    }
    Ok(tasks)
}

/// The first words of a question, which nobody translates.
fn beginning(question: &str) -> Text {
    let mut words: String = question.chars().take(BEGINNING).collect();
    if words.len() < question.len() {
        words.push('…');
    }
    Text::new(words.clone(), words)
}

/// What the caller's panels wait for: by the same words with which the panel's view allows it.
fn seats(conn: &mut Conn, call: &Call, user: &UserId) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    for (id, since) in store::seats(conn, user)? {
        // The panel of a round that failed is left behind as it was.
        let Some(project) = projects::find(conn, &id)?.filter(Project::is_published) else { continue };
        let allowed = evaluation::panel_actions(conn, call, &id)?;
        let kinds = [("declare", TaskKind::DeclareConflicts), ("sign", TaskKind::ScoreBids), ("report", TaskKind::ReportRanking)];
        let Some((_, kind)) = kinds.into_iter().find(|(action, _)| allowed.contains(action)) else { continue };
        let until = report_by(conn, call, &project)?;
        let link = format!("/api/v1/projects/{id}/panel");
        let place = match kind {
            TaskKind::ScoreBids => "scores",
            TaskKind::ReportRanking => "ranking",
            _ => "panel",
        };
        let page = Some(format!("/desk/projects/{id}/{place}"));
        let (about, number) = (project.title_zh, Some(project.number));
        tasks.push(Task { kind, about, detail: None, number, since, until, link, page });
    }
    Ok(tasks)
}

/// The end of the evaluation's term; a correction after the first report has none.
fn report_by(conn: &mut Conn, call: &Call, project: &Project) -> Result<Option<Timestamp>> {
    let Some(opened_at) = project.opened_at else { return Ok(None) };
    if evaluation::award_of(conn, &project.id)?.is_some_and(|award| award.reported_at >= opened_at) {
        return Ok(None);
    }
    Ok(Some(evaluation::report_by(&call.platform.calendar(), &project.frozen_rules()?, opened_at)))
}

/// The steps of a purchase that this caller may take now; none where somebody else's turn is.
fn of_project(conn: &mut Conn, call: &Call, project: Project, path: &str) -> Result<Vec<Task>> {
    let id = &project.id;
    let in_charge = bids::is_in_charge(&call.actor, &project, path);
    let may = |conn: &mut Conn, verb: &str| match projects::sheet(conn, call, id.as_str()) {
        Ok((sheet, _)) => Ok(sheet.allowed_actions.contains(&verb)),
        // Their role does not reach this place, or no more.
        Err(problem) if problem.status() == 404 => Ok(false),
        Err(problem) => Err(problem),
    };
    let mut steps = Vec::new();
    match project.status {
        Status::Submitted if may(conn, "approve")? => steps.push((TaskKind::ApproveProject, project.submitted_at, None)),
        // A draft of one's own waits for nobody; that of a new round, for whoever has drafted the first.
        Status::Draft if project.round > 1 && may(conn, "update")? => steps.push((TaskKind::DraftRound, Some(project.updated_at), None)),
        Status::Returned if may(conn, "update")? => steps.push((TaskKind::ReviseProject, Some(project.updated_at), None)),
        Status::Approved if in_charge => steps.push((TaskKind::PublishProject, project.approved_at, None)),
        Status::Closed if in_charge => steps.push((TaskKind::OpenBids, project.closed_at, None)),
        Status::Opening if bids::waits_for_decision(conn, &call.actor, &project, path)? => {
            steps.push((TaskKind::QualifyBids, project.opened_at, report_by(conn, call, &project)?));
        }
        Status::AwardProposed | Status::Publicity if call.actor.reaches(&[Role::StreetApprover], path) => {
            steps.extend(of_award(conn, call, &project)?)
        }
        Status::Awarded if in_charge => {
            let sign_by = evaluation::award_of(conn, id)?.and_then(|award| award.sign_by);
            steps.push((TaskKind::DraftContract, Some(project.updated_at), sign_by));
        }
        Status::Failed if in_charge => steps.push((TaskKind::DecideFailed, Some(project.updated_at), None)),
        _ => {}
    }
    if project.is_published() && evaluation::waits_for_panel(conn, call, id)? {
        steps.push((TaskKind::FormPanel, project.published_at, report_by(conn, call, &project)?));
    }
    Ok(steps.into_iter().map(|(kind, since, until)| task(&project, kind, since, until)).collect())
}

/// A step with its beginning and its end.
type Step = (TaskKind, Option<Timestamp>, Option<Timestamp>);

fn of_award(conn: &mut Conn, call: &Call, project: &Project) -> Result<Option<Step>> {
    let award = evaluation::award_sheet(conn, call, &project.id)?;
    let may = |action: &str| award.allowed_actions.contains(&action);
    if may("decide") {
        return Ok(Some((TaskKind::DecideAward, Some(project.updated_at), Some(award.decide_by))));
    }
    Ok(may("confirm_publicity").then_some((TaskKind::ConfirmPublicity, award.publicity_until, None)))
}

fn task(project: &Project, kind: TaskKind, since: Option<Timestamp>, until: Option<Timestamp>) -> Task {
    let id = &project.id;
    let page = match kind {
        TaskKind::ApproveProject => Some(format!("/desk/projects/{id}")),
        TaskKind::DecideAward | TaskKind::ConfirmPublicity => Some(format!("/desk/projects/{id}/award")),
        TaskKind::FormPanel => Some(format!("/desk/projects/{id}/panel")),
        TaskKind::DecideFailed => Some(format!("/desk/projects/{id}/failed")),
        TaskKind::ReviseProject | TaskKind::DraftRound => Some(format!("/desk/projects/{id}/draft")),
        TaskKind::PublishProject => Some(format!("/desk/projects/{id}/publish")),
        TaskKind::DraftContract => Some(format!("/desk/projects/{id}/contract")),
        TaskKind::OpenBids | TaskKind::QualifyBids => Some(opening::record_page(id)),
        _ => None,
    };
    let link = match kind {
        TaskKind::QualifyBids => format!("/api/v1/projects/{id}/bids"),
        _ => format!("/api/v1/projects/{id}"),
    };
    let detail = match kind {
        TaskKind::DecideFailed => projects::reason_in_words(project.status_reason.as_deref()),
        _ => None,
    };
    let (about, number) = (project.title_zh.clone(), Some(project.number.clone()));
    Task { kind, about, detail, number, since: since.unwrap_or(project.updated_at), until, link, page }
}
