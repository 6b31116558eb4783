//! Until when a call may be asked about, and until when an answer is due. Pure.

use chrono::TimeDelta;

use crate::platform::calendar::{Calendar, Days, local_date, start_of_day_utc};
use crate::platform::time::Timestamp;

/// The moment from which it is too late to ask: later there are not `ask_until` full days left before the deadline. None where there never
/// were.
pub fn ask_by(calendar: &Calendar, published: Timestamp, deadline: Timestamp, ask_until: Days) -> Option<Timestamp> {
    let leaves_enough = |day: chrono::NaiveDate| calendar.earliest_deadline(start_of_day_utc(day), ask_until).0 <= deadline.naive();
    let first = local_date(published.naive());
    let mut day = local_date(deadline.naive());
    while !leaves_enough(day) {
        day = day.pred_opt().filter(|day| *day >= first)?;
    }
    Some(Timestamp::from_naive(start_of_day_utc(day)).plus(TimeDelta::days(1)))
}

/// When the answer is due: full days after the question, and never later than the deadline.
pub fn answer_by(calendar: &Calendar, asked: Timestamp, answer_days: Days, deadline: Timestamp) -> Timestamp {
    Timestamp::from_naive(calendar.earliest_deadline(asked.naive(), answer_days).0).min(deadline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::calendar::{CalendarDays, WorkingDays};
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn questions_end_two_working_days_before_the_deadline() {
        let calendar = Calendar::embedded();
        let two = Days::Working(WorkingDays(2));
        let published = at("2026-03-02T09:00:00+08:00");
        // Tuesday 17:00: Friday and Monday lie between, so that Thursday is the last day.
        let deadline = at("2026-03-10T17:00:00+08:00");
        assert_eq!(ask_by(&calendar, published, deadline, two), Some(at("2026-03-06T00:00:00+08:00")));
        // At midnight the day before is a full day.
        assert_eq!(ask_by(&calendar, published, at("2026-03-10T00:00:00+08:00"), two), Some(at("2026-03-06T00:00:00+08:00")));
        assert_eq!(ask_by(&calendar, published, at("2026-03-03T17:00:00+08:00"), two), None);
    }

    #[test]
    fn an_answer_is_due_after_full_working_days_and_before_the_deadline() {
        let calendar = Calendar::embedded();
        let one = Days::Working(WorkingDays(1));
        let friday = at("2026-03-06T16:00:00+08:00");
        assert_eq!(answer_by(&calendar, friday, one, at("2026-03-12T00:00:00+08:00")), at("2026-03-10T00:00:00+08:00"));
        assert_eq!(answer_by(&calendar, friday, one, at("2026-03-09T09:00:00+08:00")), at("2026-03-09T09:00:00+08:00"));
    }

    proptest! {
        #[test]
        fn the_last_moment_to_ask_is_the_last_one_that_leaves_the_days(hours in 24i64..60 * 24, n in 1u32..20, working: bool) {
            let calendar = Calendar::embedded();
            let days = if working { Days::Working(WorkingDays(n)) } else { Days::Calendar(CalendarDays(n)) };
            let published = at("2026-03-02T09:00:00+08:00");
            let deadline = published.plus(TimeDelta::hours(hours));
            let left = |moment: Timestamp| Timestamp::from_naive(calendar.earliest_deadline(moment.naive(), days).0) <= deadline;
            match ask_by(&calendar, published, deadline, days) {
                Some(moment) => prop_assert!(left(moment.plus(TimeDelta::seconds(-1))) && !left(moment)),
                None => prop_assert!(!left(published)),
            }
        }
    }
}
