//! Who may bid, rule by rule, each answered with a reason. Pure.
//!
//! Identity, registration and the blocks of R3, R20 and R21 refuse at submission. Everything else is flagged, and a person
//! decides. Membership of the hub, a rating or a place never excludes anybody (R23, R24): they are not even asked for here.

use chrono::NaiveDate;

use crate::organizations::ContractBar;
use crate::platform::i18n::Text;
use crate::text_enum;

text_enum! {
    /// When a bid was checked.
    pub enum Stage {
        Submission = "submission",
        Opening = "opening",
        Award = "award",
        Signing = "signing",
    }
}

text_enum! {
    /// What came of a rule. `flagged` is decided by the officer in charge, `refused` by the rule itself.
    pub enum Outcome {
        Met = "met",
        Flagged = "flagged",
        Refused = "refused",
    }
}

text_enum! {
    /// What is asked of a bidder and its bid.
    pub enum Rule {
        /// R20: the hub has verified the registration.
        VerifiedRegistration = "verified_registration",
        /// R2, R3: its kind may be a supplier; a team without registration needs a host.
        MayContract = "may_contract",
        /// R20: no major breach within three years.
        NoMajorBreach = "no_major_breach",
        /// R21: nobody of its own could see or edit the draft of the call.
        DraftedByOthers = "drafted_by_others",
        /// R21: not led by the same person as the author, the buyer or another bidder.
        IndependentHead = "independent_head",
        /// The call: one of the service fields asked for.
        OffersField = "offers_field",
        /// The call: works in the place of the project.
        ServesArea = "serves_area",
        /// R32: within the budget. Answered when the price is known.
        WithinBudget = "within_budget",
        /// Every file is what was sealed. Answered at the opening of a bid with files.
        FilesIntact = "files_intact",
    }
}

/// What is known of a bidder and its bid.
#[derive(Clone, Debug)]
pub struct Facts {
    pub today: NaiveDate,
    pub is_verified: bool,
    /// Why an organisation of its kind cannot be a supplier.
    pub bar: Option<ContractBar>,
    /// The last day on which a major breach counts.
    pub major_breach_until: Option<NaiveDate>,
    /// It wrote the call, pays for it, or one of its members could see or edit the draft.
    pub knew_the_draft: bool,
    pub shares_its_head: bool,
    /// None where the call asks for no field.
    pub offers_a_field: Option<bool>,
    /// None where the call does not ask for it.
    pub serves_the_area: Option<bool>,
    /// None while the price is sealed.
    pub is_within_budget: Option<bool>,
    /// None before the opening, and of a bid without files.
    pub files_are_intact: Option<bool>,
}

/// A rule's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub outcome: Outcome,
    /// Why, for programs; `met` where there is nothing to say.
    pub code: &'static str,
    pub detail: Text,
}

/// Answers every rule that can be answered now.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let breach = facts.major_breach_until.filter(|until| *until >= facts.today);
    let breach_until = breach.map_or_else(String::new, |day| day.to_string());
    let answers = [
        Some(refused_unless(
            facts.is_verified,
            Rule::VerifiedRegistration,
            ("not_verified", "机构的登记信息未经枢纽核验，或已暂停、注销。", "The registration is not verified, or is suspended or ended."),
        )),
        Some(match facts.bar {
            None => met(Rule::MayContract),
            Some(ContractBar::UnregisteredTeam) => Finding {
                rule: Rule::MayContract,
                outcome: Outcome::Refused,
                code: "no_host",
                detail: Text::new(
                    "未登记的团队不能独立签约，须由已登记的机构承接。",
                    "An unregistered team cannot contract without a registered host.",
                ),
            },
            Some(bar) => Finding {
                rule: Rule::MayContract,
                outcome: Outcome::Refused,
                code: bar.as_str(),
                detail: Text::new(
                    format!("此类机构不得作为承接主体（{}）。", bar.rule()),
                    format!("An organisation of this kind may not be a supplier ({}).", bar.rule()),
                ),
            },
        }),
        Some(refused_unless(
            breach.is_none(),
            Rule::NoMajorBreach,
            (
                "major_breach",
                &format!("三年内有重大违法记录，至 {breach_until} 止。"),
                &format!("A major breach counts until {breach_until}."),
            ),
        )),
        Some(refused_unless(
            !facts.knew_the_draft,
            Rule::DraftedByOthers,
            (
                "knew_the_draft",
                "机构起草、购买或其成员接触过本项目的草案，不得参与投标。",
                "The organisation wrote or buys this project, or one of its members could see or edit the draft.",
            ),
        )),
        Some(flagged_unless(
            !facts.shares_its_head,
            Rule::IndependentHead,
            (
                "same_head",
                "法定代表人与起草方、购买方或另一投标人同名，须由经办人核实。",
                "Its legal representative has the same name as that of the author, the buyer or another bidder.",
            ),
        )),
        facts.offers_a_field.map(|offers| {
            flagged_unless(
                offers,
                Rule::OffersField,
                (
                    "field_not_offered",
                    "机构登记的服务领域不含本项目要求的领域。",
                    "None of the fields asked for is among its registered fields.",
                ),
            )
        }),
        facts.serves_the_area.map(|serves| {
            flagged_unless(
                serves,
                Rule::ServesArea,
                ("area_not_served", "机构登记的服务区域不含项目所在地。", "The project's place is not among the areas it serves."),
            )
        }),
        facts.is_within_budget.map(|within| {
            flagged_unless(
                within,
                Rule::WithinBudget,
                (
                    "over_budget",
                    "报价超过最高限价：开标后将判为无效投标。",
                    "The price is above the budget: after the opening the bid will be found invalid.",
                ),
            )
        }),
        facts.files_are_intact.map(|intact| {
            flagged_unless(
                intact,
                Rule::FilesIntact,
                (
                    "file_damaged",
                    "有附件缺失或与封存时不一致，须由经办人核实（可先从备份恢复）。",
                    "A file is missing or is not what was sealed; it may be restored from a backup before this is decided.",
                ),
            )
        }),
    ];
    answers.into_iter().flatten().collect()
}

fn met(rule: Rule) -> Finding {
    Finding { rule, outcome: Outcome::Met, code: "met", detail: Text::new("符合。", "Met.") }
}

fn refused_unless(holds: bool, rule: Rule, reason: (&'static str, &str, &str)) -> Finding {
    answer(holds, rule, Outcome::Refused, reason)
}

fn flagged_unless(holds: bool, rule: Rule, reason: (&'static str, &str, &str)) -> Finding {
    answer(holds, rule, Outcome::Flagged, reason)
}

fn answer(holds: bool, rule: Rule, otherwise: Outcome, (code, zh, en): (&'static str, &str, &str)) -> Finding {
    if holds { met(rule) } else { Finding { rule, outcome: otherwise, code, detail: Text::new(zh, en) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faultless() -> Facts {
        Facts {
            today: NaiveDate::from_ymd_opt(2026, 3, 10).unwrap(),
            is_verified: true,
            bar: None,
            major_breach_until: None,
            knew_the_draft: false,
            shares_its_head: false,
            offers_a_field: Some(true),
            serves_the_area: Some(true),
            is_within_budget: Some(true),
            files_are_intact: Some(true),
        }
    }

    fn defects(facts: &Facts) -> Vec<(Rule, Outcome, &'static str)> {
        check(facts).into_iter().filter(|f| f.outcome != Outcome::Met).map(|f| (f.rule, f.outcome, f.code)).collect()
    }

    #[test]
    fn a_faultless_bid_meets_every_rule() {
        assert_eq!(check(&faultless()).len(), Rule::ALL.len());
        assert_eq!(defects(&faultless()), []);
    }

    #[test]
    fn r3_r20_an_excluded_kind_and_a_team_without_host_are_refused() {
        let of = |bar| defects(&Facts { bar: Some(bar), ..faultless() });
        assert_eq!(of(ContractBar::UnregisteredTeam), [(Rule::MayContract, Outcome::Refused, "no_host")]);
        assert_eq!(of(ContractBar::GroupOrganization), [(Rule::MayContract, Outcome::Refused, "group_organization")]);
    }

    #[test]
    fn r20_a_breach_counts_up_to_and_on_its_last_day() {
        let until = |day| defects(&Facts { major_breach_until: NaiveDate::from_ymd_opt(2026, 3, day), ..faultless() });
        assert_eq!(until(10), [(Rule::NoMajorBreach, Outcome::Refused, "major_breach")]);
        assert_eq!(until(9), []);
    }

    #[test]
    fn r20_r21_registration_and_knowledge_of_the_draft_refuse() {
        assert_eq!(defects(&Facts { is_verified: false, ..faultless() }), [(Rule::VerifiedRegistration, Outcome::Refused, "not_verified")]);
        assert_eq!(defects(&Facts { knew_the_draft: true, ..faultless() }), [(Rule::DraftedByOthers, Outcome::Refused, "knew_the_draft")]);
    }

    #[test]
    fn what_the_call_asks_for_is_flagged_and_never_refused() {
        let facts = Facts {
            shares_its_head: true,
            offers_a_field: Some(false),
            serves_the_area: Some(false),
            is_within_budget: Some(false),
            files_are_intact: Some(false),
            ..faultless()
        };
        assert_eq!(defects(&facts).len(), 5);
        assert!(defects(&facts).iter().all(|(_, outcome, _)| *outcome == Outcome::Flagged));
    }

    #[test]
    fn what_is_not_asked_or_not_known_is_not_answered() {
        let facts = Facts { offers_a_field: None, serves_the_area: None, is_within_budget: None, files_are_intact: None, ..faultless() };
        assert_eq!(check(&facts).len(), 5);
    }
}
