//! Kinds and units of support, and what an entry must say. Pure.

use chrono::NaiveDate;

use crate::platform::decimal::Hundredths;
use crate::platform::http::Check;
use crate::platform::money::Money;
use crate::text_enum;

text_enum! {
    /// What was given (domain §3.4).
    pub enum SupportKind {
        /// 场地
        Premises = "premises",
        /// 会议室
        MeetingRoom = "meeting_room",
        /// 设备
        Equipment = "equipment",
        /// 小额补贴
        SmallGrant = "small_grant",
        /// 注册协助
        RegistrationHelp = "registration_help",
        /// 培训
        Training = "training",
        /// 督导
        Mentoring = "mentoring",
        /// 财务托管
        FinanceHosting = "finance_hosting",
        /// 项目策划
        ProjectDesign = "project_design",
        /// 展示
        Publicity = "publicity",
        /// 资源链接
        Matching = "matching",
        /// 志愿者招募
        VolunteerRecruitment = "volunteer_recruitment",
        /// 保险协助
        InsuranceHelp = "insurance_help",
        /// 党建指导
        PartyBuilding = "party_building",
        /// 法律、审计咨询
        LegalAdvice = "legal_advice",
    }
}

text_enum! {
    /// What the quantity counts.
    pub enum SupportUnit {
        Hour = "hour",
        Day = "day",
        Month = "month",
        Session = "session",
        Piece = "piece",
        Person = "person",
        SquareMetre = "square_metre",
        /// A thing that is counted as a whole (项).
        Item = "item",
    }
}

const MOST_QUANTITY: Hundredths = Hundredths::whole(1_000_000);

/// A value of 0 fen is a value: most support costs nothing (S17). Only a grant of nothing is none.
pub fn check_worth(check: &mut Check, kind: SupportKind, quantity: Hundredths, value: Money) {
    check
        .that(
            Hundredths::ZERO < quantity && quantity <= MOST_QUANTITY,
            "/quantity",
            "out_of_range",
            "须大于 0，且不超过一百万。",
            "must be more than 0 and at most a million.",
        )
        .that(value >= Money::ZERO, "/value_fen", "negative", "不能为负；更正请用冲销。", "cannot be negative: correct by a counter-entry.")
        .that(value <= Money::LARGEST_BUDGET, "/value_fen", "too_large", "金额超出上限 10^15 分。", "must be at most 10^15 fen.")
        .that(
            kind != SupportKind::SmallGrant || value != Money::ZERO,
            "/value_fen",
            "no_amount",
            "小额补贴须有金额。",
            "a small grant has an amount.",
        );
}

/// Support belongs to the term that runs.
pub fn check_day(check: &mut Check, day: NaiveDate, started: Option<NaiveDate>, today: NaiveDate) {
    check.that(day <= today, "/provided_on", "in_the_future", "不能晚于今天。", "must not lie in the future.").that(
        Some(day) >= started,
        "/provided_on",
        "before_the_start",
        "不能早于入壳日期。",
        "must not lie before the start of the term.",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(kind: SupportKind, quantity: &str, fen: i64) -> Vec<&'static str> {
        let mut check = Check::new();
        check_worth(&mut check, kind, Hundredths::parse(quantity).expect(quantity), Money::from_fen(fen));
        check.into_errors().into_iter().map(|error| error.code).collect()
    }

    #[test]
    fn s17_space_for_two_hours_is_worth_0_yuan_and_a_small_grant_is_not() {
        assert_eq!(wrong(SupportKind::MeetingRoom, "2", 0), [""; 0]);
        assert_eq!(wrong(SupportKind::SmallGrant, "1", 500_000), [""; 0]);
        assert_eq!(wrong(SupportKind::SmallGrant, "1", 0), ["no_amount"]);
        assert_eq!(wrong(SupportKind::Training, "0", -1), ["out_of_range", "negative"]);
    }
}
