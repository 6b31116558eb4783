//! Where a case stands and which moves lead where. Pure.

use chrono::{Months, NaiveDate};

use crate::platform::http::Problem;
use crate::text_enum;

text_enum! {
    /// Where a case stands (`design/lifecycles`).
    pub enum CaseStatus {
        Applied = "applied",
        DueDiligence = "due_diligence",
        Declined = "declined",
        /// It has a place; the term has not begun.
        Admitted = "admitted",
        Incubating = "incubating",
        /// In the one extension of its term.
        Extended = "extended",
        Graduated = "graduated",
        Withdrawn = "withdrawn",
        Expelled = "expelled",
        Expired = "expired",
    }
}

text_enum! {
    /// What can happen to a case.
    pub enum Move {
        Review = "review",
        Admit = "admit",
        Decline = "decline",
        Start = "start",
        Extend = "extend",
        Graduate = "graduate",
        Withdraw = "withdraw",
        Expel = "expel",
        Expire = "expire",
    }
}

impl CaseStatus {
    /// The status after a move; None where the move is not allowed.
    pub fn after(self, step: Move) -> Option<CaseStatus> {
        use CaseStatus as S;
        Some(match (step, self) {
            (Move::Review, S::Applied) => S::DueDiligence,
            (Move::Admit, S::DueDiligence) => S::Admitted,
            (Move::Decline, S::DueDiligence) => S::Declined,
            (Move::Start, S::Admitted) => S::Incubating,
            (Move::Extend, S::Incubating) => S::Extended,
            (Move::Graduate, S::Incubating | S::Extended) => S::Graduated,
            (Move::Withdraw, S::Applied | S::DueDiligence | S::Admitted | S::Incubating | S::Extended) => S::Withdrawn,
            (Move::Expel, S::Incubating | S::Extended) => S::Expelled,
            (Move::Expire, S::Incubating | S::Extended) => S::Expired,
            _ => return None,
        })
    }

    /// The status after a move, or 409 with the moves that are possible now.
    pub fn try_after(self, step: Move) -> Result<CaseStatus, Problem> {
        self.after(step).ok_or_else(|| self.refuses(step.as_str()))
    }

    /// 409: what was asked for is not possible in this status; names the moves that are.
    pub fn refuses(self, wanted: &str) -> Problem {
        let allowed: Vec<_> = Move::ALL.iter().filter(|m| self.after(**m).is_some()).map(Move::as_str).collect();
        Problem::wrong_state("incubation/wrong_status", self.as_str(), wanted, &allowed)
    }

    /// Support, milestones and registration belong to a term that runs.
    pub fn is_running(self) -> bool {
        matches!(self, CaseStatus::Incubating | CaseStatus::Extended)
    }

    /// Whether the case takes one of the programme's places.
    pub fn holds_place(self) -> bool {
        self == CaseStatus::Admitted || self.is_running()
    }
}

impl Move {
    /// The event that the move is recorded as.
    pub fn event(self) -> &'static str {
        match self {
            Move::Review => "incubation_case.taken_up",
            Move::Admit => "incubation_case.admitted",
            Move::Decline => "incubation_case.declined",
            Move::Start => "incubation_case.started",
            Move::Extend => "incubation_case.extended",
            Move::Graduate => "incubation_case.graduated",
            Move::Withdraw => "incubation_case.withdrawn",
            Move::Expel => "incubation_case.expelled",
            Move::Expire => "incubation_case.expired",
        }
    }
}

/// The last day of a term of so many months that begins on `from` (or that is prolonged from there).
pub fn months_later(from: NaiveDate, months: i32) -> NaiveDate {
    let months = Months::new(u32::try_from(months).unwrap_or(0));
    from.checked_add_months(months).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_goes_from_applied_to_graduated_with_or_without_an_extension() {
        let way = |steps: &[Move]| steps.iter().try_fold(CaseStatus::Applied, |status, step| status.after(*step));
        assert_eq!(way(&[Move::Review, Move::Admit, Move::Start, Move::Graduate]), Some(CaseStatus::Graduated));
        assert_eq!(way(&[Move::Review, Move::Admit, Move::Start, Move::Extend, Move::Graduate]), Some(CaseStatus::Graduated));
        assert_eq!(way(&[Move::Review, Move::Admit, Move::Start, Move::Extend, Move::Extend]), None, "one extension");
        assert_eq!(way(&[Move::Admit]), None, "nobody is admitted without due diligence");
    }

    #[test]
    fn nothing_leaves_an_exit() {
        use CaseStatus as S;
        for end in [S::Declined, S::Graduated, S::Withdrawn, S::Expelled, S::Expired] {
            assert!(Move::ALL.iter().all(|step| end.after(*step).is_none()), "{end}");
            assert!(!end.holds_place() && !end.is_running());
        }
    }

    #[test]
    fn support_is_for_a_running_term_and_a_place_is_held_from_admission_on() {
        let those = |rule: fn(CaseStatus) -> bool| CaseStatus::ALL.iter().copied().filter(|status| rule(*status)).collect::<Vec<_>>();
        assert_eq!(those(CaseStatus::is_running), [CaseStatus::Incubating, CaseStatus::Extended]);
        assert_eq!(those(CaseStatus::holds_place), [CaseStatus::Admitted, CaseStatus::Incubating, CaseStatus::Extended]);
    }

    #[test]
    fn a_term_is_counted_in_calendar_months() {
        let day = |text: &str| text.parse::<NaiveDate>().expect(text);
        assert_eq!(months_later(day("2026-03-02"), 12), day("2027-03-02"));
        assert_eq!(months_later(day("2026-08-31"), 6), day("2027-02-28"));
    }
}
