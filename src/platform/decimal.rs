//! Scores and shares: exact hundredths, never floats.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A number with two decimal places, stored as an integer of hundredths; in JSON a string such as `"15.79"`.
#[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::BigInt)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hundredths(i64);

impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::BigInt, DB> for Hundredths
where
    i64: diesel::deserialize::FromSql<diesel::sql_types::BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        <i64 as diesel::deserialize::FromSql<diesel::sql_types::BigInt, DB>>::from_sql(bytes).map(Self)
    }
}

impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::BigInt, DB> for Hundredths
where
    i64: diesel::serialize::ToSql<diesel::sql_types::BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
        <i64 as diesel::serialize::ToSql<diesel::sql_types::BigInt, DB>>::to_sql(&self.0, out)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    #[error("not a decimal number such as 15.79")]
    NotANumber,
    #[error("more than two decimal places")]
    TooManyPlaces,
    #[error("out of range")]
    OutOfRange,
}

impl Hundredths {
    pub const ZERO: Self = Self(0);

    /// From stored hundredths: 1579 is 15.79.
    pub const fn new(hundredths: i64) -> Self {
        Self(hundredths)
    }

    pub const fn whole(units: i32) -> Self {
        Self(units as i64 * 100)
    }

    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// Reads `15.79`, `-3`, `0.5`: digits, at most one point, at most two places.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        parse_hundredths(text).map(Self)
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The exact sum, `None` beyond the range.
    pub fn sum(values: impl IntoIterator<Item = Self>) -> Option<Self> {
        values.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// The exact mean, rounded half-up once; `None` of nothing.
    pub fn mean(values: &[Self]) -> Option<Self> {
        let sum: i128 = values.iter().map(|value| i128::from(value.0)).sum();
        Ratio::new(sum, 100 * values.len() as i128)?.round_half_up()
    }
}

/// An exact fraction on its way to being rounded once.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// `None` when the denominator is zero.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        match denominator {
            0 => None,
            ..0 => Some(Self { numerator: numerator.checked_neg()?, denominator: denominator.checked_neg()? }),
            _ => Some(Self { numerator, denominator }),
        }
    }

    /// The fraction times a number of hundredths, still exact; `None` beyond 128 bits.
    pub fn times(self, factor: Hundredths) -> Option<Self> {
        Self::new(self.numerator.checked_mul(i128::from(factor.0))?, self.denominator.checked_mul(100)?)
    }

    /// To two places; a half goes up, towards the greater number. `None` beyond the range.
    pub fn round_half_up(self) -> Option<Hundredths> {
        let doubled = self.numerator.checked_mul(200)?.checked_add(self.denominator)?;
        let hundredths = doubled.div_euclid(self.denominator.checked_mul(2)?);
        i64::try_from(hundredths).ok().map(Hundredths)
    }
}

/// Shared with [`Money`](super::money::Money): yuan are to fen what units are to hundredths.
pub(super) fn parse_hundredths(text: &str) -> Result<i64, DecimalError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (units, places) = digits.split_once('.').unwrap_or((digits, "00"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(units) || !all_digits(places) {
        return Err(DecimalError::NotANumber);
    }
    if places.len() > 2 {
        return Err(DecimalError::TooManyPlaces);
    }
    let magnitude: i128 = format!("{units}{places:0<2}").parse().map_err(|_| DecimalError::OutOfRange)?;
    let signed = if negative { -magnitude } else { magnitude };
    i64::try_from(signed).map_err(|_| DecimalError::OutOfRange)
}

pub(super) fn format_hundredths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let magnitude = value.unsigned_abs();
    format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
}

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format_hundredths(self.0))
    }
}

impl FromStr for Hundredths {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Hundredths {
    type Error = DecimalError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Hundredths> for String {
    fn from(value: Hundredths) -> Self {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rounded(numerator: i128, denominator: i128) -> String {
        Ratio::new(numerator, denominator).and_then(Ratio::round_half_up).expect("in range").to_string()
    }

    #[test]
    fn a_decimal_string_is_read_exactly() {
        for (text, hundredths) in [("15.79", 1579), ("20", 2000), ("0.5", 50), ("-0.05", -5), ("007.10", 710)] {
            assert_eq!(Hundredths::parse(text), Ok(Hundredths::new(hundredths)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        for text in ["", "-", ".", "5.", ".5", "1e3", "+1", " 1", "1,000", "--1", "1.-5", "１", "NaN"] {
            assert_eq!(Hundredths::parse(text), Err(DecimalError::NotANumber), "{text}");
        }
        assert_eq!(Hundredths::parse("15.790"), Err(DecimalError::TooManyPlaces));
        assert_eq!(Hundredths::parse("92233720368547758.08"), Err(DecimalError::OutOfRange));
        assert_eq!(Hundredths::parse(&"9".repeat(400)), Err(DecimalError::OutOfRange));
    }

    #[test]
    fn the_ends_of_the_range_are_read_and_printed() {
        for end in [i64::MIN, i64::MAX] {
            assert_eq!(Hundredths::parse(&Hundredths::new(end).to_string()), Ok(Hundredths::new(end)));
        }
    }

    #[test]
    fn a_half_goes_up_once() {
        assert_eq!(rounded(1, 8), "0.13");
        assert_eq!(rounded(1, 3), "0.33");
        assert_eq!(rounded(2, 3), "0.67");
        assert_eq!(rounded(-1, 8), "-0.12");
        assert_eq!(rounded(1, -8), "-0.12");
        // 0.12499… must not climb to 0.125 and then to 0.13.
        assert_eq!(rounded(12_499_999, 100_000_000), "0.12");
    }

    #[test]
    fn a_ratio_by_zero_does_not_exist() {
        assert!(Ratio::new(1, 0).is_none());
        assert!(Hundredths::mean(&[]).is_none());
    }

    #[test]
    fn the_mean_is_exact_before_it_is_rounded() {
        let scores = ["70.00", "70.00", "70.01"].map(|text| Hundredths::parse(text).expect(text));
        assert_eq!(Hundredths::mean(&scores).expect("three").to_string(), "70.00");
        let scores = ["70.00", "70.01"].map(|text| Hundredths::parse(text).expect(text));
        assert_eq!(Hundredths::mean(&scores).expect("two").to_string(), "70.01");
    }

    #[test]
    fn json_carries_a_string_and_refuses_a_number() {
        assert_eq!(serde_json::to_string(&Hundredths::new(1579)).expect("a string"), "\"15.79\"");
        assert_eq!(serde_json::from_str::<Hundredths>("\"15.79\"").expect("a score"), Hundredths::new(1579));
        assert!(serde_json::from_str::<Hundredths>("15.79").is_err());
    }

    proptest! {
        #[test]
        fn printing_and_reading_give_the_same_number(value: i64) {
            prop_assert_eq!(Hundredths::parse(&Hundredths(value).to_string()), Ok(Hundredths(value)));
        }

        #[test]
        fn rounding_is_never_off_by_more_than_half_a_hundredth(n in -1_000_000_000i128..1_000_000_000, d in 1i128..1_000_000) {
            let rounded = i128::from(Ratio::new(n, d).and_then(Ratio::round_half_up).expect("in range").0);
            let error_doubled = 2 * (rounded * d - 100 * n);
            prop_assert!(-d < error_doubled && error_doubled <= d);
        }

        #[test]
        fn the_mean_lies_between_the_extremes(values in prop::collection::vec(-1_000_000i64..1_000_000, 1..9)) {
            let values: Vec<_> = values.into_iter().map(Hundredths).collect();
            let mean = Hundredths::mean(&values).expect("not empty");
            prop_assert!(values.iter().min() <= Some(&mean) && Some(&mean) <= values.iter().max());
        }
    }
}
