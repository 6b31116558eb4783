//! What kinds of notices there are, and what each is written from.

use crate::text_enum;

text_enum! {
    /// What a notice tells.
    pub enum NoticeKind {
        /// 采购公告: the call for bids.
        Call = "call",
        /// 更正公告: what the buyer changed while bids are taken.
        Amendment = "amendment",
        /// 答疑公告: a question about the call, without the asker, and its answer.
        Clarification = "clarification",
        /// 结果公示: the decision, open to objections until the publicity ends.
        Result = "result",
        /// 成交公告: the award stands.
        Award = "award",
        /// 合同公告: both sides have signed.
        Contract = "contract",
        /// 流标公告: no award came of it.
        Failure = "failure",
        /// 终止公告: the buyer withdrew the call.
        Cancellation = "cancellation",
    }
}

impl NoticeKind {
    /// The notice that tells of an event, where one does. What ends before it was public has no notice.
    pub fn of(event: &str) -> Option<Self> {
        Some(match event {
            "project.published" => Self::Call,
            "project.amended" => Self::Amendment,
            "clarification.answered" => Self::Clarification,
            "award.decided" => Self::Result,
            "project.awarded" => Self::Award,
            "contract.signed" => Self::Contract,
            "project.failed" => Self::Failure,
            "project.cancelled" => Self::Cancellation,
            _ => return None,
        })
    }

    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Call => ("采购公告", "Call for bids"),
            Self::Amendment => ("更正公告", "Amendment"),
            Self::Clarification => ("答疑公告", "Question answered"),
            Self::Result => ("结果公示", "Result, open to objections"),
            Self::Award => ("成交公告", "Award"),
            Self::Contract => ("合同公告", "Contract"),
            Self::Failure => ("流标公告", "No award"),
            Self::Cancellation => ("终止公告", "Cancelled"),
        }
    }
}
