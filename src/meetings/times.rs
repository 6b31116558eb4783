//! The times of a meeting: beginnings of its talks, such as `13:30`, in order.

use std::collections::BTreeSet;

use crate::matching::engine::assign::timetable::MAX_TIMES;
use crate::platform::http::Check;

/// Checks the list: between 1 and 200 times of the day, each later than the one before.
pub(super) fn check(check: &mut Check, times: &[String]) {
    let most = MAX_TIMES as usize;
    check.that(
        (1..=most).contains(&times.len()),
        "/times",
        "out_of_range",
        format!("须有 1 到 {most} 个时段。"),
        format!("1 to {most} times are needed."),
    );
    if times.len() > most {
        return;
    }
    for (place, time) in times.iter().enumerate() {
        let pointer = format!("/times/{place}");
        check.that(is_time(time), &pointer, "malformed", "须为 13:30 这样的时刻。", "must be a time of the day such as 13:30.");
        let is_later = place == 0 || times[place - 1] < *time;
        check.that(is_later, &pointer, "not_ascending", "须晚于前一个时段。", "must be later than the time before.");
    }
}

/// Checks times at which somebody is not there: each one of the meeting's, each once.
pub(super) fn check_absent(check: &mut Check, absent: &[String], times: &[String]) {
    if absent.len() > times.len() {
        let (zh, en) = ("多于这次对接会的时段。", "are more than the meeting has times.");
        check.that(false, "/absent", "too_many", zh, en);
        return;
    }
    let mut named = BTreeSet::new();
    for (place, time) in absent.iter().enumerate() {
        let pointer = format!("/absent/{place}");
        check.that(times.contains(time), &pointer, "unknown_time", "不是这次对接会的时段。", "is no time of this meeting.");
        check.that(named.insert(time), &pointer, "twice", "重复了。", "is named twice.");
    }
    let is_there = named.len() < times.len();
    check.that(is_there, "/absent", "never_there", "所有时段都不在场，无法安排。", "leave no time at which somebody is there.");
}

/// Four digits around a colon, so that the text sorts as the times do.
fn is_time(text: &str) -> bool {
    let number = |part: &str| (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u8>().ok()).flatten();
    match text.split_once(':') {
        Some((hour, minute)) => number(hour).is_some_and(|h| h < 24) && number(minute).is_some_and(|m| m < 60),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(times: &[&str]) -> Vec<(String, &'static str)> {
        let mut found = Check::new();
        check(&mut found, &times.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
        found.into_errors().into_iter().map(|e| (e.pointer, e.code)).collect()
    }

    #[test]
    fn times_are_of_the_day_and_in_order() {
        assert_eq!(errors(&["09:00", "09:20", "13:30"]), []);
        assert_eq!(errors(&[]), [("/times".to_owned(), "out_of_range")]);
        assert_eq!(errors(&["9:00"]), [("/times/0".to_owned(), "malformed")]);
        assert_eq!(errors(&["24:00"]), [("/times/0".to_owned(), "malformed")]);
        assert_eq!(errors(&["09:20", "09:20"]), [("/times/1".to_owned(), "not_ascending")]);
        assert_eq!(errors(&["9:00"; 201]), [("/times".to_owned(), "out_of_range")], "too long a list is not looked at one by one");
    }

    #[test]
    fn nobody_is_absent_more_often_than_there_are_times() {
        let times = ["09:00".to_owned(), "09:20".to_owned()];
        let codes = |absent: &[&str]| {
            let mut found = Check::new();
            check_absent(&mut found, &absent.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>(), &times);
            found.into_errors().into_iter().map(|e| e.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(&["09:20"]), [""; 0]);
        assert_eq!(codes(&["09:20", "09:00"]), ["never_there"]);
        assert_eq!(codes(&["09:20", "09:20"]), ["twice"]);
        assert_eq!(codes(&["10:00"; 100_000]), ["too_many"]);
    }
}
