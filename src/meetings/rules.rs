//! How a meeting is solved: its mode, its limits, its weights; and the pairs that are locked or forbidden.

use std::collections::HashSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::model::{ConditionKind, Mode};
use crate::matching::engine::assign::share::Share;
use crate::matching::engine::{DEFAULT, Key, Weights};
use crate::platform::http::{Check, Problem, Result};
use crate::platform::ids::{MeetingDemandId, OrganizationId};

/// The rules of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = MeetingRules)]
pub struct Rules {
    pub mode: Mode,
    /// No pair below this score is made: 0 to 10000.
    #[schema(example = 4000)]
    pub minimum_quality: i32,
    /// The share of the talks that is kept for newly incubated organisations, as a decimal number between 0 and 1; none unless told.
    #[schema(example = "0.12")]
    pub new_share: Option<String>,
    /// Breaks ties in `stable` mode.
    pub seed: u32,
    /// What each criterion counts; the table of the service unless told.
    pub weights: Option<WeightTable>,
    /// Raises the demands that come off worst, at a cost of 1 % of the total score at most.
    pub raise_lowest: bool,
}

/// Percent per criterion; they sum to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MeetingWeightTable)]
pub struct WeightTable {
    pub field: u8,
    pub target_group: u8,
    pub area: u8,
    pub text: u8,
    pub track_record: u8,
    pub rating: u8,
    pub capacity: u8,
    pub budget_fit: u8,
}

/// A pair that is made in any case, or never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MeetingCondition)]
pub struct Condition {
    pub kind: ConditionKind,
    pub demand_id: MeetingDemandId,
    pub organization_id: OrganizationId,
    /// For the hub and the auditors.
    #[schema(example = "双方去年合作良好，居民要求继续。")]
    pub reason_zh: String,
}

/// What a trial run changes in the rules; what is left out stays as the meeting has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MeetingWhatIf)]
pub struct WhatIf {
    pub mode: Option<Mode>,
    pub minimum_quality: Option<i32>,
    /// `"0"` tries it without a share.
    pub new_share: Option<String>,
    pub seed: Option<u32>,
    pub weights: Option<WeightTable>,
    pub raise_lowest: Option<bool>,
    /// Pairs that are locked or forbidden beside the meeting's own.
    #[serde(default)]
    pub conditions: Vec<Condition>,
}

impl Rules {
    pub(super) fn check(&self, check: &mut Check, at: &str) {
        check
            .that(
                (0..=10_000).contains(&self.minimum_quality),
                &format!("{at}/minimum_quality"),
                "out_of_range",
                "须在 0 到 10000 之间。",
                "must be between 0 and 10000.",
            )
            .that(
                self.new_share.as_deref().is_none_or(|share| Share::from_str(share).is_ok()),
                &format!("{at}/new_share"),
                "malformed",
                "须为 0 到 1 之间的小数，如 0.12，小数点后最多六位。",
                "must be a decimal number between 0 and 1 such as 0.12, with at most six digits after the point.",
            );
        check.that(
            self.mode == Mode::Optimal || !self.raise_lowest,
            &format!("{at}/raise_lowest"),
            "optimal_only",
            "只用于总分最高的匹配方式。",
            "is for the mode optimal alone.",
        );
        if let Some(sum) = self.weights.map(WeightTable::sum).filter(|sum| *sum != 100) {
            check.that(
                false,
                &format!("{at}/weights"),
                "sum_not_100",
                format!("各项权重之和须为 100，现为 {sum}。"),
                format!("the weights must sum to 100, they sum to {sum}."),
            );
        }
    }

    /// The share that was asked for; none for a share of nothing.
    pub(super) fn share(&self) -> Option<Share> {
        self.new_share.as_deref().and_then(|share| Share::from_str(share).ok()).filter(|share| share.of(usize::from(u16::MAX)) > 0)
    }

    /// The table of weights under a name that tells it from every other.
    pub(super) fn weights(&self) -> Result<Weights> {
        let Some(table) = self.weights.filter(|own| *own != WeightTable::of_the_service()) else { return Ok(DEFAULT) };
        let percent = table.percent();
        let name = format!("own-{}", percent.map(|p| p.to_string()).join("."));
        Weights::new(name, percent).map_err(Problem::internal)
    }

    /// These rules with the changes of a trial.
    pub(super) fn tried(&self, what_if: &WhatIf) -> Self {
        let mode = what_if.mode.unwrap_or(self.mode);
        // The meeting's own wish to raise the lowest says nothing of a mode that cannot.
        let raises = self.raise_lowest && mode == Mode::Optimal;
        Self {
            mode,
            minimum_quality: what_if.minimum_quality.unwrap_or(self.minimum_quality),
            new_share: what_if.new_share.clone().or_else(|| self.new_share.clone()),
            seed: what_if.seed.unwrap_or(self.seed),
            weights: what_if.weights.or(self.weights),
            raise_lowest: what_if.raise_lowest.unwrap_or(raises),
        }
    }
}

impl WeightTable {
    /// The table of the service, for whoever says it of a trial.
    pub fn of_the_service() -> Self {
        let percent = |key| u8::try_from(DEFAULT.points(key, 100)).unwrap_or(u8::MAX);
        Self {
            field: percent(Key::Field),
            target_group: percent(Key::TargetGroup),
            area: percent(Key::Area),
            text: percent(Key::Text),
            track_record: percent(Key::TrackRecord),
            rating: percent(Key::Rating),
            capacity: percent(Key::Capacity),
            budget_fit: percent(Key::BudgetFit),
        }
    }

    fn percent(self) -> [u32; Key::ALL.len()] {
        let Self { field, target_group, area, text, track_record, rating, capacity, budget_fit } = self;
        [field, target_group, area, text, track_record, rating, capacity, budget_fit].map(u32::from)
    }

    fn sum(self) -> u32 {
        self.percent().iter().sum()
    }
}

/// Conditions of a meeting, and of a trial.
const MOST_CONDITIONS: usize = 1000;

/// Each pair once, each with its reason; whether there are few enough to be looked at one by one.
pub(super) fn check_conditions(check: &mut Check, conditions: &[Condition]) -> bool {
    if conditions.len() > MOST_CONDITIONS {
        check.that(false, "/conditions", "too_many", format!("最多 {MOST_CONDITIONS} 条。"), format!("{MOST_CONDITIONS} at most."));
        return false;
    }
    let mut pairs = HashSet::new();
    for (place, condition) in conditions.iter().enumerate() {
        check.text(&format!("/conditions/{place}/reason_zh"), &condition.reason_zh, 500);
        let is_first = pairs.insert((&condition.demand_id, &condition.organization_id));
        check.that(is_first, &format!("/conditions/{place}"), "twice", "这一对已有约定。", "this pair has a condition already.");
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVEN: WeightTable =
        WeightTable { field: 20, target_group: 10, area: 20, text: 10, track_record: 10, rating: 10, capacity: 10, budget_fit: 10 };

    fn codes(rules: &Rules) -> Vec<&'static str> {
        let mut check = Check::new();
        rules.check(&mut check, "/rules");
        check.into_errors().into_iter().map(|e| e.code).collect()
    }

    #[test]
    fn weights_sum_to_100_and_name_themselves() {
        let own = Rules { weights: Some(EVEN), ..Rules::default() };
        assert_eq!(codes(&own), [""; 0]);
        assert_eq!(own.weights().expect("a table").version(), "own-20.10.20.10.10.10.10.10");
        let more = Rules { weights: Some(WeightTable { field: 21, ..EVEN }), minimum_quality: 10_001, ..Rules::default() };
        assert_eq!(codes(&more), ["out_of_range", "sum_not_100"]);
        assert_eq!(Rules::default().weights().expect("a table").version(), DEFAULT.version());
    }

    #[test]
    fn a_share_of_nothing_is_no_share_and_a_strange_one_is_refused() {
        let asked = |share: &str| Rules { new_share: Some(share.to_owned()), ..Rules::default() };
        assert!(asked("0.12").share().is_some() && asked("0").share().is_none());
        for strange in ["1.1", "-0.1", "12 %", ""] {
            assert_eq!(codes(&asked(strange)), ["malformed"], "{strange}");
        }
    }

    #[test]
    fn too_many_conditions_are_not_looked_at_one_by_one() {
        let condition = Condition {
            kind: ConditionKind::Locked,
            demand_id: MeetingDemandId::new(),
            organization_id: OrganizationId::new(),
            reason_zh: " ".into(),
        };
        let told = |count: usize| {
            let mut check = Check::new();
            let few = check_conditions(&mut check, &vec![condition.clone(); count]);
            (few, check.into_errors().into_iter().map(|e| e.code).collect::<Vec<_>>())
        };
        assert_eq!(told(2), (true, vec!["required", "required", "twice"]));
        assert_eq!(told(1001), (false, vec!["too_many"]));
    }

    #[test]
    fn a_trial_changes_what_it_names_and_nothing_else() {
        let rules = Rules { minimum_quality: 4000, new_share: Some("0.12".into()), seed: 7, ..Rules::default() };
        let tried = rules.tried(&WhatIf { new_share: Some("0".into()), ..WhatIf::default() });
        assert_eq!(tried, Rules { new_share: Some("0".into()), ..rules.clone() });
        assert!(tried.share().is_none());
    }
}
