//! Statuses as bidders call them.

use super::model::Status;
use crate::platform::i18n::Text;

impl Status {
    /// What people call the status.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Draft => ("草稿，未提交", "draft, not submitted"),
            Self::Submitted => ("已提交并密封", "submitted and sealed"),
            Self::Withdrawn => ("已撤回", "withdrawn"),
            Self::Opened => ("已开标，资格审查中", "opened, being qualified"),
            Self::Qualified => ("资格审查通过，评审中", "qualified, being evaluated"),
            Self::Disqualified => ("资格审查未通过", "not qualified"),
            Self::Scored => ("已评分", "scored"),
            Self::Winner => ("成交", "awarded"),
            Self::Reserve => ("候补", "in reserve"),
            Self::NotSelected => ("未成交", "not awarded"),
            Self::Unopened => ("未开启，原样密封", "left sealed, never opened"),
            Self::DeclinedAward => ("放弃成交", "award declined"),
        };
        Text::new(zh, en)
    }
}
