//! Where a deadline moves to. Pure.

use chrono::TimeDelta;

use crate::platform::calendar::{Calendar, Days};
use crate::platform::time::Timestamp;

/// The deadline that leaves `notice` full days from `now` on: `deadline` itself where it does, else the first working day that does, at the
/// same time of day (R29).
pub fn as_long_after(calendar: &Calendar, now: Timestamp, notice: Days, deadline: Timestamp) -> Timestamp {
    let earliest = Timestamp::from_naive(calendar.earliest_deadline(now.naive(), notice).0);
    if deadline >= earliest {
        return deadline;
    }
    let mut moved = deadline;
    while moved < earliest || !calendar.is_working_day(moved.shanghai_date()) {
        moved = moved.plus(TimeDelta::days(1));
    }
    moved
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
    fn r29_what_may_affect_bids_leaves_fifteen_days_or_moves_the_deadline() {
        let calendar = Calendar::embedded();
        let fifteen = Days::Calendar(CalendarDays(15));
        let deadline = at("2026-03-31T09:30:00+08:00");
        // Said on the 15th, fifteen full days lie between: the 16th to the 30th.
        assert_eq!(as_long_after(&calendar, at("2026-03-15T23:59:59+08:00"), fifteen, deadline), deadline);
        assert_eq!(as_long_after(&calendar, at("2026-03-16T00:00:00+08:00"), fifteen, deadline), at("2026-04-01T09:30:00+08:00"));
        // 4 April 2026 is a Saturday, Qingming is the 5th and its day off the 6th.
        assert_eq!(as_long_after(&calendar, at("2026-03-19T10:00:00+08:00"), fifteen, deadline), at("2026-04-07T09:30:00+08:00"));
    }

    proptest! {
        #[test]
        fn the_deadline_never_comes_nearer_and_keeps_its_time_of_day(after in 0i64..400 * 24, minutes in 0i64..1440, n in 1u32..40, working: bool) {
            let calendar = Calendar::embedded();
            let notice = if working { Days::Working(WorkingDays(n)) } else { Days::Calendar(CalendarDays(n)) };
            let deadline = at("2026-03-02T00:00:00+08:00").plus(TimeDelta::hours(after) + TimeDelta::minutes(minutes));
            let now = at("2026-03-01T12:00:00+08:00");
            let moved = as_long_after(&calendar, now, notice, deadline);
            let earliest = Timestamp::from_naive(calendar.earliest_deadline(now.naive(), notice).0);
            prop_assert!(moved >= deadline && moved >= earliest);
            prop_assert_eq!((moved.unix() - deadline.unix()) % 86_400, 0);
            prop_assert!(moved == deadline || calendar.is_working_day(moved.shanghai_date()));
        }
    }
}
