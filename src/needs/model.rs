//! Where a need stands and which moves lead where. Pure.

use crate::platform::http::Problem;
use crate::platform::i18n::Text;
use crate::text_enum;

text_enum! {
    /// Where a need stands (`design/lifecycles`).
    pub enum Status {
        Reported = "reported",
        Verified = "verified",
        /// A project cites it.
        Planned = "planned",
        InDelivery = "in_delivery",
        /// The delivery was accepted.
        Met = "met",
        /// The residents say that it is solved.
        Confirmed = "confirmed",
        Declined = "declined",
        Merged = "merged",
    }
}

text_enum! {
    /// Over which way a need came in.
    pub enum Channel {
        Committee = "committee",
        /// The hub's desk, for a resident.
        Desk = "desk",
        Survey = "survey",
    }
}

text_enum! {
    /// What can happen to a need.
    pub enum Move {
        Verify = "verify",
        Decline = "decline",
        /// Into another need that says the same.
        Merge = "merge",
        Plan = "plan",
        /// Its project ended without result.
        Release = "release",
        Deliver = "deliver",
        Meet = "meet",
        Confirm = "confirm",
        /// The residents say that it is not solved.
        Reopen = "reopen",
    }
}

impl Status {
    /// What people call the status, in Chinese and in English.
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Reported => ("已上报", "reported"),
            Self::Verified => ("已核实", "verified"),
            Self::Planned => ("已立项", "planned"),
            Self::InDelivery => ("服务中", "in delivery"),
            Self::Met => ("已验收", "met"),
            Self::Confirmed => ("居民已确认", "confirmed"),
            Self::Declined => ("不予受理", "declined"),
            Self::Merged => ("已合并", "merged"),
        }
    }

    /// The same as a text.
    pub fn words(self) -> Text {
        let (zh, en) = self.labels();
        Text::new(zh, en)
    }

    /// The status after a move; None where the move is not allowed.
    pub fn after(self, step: Move) -> Option<Status> {
        use Status as S;
        Some(match (step, self) {
            (Move::Verify, S::Reported) => S::Verified,
            (Move::Decline, S::Reported | S::Verified | S::Planned) => S::Declined,
            (Move::Merge, S::Reported | S::Verified | S::Planned) => S::Merged,
            (Move::Plan, S::Verified) => S::Planned,
            (Move::Release, S::Planned | S::InDelivery) => S::Verified,
            (Move::Deliver, S::Planned) => S::InDelivery,
            (Move::Meet, S::InDelivery) => S::Met,
            (Move::Confirm, S::Met) => S::Confirmed,
            (Move::Reopen, S::Met) => S::Verified,
            _ => return None,
        })
    }

    /// The status after a move, or 409 with the moves that are possible now.
    pub fn try_after(self, step: Move) -> Result<Status, Problem> {
        self.after(step).ok_or_else(|| {
            let allowed: Vec<_> = Move::ALL.iter().filter(|m| self.after(**m).is_some()).map(Move::as_str).collect();
            Problem::wrong_state("needs/wrong_status", self.as_str(), step.as_str(), &allowed)
        })
    }

    /// Whether everybody who is signed in may know of the need.
    pub fn is_public(self) -> bool {
        matches!(self, Status::Verified | Status::Planned | Status::InDelivery | Status::Met | Status::Confirmed)
    }
}

impl Move {
    /// The event that the move is recorded as.
    pub fn event(self) -> &'static str {
        match self {
            Move::Verify => "need.verified",
            Move::Decline => "need.declined",
            Move::Merge => "need.merged",
            Move::Plan => "need.planned",
            Move::Release => "need.released",
            Move::Deliver => "need.delivery_begun",
            Move::Meet => "need.met",
            Move::Confirm => "need.confirmed",
            Move::Reopen => "need.reopened",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_goes_from_reported_to_confirmed() {
        let path = [Move::Verify, Move::Plan, Move::Deliver, Move::Meet, Move::Confirm];
        assert_eq!(path.iter().try_fold(Status::Reported, |status, step| status.after(*step)), Some(Status::Confirmed));
    }

    #[test]
    fn only_the_first_three_are_declined_or_merged() {
        for step in [Move::Decline, Move::Merge] {
            let from: Vec<_> = Status::ALL.iter().copied().filter(|status| status.after(step).is_some()).collect();
            assert_eq!(from, [Status::Reported, Status::Verified, Status::Planned]);
        }
    }

    #[test]
    fn a_no_of_the_residents_and_a_failed_project_lead_back_to_verified() {
        assert_eq!(Status::Met.after(Move::Reopen), Some(Status::Verified));
        assert_eq!(Status::Planned.after(Move::Release), Some(Status::Verified));
        assert_eq!(Status::Verified.after(Move::Release), None);
    }

    #[test]
    fn nothing_leaves_confirmed_declined_or_merged() {
        for end in [Status::Confirmed, Status::Declined, Status::Merged] {
            assert!(Move::ALL.iter().all(|step| end.after(*step).is_none()), "{end}");
        }
    }
}
