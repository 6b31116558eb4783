//! How much each criterion counts: a versioned table that sums to 100.

use std::borrow::Cow;

use serde::Serialize;

/// The criteria of the first version, in the order in which an answer lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    Field,
    Area,
    TargetGroup,
    Text,
}

impl Key {
    pub const ALL: [Key; 4] = [Key::Field, Key::Area, Key::TargetGroup, Key::Text];
}

/// Percentages per criterion under a version name that every answer carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    version: Cow<'static, str>,
    percent: [u32; Key::ALL.len()],
}

/// The weights the service starts with.
pub const FIRST: Weights = Weights { version: Cow::Borrowed("2026-11-first"), percent: [40, 25, 15, 20] };

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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_sum_to_one_hundred() {
        assert_eq!(Weights::new("2026-11-first", FIRST.percent), Ok(FIRST));
        assert_eq!(Weights::new("x", [40, 25, 15, 21]), Err(WeightsError { sum: 101 }));
        assert!(Weights::new("x", [u32::MAX, 1, 100, 0]).is_err());
    }

    #[test]
    fn a_perfect_pair_earns_ten_thousand() {
        assert_eq!(Key::ALL.iter().map(|k| FIRST.points(*k, 10_000)).sum::<u32>(), 10_000);
        assert_eq!(FIRST.points(Key::Field, 5_000), 2_000);
    }
}
