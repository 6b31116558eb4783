//! Where a survey stands and which moves lead where. Pure.

use crate::platform::http::Problem;
use crate::text_enum;

text_enum! {
    /// Where a survey stands.
    pub enum Status {
        Draft = "draft",
        /// Answers are taken; nothing of it changes any more.
        Open = "open",
        /// Its results are there for the place's officials.
        Closed = "closed",
        /// Everybody who is signed in sees the results.
        Published = "published",
    }
}

text_enum! {
    /// What can happen to a survey.
    pub enum Move {
        Open = "open",
        Close = "close",
        Publish = "publish",
    }
}

text_enum! {
    /// Over which way a response came in.
    pub enum Channel {
        /// Over a link that is good once.
        Invitation = "invitation",
        /// Over the link that everybody may use.
        Open = "open",
        /// A committee or the hub entered it for a resident (R122: the traditional way stays).
        Desk = "desk",
    }
}

impl Status {
    /// The status after a move; None where the move is not allowed.
    pub fn after(self, step: Move) -> Option<Status> {
        match (step, self) {
            (Move::Open, Status::Draft) => Some(Status::Open),
            (Move::Close, Status::Open) => Some(Status::Closed),
            (Move::Publish, Status::Closed) => Some(Status::Published),
            _ => None,
        }
    }

    /// The status after a move, or 409 with the moves that are possible now.
    pub fn try_after(self, step: Move) -> Result<Status, Problem> {
        self.after(step).ok_or_else(|| self.refuses(step.as_str()))
    }

    /// 409: not in this state; says what is possible now.
    pub fn refuses(self, wanted: &str) -> Problem {
        let allowed: Vec<_> = Move::ALL.iter().filter(|step| self.after(**step).is_some()).map(Move::as_str).collect();
        Problem::wrong_state("surveys/wrong_status", self.as_str(), wanted, &allowed)
    }

    /// Whether what came in may be counted: nobody steers a survey by looking at it while it runs.
    pub fn has_results(self) -> bool {
        matches!(self, Status::Closed | Status::Published)
    }

    /// Whether links can be handed out: before the opening they are printed, after the closing they are no good.
    pub fn takes_links(self) -> bool {
        matches!(self, Status::Draft | Status::Open)
    }
}

impl Move {
    /// The event that the move is recorded as.
    pub fn event(self) -> &'static str {
        match self {
            Move::Open => "survey.opened",
            Move::Close => "survey.closed",
            Move::Publish => "survey.published",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_survey_goes_one_way_and_skips_nothing() {
        let moves: Vec<_> = Status::ALL
            .iter()
            .flat_map(|from| Move::ALL.iter().filter_map(|step| from.after(*step).map(|to| (from.as_str(), to.as_str()))))
            .collect();
        assert_eq!(moves, [("draft", "open"), ("open", "closed"), ("closed", "published")]);
    }
}
