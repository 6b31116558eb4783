//! The approvals of one submission: which steps are done, which is open, and who may take it. Pure.

use super::model::{CollectiveDecision, Decision};
use super::store::Approval;
use crate::platform::http::{Check, FieldError, Problem, Result};
use crate::platform::ids::UserId;
use crate::rules::rule_set::ApprovalStep;

/// Which submission a project stands in. Every one ended by a return, or by the round that followed its approval.
pub fn submission_of(round: i32, history: &[Approval]) -> i32 {
    let returned = history.iter().filter(|approval| approval.decision == Decision::Returned).count();
    round.saturating_add(i32::try_from(returned).unwrap_or(i32::MAX))
}

/// What has been decided on this submission, in order.
pub fn decided(history: &[Approval], submission: i32) -> Vec<Approval> {
    history.iter().filter(|approval| approval.submission == submission).cloned().collect()
}

/// The open step, from 1.
pub fn open_step(decided: &[Approval]) -> i32 {
    i32::try_from(decided.len()).unwrap_or(i32::MAX).saturating_add(1)
}

/// R60, R63: every step is taken by another person.
pub fn must_be_another_person(user: &UserId, decided: &[Approval]) -> Result<()> {
    if decided.iter().any(|approval| approval.decided_by == *user) {
        return Err(Problem::conflict(
            "projects/already_decided",
            "您已批准了前一步，下一步须由另一位审批人办理。",
            "You have taken an earlier step: the next one needs another approver.",
        ));
    }
    Ok(())
}

/// The collective decision is recorded where the step asks for it, and nowhere else (R60).
pub fn must_record_what_the_step_asks(step: &ApprovalStep, given: Option<&CollectiveDecision>, today: chrono::NaiveDate) -> Result<()> {
    let mut check = Check::new();
    match (step.collective_decision, given) {
        (true, None) => {
            check.push(FieldError::new(
                "/collective_decision",
                "required",
                "达到 3 万元须集体决策：请填写会议、日期和纪要编号。",
                "from 30,000 yuan a collective decision is needed: give the meeting, its date and the number of its minutes.",
            ));
        }
        (false, Some(_)) => {
            check.push(FieldError::new(
                "/collective_decision",
                "not_asked_for",
                "这一步不需要集体决策记录。",
                "this step records no collective decision.",
            ));
        }
        (false, None) => {}
        (true, Some(given)) => {
            check
                .text("/collective_decision/meeting", &given.meeting, 200)
                .text("/collective_decision/minute_number", &given.minute_number, 100)
                .that(
                    given.held_on <= today,
                    "/collective_decision/held_on",
                    "in_the_future",
                    "会议日期不能晚于今天。",
                    "must not be later than today.",
                );
        }
    }
    check.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::ProjectId;
    use crate::platform::time::Timestamp;
    use crate::rules::rule_set::ApproverRole;

    fn approval(submission: i32, step: i32, decision: Decision) -> Approval {
        let now = Timestamp::from_naive(chrono::NaiveDateTime::default());
        Approval::new(&ProjectId::new(), submission, step, decision, UserId::new(), now)
    }

    #[test]
    fn a_return_and_a_new_round_each_begin_another_submission() {
        let history = [approval(1, 1, Decision::Approved), approval(1, 2, Decision::Returned)];
        assert_eq!(submission_of(1, &[]), 1);
        assert_eq!(submission_of(1, &history[..1]), 1);
        assert_eq!(submission_of(1, &history), 2);
        assert_eq!(submission_of(2, &history), 3);
        assert_eq!(decided(&history, 2), []);
        assert_eq!(open_step(&decided(&history[..1], 1)), 2);
    }

    #[test]
    fn r63_one_person_takes_one_step() {
        let done = [approval(1, 1, Decision::Approved)];
        assert!(must_be_another_person(&done[0].decided_by, &done).is_err());
        assert!(must_be_another_person(&UserId::new(), &done).is_ok());
    }

    #[test]
    fn r60_a_collective_decision_is_recorded_with_meeting_date_and_minutes() {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let step = |collective_decision| ApprovalStep { role: ApproverRole::StreetApprover, collective_decision };
        let given = |held_on: &str, minutes: &str| CollectiveDecision {
            meeting: "主任办公会".into(),
            held_on: held_on.parse().unwrap(),
            minute_number: minutes.into(),
        };
        let pointers = |result: Result<()>| -> Vec<String> {
            result.err().map(|p| p.errors().iter().map(|e| e.pointer.clone()).collect()).unwrap_or_default()
        };
        assert!(must_record_what_the_step_asks(&step(true), Some(&given("2026-03-02", "7")), today).is_ok());
        assert!(must_record_what_the_step_asks(&step(false), None, today).is_ok());
        assert_eq!(pointers(must_record_what_the_step_asks(&step(true), None, today)), ["/collective_decision"]);
        assert_eq!(
            pointers(must_record_what_the_step_asks(&step(false), Some(&given("2026-03-02", "7")), today)),
            ["/collective_decision"]
        );
        assert_eq!(
            pointers(must_record_what_the_step_asks(&step(true), Some(&given("2026-03-03", " ")), today)),
            ["/collective_decision/minute_number", "/collective_decision/held_on"]
        );
    }
}
