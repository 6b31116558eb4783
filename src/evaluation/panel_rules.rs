//! Who must sit on the panel before it may begin (domain §2.2, §2.5).

use crate::platform::money::Money;
use crate::rules::rule_set::PanelRule;

/// How a panel is made up. Reserves are not members until they step in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Composition {
    pub experts: u32,
    pub others: u32,
    pub reserves: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PanelDefect {
    #[error("{found} members, at least {required} are needed")]
    TooFewMembers { required: u32, found: u32 },
    #[error("{found} members, the number must be odd")]
    EvenNumber { found: u32 },
    #[error("{found} experts, at least {required} are needed")]
    TooFewExperts { required: u32, found: u32 },
    #[error("{found} reserves, at least {required} are needed")]
    TooFewReserves { required: u32, found: u32 },
}

/// A panel being formed for a project of this amount: members and reserves. Everything wrong is listed.
pub fn check_formation(rule: &PanelRule, amount: Money, panel: Composition) -> Result<(), Vec<PanelDefect>> {
    let mut defects = sitting_defects(rule, amount, panel);
    if panel.reserves < rule.reserves {
        defects.push(PanelDefect::TooFewReserves { required: rule.reserves, found: panel.reserves });
    }
    none(defects)
}

/// A panel about to score, after conflicts and replacements: its reserves may be used up.
pub fn check_sitting(rule: &PanelRule, amount: Money, panel: Composition) -> Result<(), Vec<PanelDefect>> {
    none(sitting_defects(rule, amount, panel))
}

fn sitting_defects(rule: &PanelRule, amount: Money, panel: Composition) -> Vec<PanelDefect> {
    let mut defects = Vec::new();
    let members = panel.experts.saturating_add(panel.others);
    let required = rule.min_for(amount);
    if members < required {
        defects.push(PanelDefect::TooFewMembers { required, found: members });
    }
    if rule.odd && members.is_multiple_of(2) {
        defects.push(PanelDefect::EvenNumber { found: members });
    }
    let required = rule.expert_ratio.experts_among(members);
    if panel.experts < required {
        defects.push(PanelDefect::TooFewExperts { required, found: panel.experts });
    }
    defects
}

fn none(defects: Vec<PanelDefect>) -> Result<(), Vec<PanelDefect>> {
    if defects.is_empty() { Ok(()) } else { Err(defects) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::rule_set::{ExpertRatio, PanelByAmount};

    fn tender() -> PanelRule {
        PanelRule {
            min: 5,
            odd: true,
            expert_ratio: ExpertRatio { numerator: 2, denominator: 3 },
            by_amount: vec![PanelByAmount { from_fen: Money::from_fen(1_000_000_000), min: 7 }],
            reserves: 1,
        }
    }

    fn consultation() -> PanelRule {
        PanelRule { min: 3, by_amount: Vec::new(), ..tender() }
    }

    fn panel(experts: u32, others: u32) -> Composition {
        Composition { experts, others, reserves: 1 }
    }

    fn check(rule: &PanelRule, experts: u32, others: u32) -> Result<(), Vec<PanelDefect>> {
        check_formation(rule, Money::YUAN, panel(experts, others))
    }

    #[test]
    fn two_thirds_are_rounded_up_5_need_4_experts_7_need_5_and_3_need_2() {
        assert_eq!(check(&tender(), 4, 1), Ok(()));
        assert_eq!(check(&tender(), 3, 2), Err(vec![PanelDefect::TooFewExperts { required: 4, found: 3 }]));
        assert_eq!(check(&tender(), 5, 2), Ok(()));
        assert_eq!(check(&tender(), 4, 3), Err(vec![PanelDefect::TooFewExperts { required: 5, found: 4 }]));
        assert_eq!(check(&consultation(), 2, 1), Ok(()));
        assert_eq!(check(&consultation(), 1, 2), Err(vec![PanelDefect::TooFewExperts { required: 2, found: 1 }]));
    }

    #[test]
    fn a_tender_panel_of_three_is_refused() {
        assert_eq!(check(&tender(), 3, 0), Err(vec![PanelDefect::TooFewMembers { required: 5, found: 3 }]));
    }

    #[test]
    fn even_sizes_are_refused() {
        assert_eq!(check(&tender(), 6, 0), Err(vec![PanelDefect::EvenNumber { found: 6 }]));
        let any_size = PanelRule { odd: false, ..tender() };
        assert_eq!(check(&any_size, 6, 0), Ok(()));
    }

    #[test]
    fn from_ten_million_yuan_seven_must_sit() {
        let ten_million = Money::from_fen(1_000_000_000);
        let defects = check_formation(&tender(), ten_million, panel(5, 0));
        assert_eq!(defects, Err(vec![PanelDefect::TooFewMembers { required: 7, found: 5 }]));
        assert_eq!(check_formation(&tender(), ten_million, panel(7, 0)), Ok(()));
    }

    #[test]
    fn reserves_are_needed_to_form_a_panel_and_may_be_used_up_when_it_sits() {
        let without = Composition { reserves: 0, ..panel(4, 1) };
        let defects = check_formation(&tender(), Money::YUAN, without);
        assert_eq!(defects, Err(vec![PanelDefect::TooFewReserves { required: 1, found: 0 }]));
        assert_eq!(check_sitting(&tender(), Money::YUAN, without), Ok(()));
    }

    #[test]
    fn all_defects_are_listed_at_once() {
        let defects = check_formation(&tender(), Money::YUAN, Composition { experts: 1, others: 3, reserves: 0 });
        assert_eq!(defects.expect_err("four").len(), 4);
    }

    proptest! {
        #[test]
        fn one_expert_fewer_than_required_is_below_the_share(members in 1u32..100, numerator in 0u32..=5) {
            let ratio = ExpertRatio { numerator, denominator: 5 };
            let required = ratio.experts_among(members);
            prop_assert!(required * 5 >= members * numerator);
            prop_assert!(required == 0 || (required - 1) * 5 < members * numerator);
        }
    }
}
