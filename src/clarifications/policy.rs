//! Who may ask and who may answer.

use super::store::{self, Clarification};
use super::term;
use crate::areas;
use crate::bids;
use crate::organizations::{self, Organization};
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{ClarificationId, UserId};
use crate::platform::time::Timestamp;
use crate::projects::{self, Project, Status};
use crate::rules::rule_set::ClarificationRule;

/// Questions of one organisation about one call, at most.
const MOST_QUESTIONS: i64 = 20;

/// A question and the call that it is about; 404 where there is none.
pub(super) fn found(conn: &mut Conn, id: &str) -> Result<(Clarification, Project)> {
    let unknown = || Problem::not_found("提问", "question");
    let row = store::find(conn, &ClarificationId::parse(id).ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    let project =
        projects::find(conn, &row.project_id)?.ok_or_else(|| Problem::broken(format!("question {} is about no project", row.id)))?;
    Ok((row, project))
}

pub(super) fn is_own(actor: &Actor, row: &Clarification) -> bool {
    bids::organizations(actor).contains(&row.organization_id)
}

/// The rule under which a call is asked about; 409 where its rule set takes no questions.
pub(super) fn rule(project: &Project) -> Result<ClarificationRule> {
    project.frozen_rules()?.clarifications.ok_or_else(|| {
        Problem::conflict("clarifications/not_taken", "这个项目的规则集不设在线提问。", "The rule set of this project takes no questions.")
    })
}

/// The moment from which it is too late to ask; none where the call takes no questions.
pub(super) fn ask_by(call: &Call, project: &Project) -> Result<Option<Timestamp>> {
    let (Some(published), Some(deadline)) = (project.published_at, project.deadline) else { return Ok(None) };
    let rule = project.frozen_rules()?.clarifications;
    Ok(rule.and_then(|rule| term::ask_by(&call.platform.calendar(), published, deadline, rule.ask_until)))
}

/// 409 unless the hub has verified who asks: every question is mailed to those who answer, and anybody can register.
pub(super) fn is_verified(asker: &Organization) -> Result<()> {
    if asker.status == organizations::Status::Verified {
        return Ok(());
    }
    Err(Problem::conflict(
        "clarifications/not_verified",
        "机构的登记信息须先经枢纽核验（未暂停、未注销），才能提问。",
        "Only an organisation whose registration the hub has verified (and that is not suspended or ended) can ask.",
    ))
}

/// Asking ends before the deadline, so that there is time to answer.
pub(super) fn may_still_ask(call: &Call, project: &Project, asked: i64) -> Result<()> {
    bids::window(project.status, project.deadline, call.now)?;
    rule(project)?;
    let last = ask_by(call, project)?;
    if last.is_none_or(|last| call.now >= last) {
        let (zh, en) = match last {
            Some(last) => (last.shanghai(), last.to_string()),
            None => ("公告发布时".to_owned(), "the publication".to_owned()),
        };
        return Err(Problem::conflict(
            "clarifications/too_late",
            format!("提问已于 {zh} 截止。"),
            format!("Questions were taken until {en}."),
        ));
    }
    if asked >= MOST_QUESTIONS {
        return Err(Problem::conflict(
            "clarifications/too_many",
            format!("每个机构对一个项目最多提 {MOST_QUESTIONS} 个问题。"),
            format!("An organisation asks at most {MOST_QUESTIONS} questions about a call."),
        ));
    }
    Ok(())
}

/// Who may answer: the buyer's officer in charge, and the hub where the answer cannot affect the bids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answerer {
    Buyer,
    Hub,
}

pub(super) fn answerer(actor: &Actor, project: &Project, path: &str) -> Option<Answerer> {
    if bids::is_in_charge(actor, project, path) {
        Some(Answerer::Buyer)
    } else if actor.reaches(&[Role::HubOperator], path) {
        Some(Answerer::Hub)
    } else {
        None
    }
}

/// The person who may give this answer; 403 for everybody else.
pub(super) fn may_answer(actor: &Actor, project: &Project, path: &str, affects_bids: bool) -> Result<UserId> {
    let user = actor.user_id().cloned();
    match (answerer(actor, project, path), user) {
        (Some(Answerer::Buyer), Some(user)) => Ok(user),
        (Some(Answerer::Hub), Some(user)) if !affects_bids => Ok(user),
        (Some(Answerer::Hub), _) => Err(Problem::forbidden(
            "clarifications/buyer_needed",
            "可能影响投标的答复就是更正采购公告，须由采购方的经办人作出。",
            "An answer that may affect bids amends the call: it is given by the buyer's officer in charge.",
        )),
        _ => Err(Problem::forbidden(
            "clarifications/not_in_charge",
            "答复由采购方的经办人或该区域的枢纽人员作出。",
            "Questions are answered by the buyer's officer in charge or the hub of the place.",
        )),
    }
}

/// What the caller may do with a question now.
pub(super) fn actions(conn: &mut Conn, call: &Call, row: &Clarification, project: &Project) -> Result<Vec<&'static str>> {
    let waits = row.answered_at.is_none() && row.round == project.round && project.status == Status::Published;
    if !waits || project.deadline.is_none_or(|deadline| call.now >= deadline) {
        return Ok(Vec::new());
    }
    let path = areas::path_of(conn, &project.area_code, "/area_code")?;
    Ok(if answerer(&call.actor, project, &path).is_some() { vec!["answer"] } else { Vec::new() })
}
