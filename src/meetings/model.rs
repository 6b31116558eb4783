//! Where a meeting, a run and a talk stand, and what can be done then. Pure.

use crate::platform::http::Problem;
use crate::platform::i18n::Text;
use crate::text_enum;

text_enum! {
    /// Where a meeting stands.
    pub enum Status {
        /// Its hub prepares it.
        Draft = "draft",
        /// Organisations register.
        Open = "open",
        /// It was solved once; participants still come and go, and it is solved again until a run of today is confirmed.
        Solved = "solved",
        /// One run was chosen: its pairs are talks with a time.
        Confirmed = "confirmed",
        /// It took place: both sides say what became of their talks.
        Held = "held",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What can be done with a meeting.
    pub enum Command {
        Update = "update",
        /// A participant or a demand comes, changes or goes.
        Enter = "enter",
        Open = "open",
        Solve = "solve",
        Confirm = "confirm",
        /// A talk is moved or called off.
        Rearrange = "rearrange",
        Hold = "hold",
        /// A side consents to the introduction, or says what became of the talk.
        NoteOutcome = "note_outcome",
        Close = "close",
        Cancel = "cancel",
    }
}

impl Status {
    /// The status after a command; None where it is not allowed.
    pub fn after(self, command: Command) -> Option<Status> {
        use Status as S;
        Some(match (command, self) {
            (Command::Update | Command::Enter, S::Draft | S::Open | S::Solved) => self,
            (Command::Open, S::Draft) => S::Open,
            (Command::Solve, S::Open | S::Solved) => S::Solved,
            (Command::Confirm, S::Solved) => S::Confirmed,
            (Command::Rearrange, S::Confirmed) => S::Confirmed,
            (Command::Hold, S::Confirmed) => S::Held,
            (Command::NoteOutcome, S::Held) => S::Held,
            (Command::Close, S::Held) => S::Closed,
            (Command::Cancel, S::Draft | S::Open | S::Solved | S::Confirmed) => S::Cancelled,
            _ => return None,
        })
    }

    /// The status after a command, or 409 with what is possible now.
    pub fn try_after(self, command: Command) -> Result<Status, Problem> {
        self.after(command).ok_or_else(|| {
            let allowed: Vec<_> = Command::ALL.iter().filter(|c| self.after(**c).is_some()).map(Command::as_str).collect();
            Problem::wrong_state("meetings/wrong_status", self.as_str(), command.as_str(), &allowed)
        })
    }

    /// What people call it.
    pub fn words(self) -> Text {
        match self {
            Self::Draft => Text::new("筹备中", "in preparation"),
            Self::Open | Self::Solved => Text::new("报名中", "open for registration"),
            Self::Confirmed => Text::new("日程已定", "timetable set"),
            Self::Held => Text::new("已举行", "held"),
            Self::Closed => Text::new("已结束", "closed"),
            Self::Cancelled => Text::new("已取消", "called off"),
        }
    }

    /// Whether there is a timetable.
    pub fn has_talks(self) -> bool {
        matches!(self, Status::Confirmed | Status::Held | Status::Closed)
    }
}

text_enum! {
    /// Which optimum is looked for.
    #[derive(Default)]
    pub enum Mode {
        /// The largest total score, with a proof.
        #[default]
        Optimal = "optimal",
        /// No two that would both rather talk with each other.
        Stable = "stable",
    }
}

impl Mode {
    /// What people call it.
    pub fn words(self) -> Text {
        match self {
            Self::Optimal => Text::new("总分最大", "largest total score"),
            Self::Stable => Text::new("稳定配对", "stable pairs"),
        }
    }
}

text_enum! {
    /// Where a run stands.
    pub enum RunStatus {
        Queued = "queued",
        Solved = "solved",
        /// There is no such meeting, or the work was given up; the run says why.
        Refused = "refused",
    }
}

impl RunStatus {
    /// What people call it.
    pub fn words(self) -> Text {
        match self {
            Self::Queued => Text::new("运算中", "being solved"),
            Self::Solved => Text::new("已完成", "solved"),
            Self::Refused => Text::new("无解", "no such meeting"),
        }
    }
}

text_enum! {
    /// What is asked of a pair beside its score.
    pub enum ConditionKind {
        /// It is made in any case.
        Locked = "locked",
        /// It is never made.
        Forbidden = "forbidden",
    }
}

impl ConditionKind {
    /// What people call it.
    pub fn words(self) -> Text {
        match self {
            Self::Locked => Text::new("锁定", "locked"),
            Self::Forbidden => Text::new("禁止", "forbidden"),
        }
    }
}

text_enum! {
    /// The two sides of a talk.
    pub enum Side {
        /// The organisation that offers.
        Organization = "organization",
        /// The project or need that asks, spoken for by its officials.
        Demand = "demand",
    }
}

impl Side {
    pub fn words(self) -> Text {
        match self {
            Self::Organization => Text::new("机构", "organisation"),
            Self::Demand => Text::new("需求方", "asking side"),
        }
    }
}

text_enum! {
    /// Where a talk stands.
    pub enum TalkStatus {
        Planned = "planned",
        /// Both sides have consented: each sees the other's contact (S13).
        Introduced = "introduced",
        Agreed = "agreed",
        NoInterest = "no_interest",
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What can happen to a talk.
    pub enum TalkMove {
        Move = "move",
        Cancel = "cancel",
        /// The second consent.
        Introduce = "introduce",
        Agree = "agree",
        Decline = "decline",
    }
}

impl TalkStatus {
    /// The status after a move; None where it is not allowed.
    pub fn after(self, step: TalkMove) -> Option<TalkStatus> {
        use TalkStatus as T;
        Some(match (step, self) {
            (TalkMove::Move, T::Planned) => T::Planned,
            (TalkMove::Cancel, T::Planned) => T::Cancelled,
            (TalkMove::Introduce, T::Planned) => T::Introduced,
            (TalkMove::Agree, T::Introduced) => T::Agreed,
            (TalkMove::Decline, T::Planned | T::Introduced) => T::NoInterest,
            _ => return None,
        })
    }

    /// The status after a move, or 409 with the moves that are possible now.
    pub fn try_after(self, step: TalkMove) -> Result<TalkStatus, Problem> {
        self.after(step).ok_or_else(|| {
            let allowed: Vec<_> = TalkMove::ALL.iter().filter(|m| self.after(**m).is_some()).map(TalkMove::as_str).collect();
            Problem::wrong_state("meetings/wrong_talk_status", self.as_str(), step.as_str(), &allowed)
        })
    }

    /// What people call it.
    pub fn words(self) -> Text {
        match self {
            Self::Planned => Text::new("已安排", "planned"),
            Self::Introduced => Text::new("已引荐", "introduced"),
            Self::Agreed => Text::new("已达成意向", "agreed"),
            Self::NoInterest => Text::new("无意向", "no interest"),
            Self::Cancelled => Text::new("已取消", "cancelled"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table<S: Copy + ToString, C: Copy + ToString>(states: &[S], commands: &[C], after: impl Fn(S, C) -> Option<S>) -> String {
        let line = |state: S| {
            let moves = commands.iter().filter_map(|c| after(state, *c).map(|to| format!("{} → {}", c.to_string(), to.to_string())));
            format!("{}: {}\n", state.to_string(), moves.collect::<Vec<_>>().join(", "))
        };
        states.iter().map(|state| line(*state)).collect()
    }

    #[test]
    fn what_each_status_of_a_meeting_allows() {
        insta::assert_snapshot!("meeting", table(Status::ALL, Command::ALL, Status::after));
    }

    #[test]
    fn what_each_status_of_a_talk_allows() {
        insta::assert_snapshot!("talk", table(TalkStatus::ALL, TalkMove::ALL, TalkStatus::after));
    }
}
