//! Money in fen (分), the hundredth part of a yuan.

use std::fmt;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::decimal::{DecimalError, format_hundredths, parse_hundredths};

/// An amount in fen; in JSON an integer.
///
/// May be negative as a difference. What a user sends as an amount goes through [`Money::budget`].
#[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::BigInt)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::BigInt, DB> for Money
where
    i64: diesel::deserialize::FromSql<diesel::sql_types::BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        <i64 as diesel::deserialize::FromSql<diesel::sql_types::BigInt, DB>>::from_sql(bytes).map(Self)
    }
}

impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::BigInt, DB> for Money
where
    i64: diesel::serialize::ToSql<diesel::sql_types::BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
        <i64 as diesel::serialize::ToSql<diesel::sql_types::BigInt, DB>>::to_sql(&self.0, out)
    }
}

/// Equal shares and what could not be shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvenSplit {
    pub share: Money,
    pub remainder: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("an amount cannot be negative")]
    Negative,
    #[error("an amount cannot exceed {}", Money::LARGEST_BUDGET)]
    TooLarge,
    #[error("{0}")]
    NotAnAmount(#[from] DecimalError),
    #[error("percentages add up to {sum}, not to 100")]
    PercentagesNot100 { sum: u64 },
}

impl Money {
    pub const ZERO: Self = Self(0);
    pub const FEN: Self = Self(1);
    pub const YUAN: Self = Self(100);

    /// 10^15 fen, ten thousand billion yuan: far above any street's budget, far below overflow.
    pub const LARGEST_BUDGET: Self = Self(1_000_000_000_000_000);

    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    pub const fn fen(self) -> i64 {
        self.0
    }

    /// An amount someone may plan or offer: 0 to [`Money::LARGEST_BUDGET`].
    pub fn budget(fen: i64) -> Result<Self, MoneyError> {
        match Self(fen) {
            amount if amount < Self::ZERO => Err(MoneyError::Negative),
            amount if amount > Self::LARGEST_BUDGET => Err(MoneyError::TooLarge),
            amount => Ok(amount),
        }
    }

    /// Reads yuan as people write them without separators: `200000`, `200000.5`, `200000.01`.
    pub fn yuan(text: &str) -> Result<Self, MoneyError> {
        Ok(Self(parse_hundredths(text)?))
    }

    /// Yuan with two places and no separators, as [`Money::yuan`] reads them.
    pub fn to_yuan(self) -> String {
        format_hundredths(self.0)
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The exact sum, `None` beyond the range.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Equal shares in whole steps of `step` (a fen, a yuan), with the rest reported and not lost (S26).
    pub fn split_even(self, parts: NonZeroU32, step: Self) -> Result<EvenSplit, MoneyError> {
        if self < Self::ZERO || step <= Self::ZERO {
            return Err(MoneyError::Negative);
        }
        let parts = i64::from(parts.get());
        let share = self.0 / parts / step.0 * step.0;
        Ok(EvenSplit { share: Self(share), remainder: Self(self.0 - share * parts) })
    }

    /// Instalments by whole percentages that add up to 100; each is cut to the fen and the last is what remains (R92).
    pub fn split_percent(self, percentages: &[u32]) -> Result<Vec<Self>, MoneyError> {
        let sum = percentages.iter().map(|&percent| u64::from(percent)).sum();
        if sum != 100 {
            return Err(MoneyError::PercentagesNot100 { sum });
        }
        if self < Self::ZERO {
            return Err(MoneyError::Negative);
        }
        let mut instalments: Vec<Self> = percentages.iter().map(|&percent| self.percent_cut(percent)).collect();
        let paid: i64 = instalments.iter().rev().skip(1).map(|amount| amount.0).sum();
        if let Some(last) = instalments.last_mut() {
            *last = Self(self.0 - paid);
        }
        Ok(instalments)
    }

    /// Percent of a non-negative amount, at most 100, cut to the fen below.
    fn percent_cut(self, percent: u32) -> Self {
        Self((i128::from(self.0) * i128::from(percent) / 100) as i64)
    }
}

/// For people: `¥ 200,000.00`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = format_hundredths(self.0);
        let digits = plain.strip_prefix('-').unwrap_or(&plain);
        let (yuan, fen) = digits.split_at(digits.len() - 3);
        let mut text = String::from(if self.0 < 0 { "¥ -" } else { "¥ " });
        for (index, digit) in yuan.chars().enumerate() {
            if index > 0 && (yuan.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text.push_str(fen);
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn yuan(text: &str) -> Money {
        Money::yuan(text).expect(text)
    }

    fn parts(n: u32) -> NonZeroU32 {
        NonZeroU32::new(n).expect("not zero")
    }

    #[test]
    fn s26_109_even_grants_are_89565_yuan_each_with_15_yuan_left() {
        let split = yuan("9762600.00").split_even(parts(109), Money::YUAN).expect("not negative");
        assert_eq!(split, EvenSplit { share: yuan("89565"), remainder: yuan("15") });
    }

    #[test]
    fn s26_to_the_fen_the_same_grants_are_89565_13_each_with_83_fen_left() {
        let split = yuan("9762600.00").split_even(parts(109), Money::FEN).expect("not negative");
        assert_eq!(split, EvenSplit { share: yuan("89565.13"), remainder: yuan("0.83") });
    }

    #[test]
    fn r92_976_26_wan_at_50_30_20() {
        let instalments = yuan("9762600").split_percent(&[50, 30, 20]).expect("adds up");
        assert_eq!(instalments, ["4881300", "2928780", "1952520"].map(yuan));
    }

    #[test]
    fn r92_the_last_instalment_is_the_contract_minus_what_is_paid() {
        let instalments = yuan("0.05").split_percent(&[50, 30, 20]).expect("adds up");
        assert_eq!(instalments, ["0.02", "0.01", "0.02"].map(yuan));
    }

    #[test]
    fn r92_percentages_must_add_up_to_100() {
        assert_eq!(yuan("1").split_percent(&[50, 30]), Err(MoneyError::PercentagesNot100 { sum: 80 }));
        assert_eq!(yuan("1").split_percent(&[]), Err(MoneyError::PercentagesNot100 { sum: 0 }));
        assert_eq!(yuan("1").split_percent(&[100, 100]), Err(MoneyError::PercentagesNot100 { sum: 200 }));
        assert_eq!(yuan("-1").split_percent(&[100]), Err(MoneyError::Negative));
    }

    #[test]
    fn s48_200000_01_is_a_fen_more_than_200000() {
        assert_eq!(yuan("200000.01").checked_sub(yuan("200000")), Some(Money::FEN));
    }

    #[test]
    fn a_budget_lies_between_zero_and_ten_to_the_fifteen_fen() {
        assert_eq!(Money::budget(-1), Err(MoneyError::Negative));
        assert_eq!(Money::budget(0), Ok(Money::ZERO));
        assert_eq!(Money::budget(1_000_000_000_000_000), Ok(Money::LARGEST_BUDGET));
        assert_eq!(Money::budget(1_000_000_000_000_001), Err(MoneyError::TooLarge));
        assert_eq!(Money::budget(i64::MAX), Err(MoneyError::TooLarge));
    }

    #[test]
    fn yuan_have_at_most_two_decimals_and_no_ornament() {
        assert_eq!(yuan("200000.01").fen(), 20_000_001);
        assert_eq!(yuan("0.5").fen(), 50);
        assert_eq!(Money::yuan("1.005"), Err(MoneyError::NotAnAmount(DecimalError::TooManyPlaces)));
        for text in ["", "¥1", "1,000", "1元", "1.", "1 000"] {
            assert_eq!(Money::yuan(text), Err(MoneyError::NotAnAmount(DecimalError::NotANumber)), "{text}");
        }
        assert_eq!(Money::yuan("92233720368547758.08"), Err(MoneyError::NotAnAmount(DecimalError::OutOfRange)));
    }

    #[test]
    fn people_read_yuan_with_separators() {
        for (amount, text) in [
            (Money::ZERO, "¥ 0.00"),
            (yuan("999.9"), "¥ 999.90"),
            (yuan("1000"), "¥ 1,000.00"),
            (yuan("200000"), "¥ 200,000.00"),
            (yuan("9762600.01"), "¥ 9,762,600.01"),
            (yuan("-1234.5"), "¥ -1,234.50"),
            (Money::from_fen(i64::MIN), "¥ -92,233,720,368,547,758.08"),
        ] {
            assert_eq!(amount.to_string(), text);
        }
    }

    #[test]
    fn sums_do_not_wrap_around() {
        assert_eq!(Money::from_fen(i64::MAX).checked_add(Money::FEN), None);
        assert_eq!(Money::from_fen(i64::MIN).checked_sub(Money::FEN), None);
        assert_eq!(Money::sum([Money::from_fen(i64::MAX), Money::FEN]), None);
        assert_eq!(Money::sum([Money::YUAN, Money::FEN]), Some(Money::from_fen(101)));
    }

    #[test]
    fn json_carries_fen_as_an_integer() {
        assert_eq!(serde_json::to_string(&yuan("1.5")).expect("a number"), "150");
        assert_eq!(serde_json::from_str::<Money>("150").expect("an amount"), yuan("1.5"));
        for refused in ["1.5", "\"150\"", "10000000000000000000", "null"] {
            assert!(serde_json::from_str::<Money>(refused).is_err(), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn s26_shares_and_remainder_give_the_whole_again(fen in 0i64.., n in 1u32.., step in 1i64..1000) {
            let split = Money(fen).split_even(parts(n), Money(step)).expect("not negative");
            prop_assert_eq!(i128::from(split.share.0) * i128::from(n) + i128::from(split.remainder.0), i128::from(fen));
            prop_assert!(split.share.0 % step == 0 && split.remainder >= Money::ZERO);
            prop_assert!(i128::from(split.remainder.0) < i128::from(n) * i128::from(step));
        }

        #[test]
        fn r92_instalments_give_the_whole_and_none_is_negative(fen in 0i64.., first in 0u32..=100, second in 0u32..=100) {
            prop_assume!(first + second <= 100);
            let instalments = Money(fen).split_percent(&[first, second, 100 - first - second]).expect("adds up");
            prop_assert_eq!(Money::sum(instalments.iter().copied()), Some(Money(fen)));
            prop_assert!(instalments.iter().all(|&amount| amount >= Money::ZERO));
        }

        #[test]
        fn printing_and_reading_yuan_give_the_same_amount(fen: i64) {
            prop_assert_eq!(Money::yuan(&Money(fen).to_yuan()), Ok(Money(fen)));
            let shown = Money(fen).to_string().replace(',', "");
            prop_assert_eq!(Money::yuan(shown.trim_start_matches("¥ ")), Ok(Money(fen)));
        }
    }
}
