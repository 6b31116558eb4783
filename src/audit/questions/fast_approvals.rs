//! `GET /audit/questions/fast-approvals`: approvals less than a minute after it was the approver's turn.

use actix_web::{get, web};
use chrono::TimeDelta;
use serde::Serialize;

use crate::audit::purchases::{AuditPurchase, AuditQuery, ids, key};
use crate::audit::store::{self, Stage};
use crate::journal;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, ProblemDocument, Reply, Result};
use crate::platform::ids::UserId;
use crate::platform::time::Timestamp;
use crate::projects::{Approval, Decision, Project};

/// An approval that took less is fast.
const A_MINUTE: TimeDelta = TimeDelta::seconds(60);

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FastApproval {
    pub purchase: AuditPurchase,
    /// Which submission, and which step of its ladder; both from 1.
    pub submission: i32,
    pub step: i32,
    pub decided_by: UserId,
    /// When it was this step's turn: the submission, or the step before.
    pub turn_at: Timestamp,
    pub decided_at: Timestamp,
    /// Whole seconds between them.
    pub seconds: i64,
}

/// Which approvals took less than a minute?
///
/// From the submission, or from the step before, to the approval (`from`, `to`: the day of the approval); a minute and more is none.
#[utoipa::path(operation_id = "audit_fast_approvals", tag = "audit", params(AuditQuery), responses(
    (status = 200, description = "A page of approvals", body = Page<FastApproval>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/questions/fast-approvals")]
pub async fn handle(cx: Cx, query: web::Query<AuditQuery>) -> Answer {
    let query = query.into_inner();
    journal::catch_up(cx.platform()).await?;
    cx.read("audit_fast_approvals", move |conn, call| Reply::ok(&fast_approvals(conn, call, &query)?)).await
}

/// For the pages too.
pub fn fast_approvals(conn: &mut Conn, call: &Call, query: &AuditQuery) -> Result<Page<FastApproval>> {
    let question = query.question(conn, call)?;
    question.page(conn, Stage::Submitted, |conn, purchases| {
        let decided = store::approvals_of(conn, &ids(purchases))?;
        let with_approvals: Vec<String> = decided.iter().map(|approval| approval.project_id.to_string()).collect();
        let submitted = journal::events_of_projects(conn, &["project.submitted"], &with_approvals)?;
        let fast = decided.iter().filter_map(|approval| {
            let project = purchases.iter().find(|project| project.id == approval.project_id)?;
            let submissions: Vec<Timestamp> = submitted
                .iter()
                .filter(|entry| entry.project_id.as_deref() == Some(project.id.as_str()))
                .map(|entry| entry.occurred_at)
                .collect();
            let row = view(project, approval, turn(approval, &decided, &submissions)?)?;
            question.is_about(approval.decided_at).then(|| (key(&project.id, &approval.id), row))
        });
        Ok(fast.collect())
    })
}

fn view(project: &Project, approval: &Approval, turn_at: Timestamp) -> Option<FastApproval> {
    if approval.decision != Decision::Approved || !is_fast(turn_at, approval.decided_at) {
        return None;
    }
    Some(FastApproval {
        purchase: AuditPurchase::of(project),
        submission: approval.submission,
        step: approval.step,
        decided_by: approval.decided_by.clone(),
        turn_at,
        decided_at: approval.decided_at,
        seconds: (approval.decided_at.micros() - turn_at.micros()) / 1_000_000,
    })
}

/// When it was this step's turn: the later of the last submission and the last step before it.
fn turn(approval: &Approval, decided: &[Approval], submissions: &[Timestamp]) -> Option<Timestamp> {
    let earlier = decided
        .iter()
        .filter(|other| other.project_id == approval.project_id && other.submission == approval.submission && other.step < approval.step);
    let before = |moment: &Timestamp| *moment <= approval.decided_at;
    earlier.map(|other| other.decided_at).chain(submissions.iter().copied()).filter(before).max()
}

fn is_fast(turn_at: Timestamp, decided_at: Timestamp) -> bool {
    decided_at.micros() - turn_at.micros() < A_MINUTE.num_microseconds().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::ProjectId;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000 + micros).unwrap()
    }

    #[test]
    fn a_minute_is_not_fast_and_a_microsecond_less_is() {
        assert!(!is_fast(at(0), at(60_000_000)));
        assert!(is_fast(at(0), at(59_999_999)));
    }

    #[test]
    fn the_turn_is_the_submission_or_the_step_before() {
        let project = ProjectId::new();
        let approval = |submission, step, when| Approval::new(&project, submission, step, Decision::Approved, UserId::new(), at(when));
        let decided = [approval(1, 1, 50), approval(1, 2, 70), approval(2, 1, 95)];
        let submissions = [at(10), at(90)];
        let turns: Vec<_> = decided.iter().map(|approval| turn(approval, &decided, &submissions)).collect();
        assert_eq!(turns, [Some(at(10)), Some(at(50)), Some(at(90))]);
        assert_eq!(turn(&decided[0], &decided, &[]), None, "of a step that nobody has submitted nothing is said");
    }
}
