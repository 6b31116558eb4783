//! A rule set: the values of one purchasing regime, versioned, each with its source (domain §2.1–2.7).
//!
//! Read from `config/rule-sets/*.toml` by [`RuleSet::parse`]; a copy is frozen into each project as JSON when it is
//! published, and read back from there by serde.

mod digest;
mod validation;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::platform::calendar::Days;
use crate::platform::money::Money;

pub use validation::RuleSetError;

/// The files this program was built with, as (name, TOML).
pub fn embedded() -> &'static [(&'static str, &'static str)] {
    &[
        ("below_threshold_selection.toml", include_str!("../../config/rule-sets/below_threshold_selection.toml")),
        ("open_tender.toml", include_str!("../../config/rule-sets/open_tender.toml")),
    ]
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    pub code: String,
    pub version: String,
    pub name_zh: String,
    pub name_en: String,
    pub regime: Regime,
    pub valid_from: NaiveDate,
    /// The last day of validity; open without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// Code of the area whose rules these are.
    pub jurisdiction: String,
    pub source: String,
    pub certainty: Certainty,
    pub instruments: Vec<Instrument>,
    /// From publication to the deadline, at least.
    pub min_window: Days,
    pub min_received: Minimum,
    pub min_qualified: Minimum,
    pub panel: PanelRule,
    pub recusal: Recusal,
    pub price_weight: PriceWeight,
    pub rounding: Rounding,
    /// What decides between bids in this order; begins with the score.
    pub ties: Vec<TieRule>,
    pub publicity: Publicity,
    /// The scheduler opens the bids, not the officer in charge.
    pub auto_open: bool,
    /// How many have bid may be known before the deadline.
    pub count_visible: bool,
    /// What approval a project needs, by amount.
    pub ladder: Vec<Rung>,
    /// From the opening of the bids to the panel's report, at most.
    pub evaluation_days: Days,
    /// From the panel's report to the decision, at most.
    pub award_days: Days,
    /// From the award to the signature, at most.
    pub contract_days: Days,
    /// Percent of the original contract for all supplements together (R36).
    pub amendment_cap: u32,
    /// Questions about a call; none are taken where there is no rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clarifications: Option<ClarificationRule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub splitting_alert: Option<SplittingAlert>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abnormally_low: Option<AbnormallyLow>,
    /// What the matching weighs for calls under these rules; the service's own table where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matching_weights: Option<MatchingWeights>,
    /// Where each value comes from, by field.
    pub sources: BTreeMap<String, Provenance>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// Government procurement in the legal sense.
    Statutory,
    BelowThreshold,
    Grant,
}

/// domain §3.4
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instrument {
    Purchase,
    Subsidy,
    Award,
    VentureGrant,
    FoundationGrant,
    FacilityHosting,
}

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Certainty {
    /// Read in a statute or page.
    V,
    /// Read in secondary material only.
    V2,
    /// General knowledge, not confirmed.
    G,
    /// Our default where the place may choose.
    #[serde(rename = "DEF")]
    Def,
    /// A source is needed.
    #[serde(rename = "unconfirmed")]
    Unconfirmed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    pub source: String,
    pub certainty: Certainty,
}

/// Until when a call may be asked about, and when an answer moves its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClarificationRule {
    /// Full days that lie between the last question and the deadline, at least.
    pub ask_until: Days,
    /// From the question to its answer, at most.
    pub answer_days: Days,
    /// Full days that lie between the deadline and whatever may affect the bids, at least; else the deadline moves (R29).
    pub notice: Days,
}

/// How many bids it takes to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minimum {
    pub n: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<MinimumException>,
}

/// Fewer are enough, down to `n`, if what is required is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinimumException {
    pub n: u32,
    pub requires: ExceptionGround,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionGround {
    WrittenReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sufficiency {
    Enough,
    EnoughWith(ExceptionGround),
    TooFew,
}

/// Who must sit on the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelRule {
    pub min: u32,
    pub odd: bool,
    pub expert_ratio: ExpertRatio,
    /// Larger panels for larger amounts, ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_amount: Vec<PanelByAmount>,
    /// Members who stand by when the panel is formed, at least.
    pub reserves: u32,
}

/// The least share of experts, rounded up to whole members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpertRatio {
    pub numerator: u32,
    pub denominator: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelByAmount {
    pub from_fen: Money,
    pub min: u32,
}

/// What a member with a conflict leaves: the whole panel, or only that bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recusal {
    Panel,
    Bid,
}

/// Percent of the total score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceWeight {
    pub min: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    pub places: u32,
    pub mode: RoundingMode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    HalfUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieRule {
    /// The higher total.
    Score,
    /// The lower price.
    Price,
    /// The higher technical score.
    Technical,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publicity {
    pub days: Days,
    pub order: PublicityOrder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicityOrder {
    BeforeAward,
    AfterDecision,
}

/// The approval steps of amounts from `from_fen` up to the next rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    pub from_fen: Money,
    pub steps: Vec<ApprovalStep>,
}

/// One approval. Steps are taken in order, each by another person and none by the author (R63).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalStep {
    pub role: ApproverRole,
    /// This step records the collective decision: meeting, date and minute number (R60).
    #[serde(default)]
    pub collective_decision: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApproverRole {
    StreetApprover,
}

/// From this sum on, purchases of one item under one budget project in a fiscal year look like splitting (R25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplittingAlert {
    pub from_fen: Money,
}

/// The percent of each criterion of a match; they sum to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingWeights {
    pub field: u32,
    pub target_group: u32,
    pub area: u32,
    pub text: u32,
    pub track_record: u32,
    pub rating: u32,
    pub capacity: u32,
    pub budget_fit: u32,
}

impl MatchingWeights {
    /// In the order in which answers list the criteria.
    pub fn percent(&self) -> [u32; 8] {
        [self.field, self.target_group, self.area, self.text, self.track_record, self.rating, self.capacity, self.budget_fit]
    }
}

/// The shares, in percent, below which a quote must be explained (R43).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbnormallyLow {
    pub mean_percent: u32,
    pub second_lowest_percent: u32,
    pub ceiling_percent: u32,
    /// The time that a bidder has at least.
    pub explanation_minutes: u32,
}

/// These only warn people; a regime may be used while their values wait for a source.
const ADVISORY: [&str; 1] = ["splitting_alert"];

impl RuleSet {
    /// Reads a file and checks it completely; every error names its field.
    pub fn parse(toml: &str) -> Result<Self, Vec<RuleSetError>> {
        validation::parse(toml)
    }

    /// `sha256:` and the hex digest of the rule set's canonical JSON (keys sorted, no blanks).
    pub fn digest(&self) -> String {
        digest::sha256(self)
    }

    /// Whether projects may be published under it; if not, the binding values whose certainty is G or unconfirmed.
    pub fn confirmed(&self) -> Result<(), Vec<&str>> {
        let open = self.sources.iter().filter(|(field, provenance)| {
            matches!(provenance.certainty, Certainty::G | Certainty::Unconfirmed) && !ADVISORY.contains(&field.as_str())
        });
        let mut open: Vec<&str> = open.map(|(field, _)| field.as_str()).collect();
        if matches!(self.certainty, Certainty::G | Certainty::Unconfirmed) {
            open.push("certainty");
        }
        if open.is_empty() { Ok(()) } else { Err(open) }
    }

    pub fn is_valid_on(&self, date: NaiveDate) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|last| date <= last)
    }

    /// The approvals that a project of this amount needs, in order.
    pub fn approval_steps(&self, amount: Money) -> Vec<ApprovalStep> {
        let rung = self.ladder.iter().rev().find(|rung| rung.from_fen <= amount);
        rung.or(self.ladder.first()).map(|rung| rung.steps.clone()).unwrap_or_default()
    }
}

impl Minimum {
    pub fn sufficiency(&self, count: u32) -> Sufficiency {
        match self.exception {
            _ if count >= self.n => Sufficiency::Enough,
            Some(exception) if count >= exception.n => Sufficiency::EnoughWith(exception.requires),
            _ => Sufficiency::TooFew,
        }
    }
}

impl PanelRule {
    /// The least number of members for a project of this amount.
    pub fn min_for(&self, amount: Money) -> u32 {
        let larger = self.by_amount.iter().rev().find(|larger| larger.from_fen <= amount);
        larger.map_or(self.min, |larger| larger.min)
    }
}

impl ExpertRatio {
    /// The least number of experts among so many members.
    pub fn experts_among(&self, members: u32) -> u32 {
        let (members, numerator) = (u64::from(members), u64::from(self.numerator));
        (members * numerator).div_ceil(u64::from(self.denominator).max(1)) as u32
    }
}

impl PriceWeight {
    pub fn allows(&self, percent: u32) -> bool {
        (self.min..=self.max.unwrap_or(100)).contains(&percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::calendar::{CalendarDays, WorkingDays};

    fn rule_set(file: &str) -> RuleSet {
        let (_, toml) = embedded().iter().find(|(name, _)| *name == file).expect(file);
        RuleSet::parse(toml).expect(file)
    }

    fn below_threshold() -> RuleSet {
        rule_set("below_threshold_selection.toml")
    }

    fn open_tender() -> RuleSet {
        rule_set("open_tender.toml")
    }

    fn yuan(text: &str) -> Money {
        Money::yuan(text).expect(text)
    }

    #[test]
    fn every_embedded_file_is_sound_and_named_after_its_code() {
        assert_eq!(embedded().len(), 2);
        for (file, toml) in embedded() {
            assert_eq!(format!("{}.toml", RuleSet::parse(toml).expect(file).code), *file);
        }
    }

    #[test]
    fn r60_under_30000_yuan_one_approver_from_there_two_and_a_collective_decision() {
        let one = ApprovalStep { role: ApproverRole::StreetApprover, collective_decision: false };
        let collective = ApprovalStep { collective_decision: true, ..one };
        assert_eq!(below_threshold().approval_steps(yuan("0")), [one]);
        assert_eq!(below_threshold().approval_steps(yuan("29999.99")), [one]);
        assert_eq!(below_threshold().approval_steps(yuan("30000")), [one, collective]);
        assert_eq!(below_threshold().approval_steps(Money::LARGEST_BUDGET), [one, collective]);
    }

    #[test]
    fn below_the_threshold_one_bid_is_enough_with_a_reason() {
        let minimum = below_threshold().min_received;
        assert_eq!(minimum.sufficiency(3), Sufficiency::Enough);
        assert_eq!(minimum.sufficiency(2), Sufficiency::EnoughWith(ExceptionGround::WrittenReason));
        assert_eq!(minimum.sufficiency(1), Sufficiency::EnoughWith(ExceptionGround::WrittenReason));
        assert_eq!(minimum.sufficiency(0), Sufficiency::TooFew);
    }

    #[test]
    fn r32_a_tender_with_two_bidders_is_void() {
        assert_eq!(open_tender().min_qualified.sufficiency(3), Sufficiency::Enough);
        assert_eq!(open_tender().min_qualified.sufficiency(2), Sufficiency::TooFew);
    }

    #[test]
    fn a_tender_has_the_clocks_of_the_law() {
        let tender = open_tender();
        assert_eq!(tender.min_window, Days::Calendar(CalendarDays(20)));
        assert_eq!(tender.award_days, Days::Working(WorkingDays(5)));
        assert_eq!(tender.contract_days, Days::Calendar(CalendarDays(30)));
        assert_eq!(tender.amendment_cap, 10);
    }

    #[test]
    fn a_tender_from_ten_million_yuan_needs_seven_reviewers() {
        assert_eq!(open_tender().panel.min_for(yuan("9999999.99")), 5);
        assert_eq!(open_tender().panel.min_for(yuan("10000000")), 7);
        assert_eq!(below_threshold().panel.min_for(yuan("10000000")), 5);
    }

    #[test]
    fn the_price_weight_of_one_regime_is_not_that_of_another() {
        let (street, tender) = (below_threshold().price_weight, open_tender().price_weight);
        assert!(street.allows(10) && street.allows(30) && !street.allows(9) && !street.allows(31));
        assert!(tender.allows(31) && tender.allows(100) && !tender.allows(9) && !tender.allows(101));
    }

    #[test]
    fn a_regime_with_an_unconfirmed_value_is_loaded_but_not_published_under() {
        assert_eq!(open_tender().confirmed(), Err(vec!["publicity"]));
    }

    #[test]
    fn r26_the_unconfirmed_splitting_threshold_warns_and_does_not_block() {
        let rules = below_threshold();
        assert_eq!(rules.sources["splitting_alert"].certainty, Certainty::Unconfirmed);
        assert_eq!(rules.confirmed(), Ok(()));
    }

    #[test]
    fn a_rule_set_is_valid_from_its_first_to_its_last_day() {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let mut rules = open_tender();
        assert!(!rules.is_valid_on(date("2026-01-31")) && rules.is_valid_on(date("2026-02-01")));
        rules.valid_to = Some(date("2026-12-31"));
        assert!(rules.is_valid_on(date("2026-12-31")) && !rules.is_valid_on(date("2027-01-01")));
    }

    #[test]
    fn the_frozen_json_gives_the_same_rule_set_again() {
        for rules in [below_threshold(), open_tender()] {
            let json = serde_json::to_string(&rules).expect("json");
            let thawed: RuleSet = serde_json::from_str(&json).expect("the same");
            assert_eq!((thawed.digest(), &thawed), (rules.digest(), &rules));
        }
    }
}
