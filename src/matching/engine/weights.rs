//! How much each criterion counts: a versioned table that sums to 100.

use std::borrow::Cow;

use serde::Serialize;

/// The criteria of the project's view, in the order in which an answer lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[schema(as = MatchCriterionKey)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    Field,
    TargetGroup,
    Area,
    Text,
    TrackRecord,
    Rating,
    Capacity,
    BudgetFit,
}

impl Key {
    pub const ALL: [Key; 8] =
        [Key::Field, Key::TargetGroup, Key::Area, Key::Text, Key::TrackRecord, Key::Rating, Key::Capacity, Key::BudgetFit];

    /// What people call it, in Chinese and English.
    pub const fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Field => ("服务领域", "service field"),
            Self::TargetGroup => ("服务对象", "target group"),
            Self::Area => ("区域", "area"),
            Self::Text => ("文字内容", "text"),
            Self::TrackRecord => ("项目经历", "track record"),
            Self::Rating => ("评级", "rating"),
            Self::Capacity => ("承接能力", "capacity"),
            Self::BudgetFit => ("预算规模", "budget fit"),
        }
    }
}

/// Percentages per criterion under a version name that every answer carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    version: Cow<'static, str>,
    percent: [u32; Key::ALL.len()],
}

/// The weights of the service; a rule set or a meeting may bring its own.
pub const DEFAULT: Weights = Weights { version: Cow::Borrowed("2026-11-eight"), percent: [22, 13, 15, 18, 12, 8, 7, 5] };

/// One row of a weight table as an answer shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchWeight)]
pub struct Weight {
    pub key: Key,
    /// Percent.
    pub weight: u32,
}

/// The percentages of a weight table do not sum to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the weights sum to {sum}, not to 100")]
pub struct WeightsError {
    pub sum: u64,
}

impl Weights {
    /// A table of percentages in the order of [`Key::ALL`].
    ///
    /// # Errors
    /// When they do not sum to 100.
    pub fn new(version: impl Into<Cow<'static, str>>, percent: [u32; Key::ALL.len()]) -> Result<Self, WeightsError> {
        let sum = percent.iter().map(|p| u64::from(*p)).sum();
        if sum == 100 { Ok(Self { version: version.into(), percent }) } else { Err(WeightsError { sum }) }
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// The percentage of one criterion.
    pub fn of(&self, key: Key) -> u32 {
        self.percent[key as usize]
    }

    /// The points, hundredths of a percent, that a value of 0–10000 earns; rounded down.
    pub fn points(&self, key: Key, value: u32) -> u32 {
        self.of(key) * value / 100
    }

    pub fn table(&self) -> Vec<Weight> {
        Key::ALL.into_iter().map(|key| Weight { key, weight: self.of(key) }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_sum_to_one_hundred() {
        assert_eq!(Weights::new("2026-11-eight", DEFAULT.percent), Ok(DEFAULT));
        assert_eq!(Weights::new("x", [22, 13, 15, 18, 12, 8, 7, 6]), Err(WeightsError { sum: 101 }));
        assert!(Weights::new("x", [u32::MAX, 1, 100, 0, 0, 0, 0, 0]).is_err());
    }

    #[test]
    fn a_perfect_pair_earns_ten_thousand() {
        assert_eq!(Key::ALL.iter().map(|key| DEFAULT.points(*key, 10_000)).sum::<u32>(), 10_000);
        assert_eq!(DEFAULT.points(Key::Field, 8_000), 1_760);
    }
}
