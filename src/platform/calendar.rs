//! Working days and legal clocks in Shanghai (domain §2.6).
//!
//! Days are counted from the day after (Civil Code art. 201). Which days are worked is data, a year at a time; a year
//! without data counts weekdays less the fixed statutory holidays and every answer that touches it is provisional.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days as ChronoDays, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

/// A number of working days (工作日).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkingDays(pub u32);

/// A number of calendar days (日).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarDays(pub u32);

/// A term of a rule set; in TOML and JSON `{ n = 5, unit = "working_days" }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DaysRecord", into = "DaysRecord")]
pub enum Days {
    Working(WorkingDays),
    Calendar(CalendarDays),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DaysRecord {
    n: u32,
    unit: DayUnit,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DayUnit {
    WorkingDays,
    CalendarDays,
}

/// A date found by counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub date: NaiveDate,
    /// A year without data was crossed: no right may lapse on this date by itself.
    pub provisional: bool,
}

/// Which days of one year differ from plain weekdays and weekends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "YearRecord", into = "YearRecord")]
pub struct YearData {
    record: YearRecord,
    holidays: BTreeSet<NaiveDate>,
    weekend_working_days: BTreeSet<NaiveDate>,
}

/// The written form of [`YearData`], in TOML (`config/calendar`) and in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearRecord {
    pub year: i32,
    pub source: String,
    pub certainty: String,
    pub weekend_working_days: Vec<NaiveDate>,
    #[serde(rename = "holiday")]
    pub holidays: Vec<HolidayRecord>,
}

/// A run of days off, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayRecord {
    pub name: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    #[error("not a calendar year: {0}")]
    Unreadable(#[from] toml::de::Error),
    #[error("holiday `{0}` ends before it begins")]
    EndsBeforeItBegins(String),
    #[error("{date} is not in {year}")]
    OtherYear { date: NaiveDate, year: i32 },
    #[error("{0} is a working day without saying so: only Saturdays and Sundays are listed")]
    NotAWeekend(NaiveDate),
    #[error("{0} is both a holiday and a working day")]
    HolidayAndWorkingDay(NaiveDate),
    #[error("no holidays are listed for {0}")]
    NoHolidays(i32),
}

/// The days worked in the years that are known.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: BTreeMap<i32, YearData>,
}

impl Calendar {
    /// The years that this program was built with.
    pub fn embedded() -> Self {
        let year =
            Self::from_toml(include_str!("../../config/calendar/cn-2026.toml")).expect("the embedded year is sound; a test reads it");
        Self::default().with_year(year)
    }

    /// Reads a year in the format of `config/calendar/cn-2026.toml`.
    pub fn from_toml(text: &str) -> Result<YearData, CalendarError> {
        let record: YearRecord = toml::from_str(text)?;
        YearData::try_from(record)
    }

    /// Adds a year, or replaces what was known of it.
    #[must_use]
    pub fn with_year(mut self, year: YearData) -> Self {
        self.years.insert(year.year(), year);
        self
    }

    /// The years that are known, in order.
    pub fn years(&self) -> impl Iterator<Item = &YearData> {
        self.years.values()
    }

    pub fn knows(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        match self.years.get(&date.year()) {
            Some(year) => year.is_working_day(date),
            None => !is_weekend(date) && !is_fixed_holiday(date),
        }
    }

    /// The last of `n` working days, the first being the first working day after `from`.
    pub fn add_working_days(&self, from: NaiveDate, n: WorkingDays) -> Counted {
        let mut date = from;
        for _ in 0..n.0 {
            date = self.next_working_day(date);
        }
        self.counted(from, date)
    }

    /// The last of `n` calendar days, the first being the day after `from`.
    pub fn add_calendar_days(&self, from: NaiveDate, n: CalendarDays) -> Counted {
        let date = from.checked_add_days(ChronoDays::new(n.0.into())).unwrap_or(NaiveDate::MAX);
        Counted { date, provisional: false }
    }

    /// As [`Calendar::add_calendar_days`], but a last day off moves to the next working day (Civil Code art. 203).
    pub fn add_calendar_days_moving(&self, from: NaiveDate, n: CalendarDays) -> Counted {
        let last = self.add_calendar_days(from, n).date;
        let date = if self.is_working_day(last) { last } else { self.next_working_day(last) };
        Counted { date, provisional: !self.all_known(last, date) }
    }

    pub fn add(&self, from: NaiveDate, days: Days) -> Counted {
        match days {
            Days::Working(n) => self.add_working_days(from, n),
            Days::Calendar(n) => self.add_calendar_days(from, n),
        }
    }

    /// How many working days lie after `from` up to and including `to`; 0 when `to` is not later.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> WorkingDays {
        let days = from.iter_days().skip(1).take_while(|&date| date <= to);
        WorkingDays(days.filter(|&date| self.is_working_day(date)).count() as u32)
    }

    /// The first moment at which a term of full days after `from_utc` is over: 00:00 in Shanghai after the last day,
    /// as UTC, and whether it is provisional.
    pub fn earliest_deadline(&self, from_utc: NaiveDateTime, days: Days) -> (NaiveDateTime, bool) {
        let last = self.add(local_date(from_utc), days);
        (start_of_day_utc(last.date.succ_opt().unwrap_or(NaiveDate::MAX)), last.provisional)
    }

    /// At the end of time, where no day follows, the day itself.
    fn next_working_day(&self, date: NaiveDate) -> NaiveDate {
        date.iter_days().skip(1).find(|&next| self.is_working_day(next)).unwrap_or(NaiveDate::MAX)
    }

    fn counted(&self, from: NaiveDate, date: NaiveDate) -> Counted {
        let first_counted = from.succ_opt().unwrap_or(date).min(date);
        Counted { date, provisional: !self.all_known(first_counted, date) }
    }

    fn all_known(&self, first: NaiveDate, last: NaiveDate) -> bool {
        (first.year()..=last.year()).all(|year| self.knows(year))
    }
}

impl YearData {
    pub fn year(&self) -> i32 {
        self.record.year
    }

    pub fn record(&self) -> &YearRecord {
        &self.record
    }

    fn is_working_day(&self, date: NaiveDate) -> bool {
        self.weekend_working_days.contains(&date) || !(is_weekend(date) || self.holidays.contains(&date))
    }
}

impl TryFrom<YearRecord> for YearData {
    type Error = CalendarError;

    fn try_from(record: YearRecord) -> Result<Self, Self::Error> {
        let weekend_working_days: BTreeSet<_> = record.weekend_working_days.iter().copied().collect();
        let mut holidays = BTreeSet::new();
        for holiday in &record.holidays {
            holidays.extend(holiday.days_within(record.year)?);
        }
        if holidays.is_empty() {
            return Err(CalendarError::NoHolidays(record.year));
        }
        for &date in &weekend_working_days {
            in_year(date, record.year)?;
            if !is_weekend(date) {
                return Err(CalendarError::NotAWeekend(date));
            }
            if holidays.contains(&date) {
                return Err(CalendarError::HolidayAndWorkingDay(date));
            }
        }
        Ok(Self { record, holidays, weekend_working_days })
    }
}

impl From<YearData> for YearRecord {
    fn from(year: YearData) -> Self {
        year.record
    }
}

impl HolidayRecord {
    fn days_within(&self, year: i32) -> Result<impl Iterator<Item = NaiveDate>, CalendarError> {
        in_year(self.first, year)?;
        in_year(self.last, year)?;
        if self.last < self.first {
            return Err(CalendarError::EndsBeforeItBegins(self.name.clone()));
        }
        let last = self.last;
        Ok(self.first.iter_days().take_while(move |&date| date <= last))
    }
}

fn in_year(date: NaiveDate, year: i32) -> Result<(), CalendarError> {
    if date.year() == year { Ok(()) } else { Err(CalendarError::OtherYear { date, year }) }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The statutory holidays with a fixed date in the solar calendar: New Year, Labour Day, National Day.
fn is_fixed_holiday(date: NaiveDate) -> bool {
    matches!((date.month(), date.day()), (1, 1) | (5, 1..=2) | (10, 1..=3))
}

/// Asia/Shanghai has been UTC+8 without summer time since 1991.
const SHANGHAI: TimeDelta = TimeDelta::hours(8);

/// The date in Shanghai at a moment in UTC.
pub fn local_date(utc: NaiveDateTime) -> NaiveDate {
    utc.checked_add_signed(SHANGHAI).unwrap_or(NaiveDateTime::MAX).date()
}

/// The moment in UTC at which a day begins in Shanghai.
pub fn start_of_day_utc(date: NaiveDate) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN).checked_sub_signed(SHANGHAI).unwrap_or(NaiveDateTime::MIN)
}

impl From<DaysRecord> for Days {
    fn from(DaysRecord { n, unit }: DaysRecord) -> Self {
        match unit {
            DayUnit::WorkingDays => Self::Working(WorkingDays(n)),
            DayUnit::CalendarDays => Self::Calendar(CalendarDays(n)),
        }
    }
}

impl From<Days> for DaysRecord {
    fn from(days: Days) -> Self {
        match days {
            Days::Working(WorkingDays(n)) => Self { n, unit: DayUnit::WorkingDays },
            Days::Calendar(CalendarDays(n)) => Self { n, unit: DayUnit::CalendarDays },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn time(text: &str) -> NaiveDateTime {
        text.parse().expect(text)
    }

    fn after_working_days(from: &str, n: u32) -> Counted {
        Calendar::embedded().add_working_days(date(from), WorkingDays(n))
    }

    fn firm(text: &str) -> Counted {
        Counted { date: date(text), provisional: false }
    }

    fn provisional(text: &str) -> Counted {
        Counted { date: date(text), provisional: true }
    }

    #[test]
    fn spring_festival_2026_seven_working_days_after_13_february_is_2_march() {
        assert_eq!(after_working_days("2026-02-13", 7), firm("2026-03-02"));
    }

    #[test]
    fn labour_day_2026_seven_working_days_after_30_april_is_13_may() {
        assert_eq!(after_working_days("2026-04-30", 7), firm("2026-05-13"));
    }

    #[test]
    fn the_six_weekend_working_days_of_2026_are_worked() {
        let worked = date("2026-01-01").iter_days().take_while(|day| day.year() == 2026);
        let worked = worked.filter(|&day| is_weekend(day) && Calendar::embedded().is_working_day(day));
        let listed = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"];
        assert!(worked.eq(listed.map(date)));
    }

    #[test]
    fn the_holidays_of_2026_are_off() {
        let runs = [
            ("2026-01-01", 3),
            ("2026-02-15", 9),
            ("2026-04-04", 3),
            ("2026-05-01", 5),
            ("2026-06-19", 3),
            ("2026-09-25", 3),
            ("2026-10-01", 7),
        ];
        let calendar = Calendar::embedded();
        for (first, length) in runs {
            assert!(date(first).iter_days().take(length).all(|day| !calendar.is_working_day(day)), "{first}");
        }
        let off_on_weekdays = date("2026-01-01").iter_days().take(365);
        let off_on_weekdays = off_on_weekdays.filter(|&day| !is_weekend(day) && !calendar.is_working_day(day));
        assert_eq!(off_on_weekdays.count(), 2 + 6 + 1 + 3 + 1 + 1 + 5);
    }

    #[test]
    fn art_201_the_first_day_is_not_counted() {
        assert_eq!(after_working_days("2026-03-02", 0), firm("2026-03-02"));
        assert_eq!(after_working_days("2026-03-02", 1), firm("2026-03-03"));
        let twenty = Calendar::embedded().add_calendar_days(date("2026-03-02"), CalendarDays(20));
        assert_eq!(twenty, firm("2026-03-22"));
    }

    #[test]
    fn art_203_a_last_day_off_moves_to_the_next_working_day_only_when_asked() {
        let (calendar, from) = (Calendar::embedded(), date("2026-04-21"));
        assert_eq!(calendar.add_calendar_days(from, CalendarDays(10)), firm("2026-05-01"));
        assert_eq!(calendar.add_calendar_days_moving(from, CalendarDays(10)), firm("2026-05-06"));
        assert_eq!(calendar.add_calendar_days_moving(from, CalendarDays(9)), firm("2026-04-30"));
    }

    #[test]
    fn art_203_a_worked_saturday_is_no_day_off() {
        let moved = Calendar::embedded().add_calendar_days_moving(date("2026-05-04"), CalendarDays(5));
        assert_eq!(moved, firm("2026-05-09"));
    }

    #[test]
    fn a_year_without_data_knows_the_fixed_holidays_and_is_provisional() {
        assert_eq!(after_working_days("2026-12-31", 1), provisional("2027-01-04"));
        assert_eq!(after_working_days("2027-09-30", 1), provisional("2027-10-04"));
        assert_eq!(after_working_days("2027-04-30", 1), provisional("2027-05-03"));
        assert_eq!(after_working_days("2026-12-30", 1), firm("2026-12-31"));
        assert_eq!(after_working_days("2025-12-31", 1), firm("2026-01-04"));
    }

    #[test]
    fn in_a_year_without_data_exactly_the_six_fixed_holidays_are_off_beside_weekends() {
        // In 2030 all six fall on weekdays.
        let year = date("2030-01-01").iter_days().take(365);
        let off = year.filter(|&day| !is_weekend(day) && !Calendar::embedded().is_working_day(day));
        let fixed = ["2030-01-01", "2030-05-01", "2030-05-02", "2030-10-01", "2030-10-02", "2030-10-03"];
        assert!(off.eq(fixed.map(date)));
    }

    #[test]
    fn a_calendar_day_clock_is_provisional_only_where_it_must_look_for_a_working_day() {
        let (calendar, from) = (Calendar::embedded(), date("2026-12-30"));
        assert_eq!(calendar.add_calendar_days(from, CalendarDays(2)), firm("2027-01-01"));
        assert_eq!(calendar.add_calendar_days_moving(from, CalendarDays(2)), provisional("2027-01-04"));
    }

    #[test]
    fn adding_the_year_makes_the_answer_firm() {
        let year = include_str!("../../config/calendar/cn-2026.toml").replace("2026", "2027");
        let year = year.lines().filter(|line| !line.starts_with("weekend_working_days"));
        let year = format!("weekend_working_days = [\"2027-01-02\"]\n{}", year.collect::<Vec<_>>().join("\n"));
        let year = year.replace("last = \"2027-01-03\"", "last = \"2027-01-01\"");
        let calendar = Calendar::embedded().with_year(Calendar::from_toml(&year).expect("sound"));
        assert_eq!(calendar.add_working_days(date("2026-12-31"), WorkingDays(1)), firm("2027-01-02"));
    }

    #[test]
    fn a_broken_year_says_what_is_wrong() {
        let embedded = include_str!("../../config/calendar/cn-2026.toml");
        let broken = |from, to| Calendar::from_toml(&embedded.replacen(from, to, 1)).expect_err(to);
        assert!(matches!(broken("last = \"2026-01-03\"", "last = \"2027-01-03\""), CalendarError::OtherYear { .. }));
        assert!(
            matches!(broken("first = \"2026-01-01\"", "first = \"2026-01-09\""), CalendarError::EndsBeforeItBegins(name) if name == "New Year")
        );
        assert!(matches!(broken("\"2026-05-09\"", "\"2026-05-11\""), CalendarError::NotAWeekend(_)));
        assert!(matches!(broken("\"2026-05-09\"", "\"2026-05-03\""), CalendarError::HolidayAndWorkingDay(_)));
        assert!(matches!(broken("certainty", "certain"), CalendarError::Unreadable(_)));
    }

    #[test]
    fn the_day_begins_at_16_00_utc() {
        assert_eq!(local_date(time("2026-03-01T15:59:59")), date("2026-03-01"));
        assert_eq!(local_date(time("2026-03-01T16:00:00")), date("2026-03-02"));
        assert_eq!(start_of_day_utc(date("2026-03-02")), time("2026-03-01T16:00:00"));
    }

    #[test]
    fn the_earliest_deadline_is_midnight_in_shanghai_after_the_last_full_day() {
        let calendar = Calendar::embedded();
        let published = time("2026-03-02T01:00:00"); // 09:00 in Shanghai
        let working = calendar.earliest_deadline(published, Days::Working(WorkingDays(5)));
        assert_eq!(working, (time("2026-03-09T16:00:00"), false));
        let tender = calendar.earliest_deadline(published, Days::Calendar(CalendarDays(20)));
        assert_eq!(tender, (time("2026-03-22T16:00:00"), false));
        let late_evening = calendar.earliest_deadline(time("2026-03-02T16:00:00"), Days::Working(WorkingDays(5)));
        assert_eq!(late_evening, (time("2026-03-10T16:00:00"), false));
        let across_the_year = calendar.earliest_deadline(time("2026-12-30T01:00:00"), Days::Working(WorkingDays(5)));
        assert!(across_the_year.1);
    }

    #[test]
    fn a_term_is_written_with_its_unit() {
        let days = Days::Working(WorkingDays(5));
        let json = serde_json::to_string(&days).expect("an object");
        assert_eq!(json, r#"{"n":5,"unit":"working_days"}"#);
        assert_eq!(serde_json::from_str::<Days>(&json).expect("the same"), days);
        assert!(serde_json::from_str::<Days>(r#"{"n":5}"#).is_err());
        assert!(serde_json::from_str::<Days>(r#"{"n":-5,"unit":"calendar_days"}"#).is_err());
    }

    #[test]
    fn the_end_of_time_is_reached_without_a_panic() {
        let calendar = Calendar::embedded();
        assert_eq!(calendar.add_working_days(NaiveDate::MAX, WorkingDays(3)).date, NaiveDate::MAX);
        assert_eq!(calendar.add_calendar_days(NaiveDate::MAX, CalendarDays(3)).date, NaiveDate::MAX);
        assert_eq!(calendar.add_calendar_days(date("2026-01-01"), CalendarDays(u32::MAX)).date, NaiveDate::MAX);
        local_date(NaiveDateTime::MAX);
        start_of_day_utc(NaiveDate::MIN);
    }

    prop_compose! {
        fn any_day_of_2025_to_2027()(days in 0u64..1095) -> NaiveDate {
            date("2025-01-01") + ChronoDays::new(days)
        }
    }

    proptest! {
        #[test]
        fn n_working_days_are_really_n(from in any_day_of_2025_to_2027(), n in 0u32..60) {
            let calendar = Calendar::embedded();
            let end = calendar.add_working_days(from, WorkingDays(n)).date;
            prop_assert_eq!(calendar.working_days_between(from, end), WorkingDays(n));
        }

        #[test]
        fn a_count_never_ends_on_a_day_off(from in any_day_of_2025_to_2027(), n in 1u32..60) {
            let calendar = Calendar::embedded();
            prop_assert!(calendar.is_working_day(calendar.add_working_days(from, WorkingDays(n)).date));
            prop_assert!(calendar.is_working_day(calendar.add_calendar_days_moving(from, CalendarDays(n)).date));
        }

        #[test]
        fn a_later_start_or_a_longer_term_never_ends_earlier(
            from in any_day_of_2025_to_2027(), later in 0u64..30, n in 0u32..40, more in 0u32..10,
        ) {
            let calendar = Calendar::embedded();
            let end = calendar.add_working_days(from, WorkingDays(n)).date;
            prop_assert!(end <= calendar.add_working_days(from + ChronoDays::new(later), WorkingDays(n)).date);
            prop_assert!(end <= calendar.add_working_days(from, WorkingDays(n + more)).date);
            prop_assert!(calendar.add_calendar_days(from, CalendarDays(n)).date <= end || n == 0);
        }

        #[test]
        fn counting_in_two_legs_is_counting_in_one(from in any_day_of_2025_to_2027(), first in 0u32..20, second in 0u32..20) {
            let calendar = Calendar::embedded();
            let halfway = calendar.add_working_days(from, WorkingDays(first)).date;
            let end = calendar.add_working_days(halfway, WorkingDays(second)).date;
            prop_assert_eq!(end, calendar.add_working_days(from, WorkingDays(first + second)).date);
        }

        #[test]
        fn the_deadline_leaves_n_full_local_days(seconds in 0i64..86_400 * 365, n in 0u32..30) {
            let from = time("2026-01-01T00:00:00") + TimeDelta::seconds(seconds);
            let (deadline, _) = Calendar::embedded().earliest_deadline(from, Days::Calendar(CalendarDays(n)));
            let full_days = (deadline - start_of_day_utc(local_date(from))).num_days() - 1;
            prop_assert_eq!(full_days, i64::from(n));
        }
    }
}
