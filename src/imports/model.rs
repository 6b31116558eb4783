//! What is imported, how, and where an import stands. Pure.

use crate::platform::i18n::Text;
use crate::text_enum;

text_enum! {
    /// What the rows are.
    pub enum Kind {
        Organizations = "organizations",
        Needs = "needs",
        BudgetLines = "budget_lines",
    }
}

text_enum! {
    /// What becomes of the rows.
    #[derive(Default)]
    pub enum Mode {
        /// Nothing is entered: what would become of each row.
        #[default]
        DryRun = "dry_run",
        /// Every row in one transaction, or none.
        AllOrNothing = "all_or_nothing",
        /// Rows that are wrong or on file are left out.
        ValidRows = "valid_rows",
    }
}

text_enum! {
    /// Where an import stands.
    pub enum Status {
        Checking = "checking",
        /// Every row is sound and is being entered.
        Importing = "importing",
        Completed = "completed",
        /// Nothing was entered.
        Refused = "refused",
        /// It could not be worked off; what was entered before stays.
        Failed = "failed",
    }
}

/// Rows that are checked in one transaction.
pub(super) const CHUNK: usize = 100;

/// What the rows turned out to be so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub checked: i32,
    /// A cell or the row is wrong, or the row stands twice.
    pub invalid: i32,
    /// On file before.
    pub existing: i32,
    pub imported: i32,
}

impl Kind {
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Organizations => ("机构", "organisations"),
            Self::Needs => ("需求", "needs"),
            Self::BudgetLines => ("预算项目", "budget lines"),
        };
        Text::new(zh, en)
    }

    /// The operation that enters one of them: whoever may call it may import many.
    pub(super) fn creation(self) -> &'static str {
        match self {
            Self::Organizations => "organizations_create",
            Self::Needs => "needs_report",
            Self::BudgetLines => "budget_lines_create",
        }
    }

    pub fn import(self) -> &'static str {
        match self {
            Self::Organizations => "imports_organizations",
            Self::Needs => "imports_needs",
            Self::BudgetLines => "imports_budget_lines",
        }
    }
}

impl Mode {
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::DryRun => ("只检查，不导入", "check only"),
            Self::AllOrNothing => ("全部正确才导入", "all rows or none"),
            Self::ValidRows => ("只导入正确的行", "the valid rows"),
        };
        Text::new(zh, en)
    }

    /// Where an import goes when every row was checked.
    pub(super) fn after_check(self, counts: Counts) -> Status {
        match self {
            Self::DryRun | Self::ValidRows => Status::Completed,
            Self::AllOrNothing if counts.invalid + counts.existing == 0 => Status::Importing,
            Self::AllOrNothing => Status::Refused,
        }
    }
}

impl Status {
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Checking => ("正在检查", "being checked"),
            Self::Importing => ("正在导入", "being imported"),
            Self::Completed => ("已完成", "completed"),
            Self::Refused => ("未导入", "refused"),
            Self::Failed => ("中断", "failed"),
        };
        Text::new(zh, en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_or_nothing_is_refused_for_one_wrong_row_and_for_one_on_file() {
        let sound = Counts { checked: 3, ..Counts::default() };
        assert_eq!(Mode::AllOrNothing.after_check(sound), Status::Importing);
        assert_eq!(Mode::AllOrNothing.after_check(Counts { invalid: 1, ..sound }), Status::Refused);
        assert_eq!(Mode::AllOrNothing.after_check(Counts { existing: 1, ..sound }), Status::Refused);
        assert_eq!(Mode::ValidRows.after_check(Counts { invalid: 3, ..sound }), Status::Completed);
        assert_eq!(Mode::DryRun.after_check(sound), Status::Completed);
    }
}
