//! What a bid is, and which moves lead from which status to which. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::platform::http::Problem;
use crate::text_enum;

text_enum! {
    /// Where a bid stands (`design/lifecycles`).
    pub enum Status {
        Draft = "draft",
        Submitted = "submitted",
        Withdrawn = "withdrawn",
        Opened = "opened",
        Qualified = "qualified",
        Disqualified = "disqualified",
        Scored = "scored",
        Winner = "winner",
        Reserve = "reserve",
        NotSelected = "not_selected",
        /// The project failed or was cancelled before opening: the content stays sealed.
        Unopened = "unopened",
        DeclinedAward = "declined_award",
    }
}

text_enum! {
    pub enum Move {
        Submit = "submit",
        Withdraw = "withdraw",
        Open = "open",
        Qualify = "qualify",
        Disqualify = "disqualify",
        Score = "score",
        Win = "win",
        Reserve = "reserve",
        PassOver = "pass_over",
        LeaveSealed = "leave_sealed",
        Decline = "decline",
    }
}

impl Status {
    /// The status after a move; None where the move is not allowed.
    pub fn after(self, step: Move) -> Option<Status> {
        use Status as S;
        Some(match (step, self) {
            (Move::Submit, S::Draft | S::Withdrawn) => S::Submitted,
            (Move::Withdraw, S::Submitted) => S::Withdrawn,
            (Move::Open, S::Submitted) => S::Opened,
            (Move::Qualify, S::Opened) => S::Qualified,
            // A bid that does not open, or fails a rule at opening or at a later check.
            (Move::Disqualify, S::Submitted | S::Opened | S::Qualified | S::Scored) => S::Disqualified,
            (Move::Score, S::Qualified) => S::Scored,
            (Move::Win, S::Scored | S::Reserve) => S::Winner,
            (Move::Reserve, S::Scored) => S::Reserve,
            (Move::PassOver, S::Scored | S::Reserve) => S::NotSelected,
            (Move::LeaveSealed, S::Submitted) => S::Unopened,
            (Move::Decline, S::Winner) => S::DeclinedAward,
            _ => return None,
        })
    }

    pub fn moves(self) -> Vec<Move> {
        Move::ALL.iter().copied().filter(|step| self.after(*step).is_some()).collect()
    }

    /// The status after a move, or 409 with the moves that are possible now.
    pub fn try_after(self, step: Move) -> Result<Status, Problem> {
        self.after(step).ok_or_else(|| {
            let allowed: Vec<_> = self.moves().iter().map(Move::as_str).collect();
            Problem::wrong_state("bids/wrong_status", self.as_str(), step.as_str(), &allowed)
        })
    }
}

/// What a bidder offers. Nothing of it is stored in plain before the opening.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The whole price in fen.
    #[schema(example = 7600000)]
    pub price_fen: i64,
    /// How the service will be done.
    pub proposal_zh: String,
    /// Who will do it: positions and qualifications, no names of people.
    #[serde(default)]
    pub team_zh: String,
    /// What the bidder declares: statement key → text (R20 and what the call asks for).
    #[serde(default)]
    pub declarations: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withdrawn_bid_can_be_submitted_again_and_an_opened_one_cannot() {
        assert_eq!(Status::Withdrawn.after(Move::Submit), Some(Status::Submitted));
        for late in [Status::Opened, Status::Qualified, Status::Winner, Status::Unopened, Status::Disqualified] {
            assert_eq!(late.after(Move::Submit), None, "{late}");
            assert_eq!(late.after(Move::Withdraw), None, "{late}");
        }
    }
}
