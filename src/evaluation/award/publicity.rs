//! The clocks of evaluation and publicity (公示): full days of the frozen rule set, counted from the day after the opening or the decision.
//! Pure.

use super::store::Award;
use crate::platform::calendar::{Calendar, Days};
use crate::platform::time::Timestamp;
use crate::rules::rule_set::RuleSet;

/// The end of a term that begins at `from`: 00:00 in Shanghai after its last day, and whether a year without data was
/// crossed, so that it must not end by itself.
pub fn end_of(calendar: &Calendar, from: Timestamp, days: Days) -> (Timestamp, bool) {
    let (end, provisional) = calendar.earliest_deadline(from.naive(), days);
    (Timestamp::from_naive(end), provisional)
}

/// The end of the term in which the panel reports, from the opening of the bids on: 00:00 after its last day.
pub fn report_by(calendar: &Calendar, rules: &RuleSet, opened_at: Timestamp) -> Timestamp {
    end_of(calendar, opened_at, rules.evaluation_days).0
}

/// Counts a running publicity again, by the years known now; whether anything changed.
pub fn recount(award: &mut Award, calendar: &Calendar, days: Days) -> bool {
    let Some(from) = award.publicity_from else { return false };
    let (until, is_provisional) = end_of(calendar, from, days);
    let changed = award.publicity_until != Some(until) || award.is_provisional != is_provisional;
    award.publicity_until = Some(until);
    award.is_provisional = is_provisional;
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::calendar::WorkingDays;

    fn end(from: &str, days: u32) -> (String, bool) {
        let from = Timestamp::parse(from).expect(from);
        let (end, provisional) = end_of(&Calendar::embedded(), from, Days::Working(WorkingDays(days)));
        (end.shanghai(), provisional)
    }

    #[test]
    fn publicity_counts_the_days_that_are_worked() {
        // 28 February 2026 is a Saturday that is worked; Spring Festival runs from the 15th to the 23rd.
        assert_eq!(end("2026-02-13T10:00:00+08:00", 7), ("2026-03-03 00:00".into(), false));
        // Labour Day runs from 1 to 5 May, and Saturday 9 May is worked.
        assert_eq!(end("2026-04-30T10:00:00+08:00", 7), ("2026-05-14 00:00".into(), false));
    }

    #[test]
    fn a_publicity_into_a_year_without_data_is_provisional() {
        assert_eq!(end("2026-12-28T10:00:00+08:00", 5), ("2027-01-06 00:00".into(), true));
    }
}
