//! Calendar days, for the age of a record and the overlap of dates.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A day of the Gregorian calendar, counted from 1970-01-01; written `2026-03-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day that many days after 1970-01-01.
    pub const fn after_epoch(days: i32) -> Self {
        Self(days)
    }

    /// None where the calendar has no such day, or the year is not 1 to 9999.
    pub fn of(year: i32, month: u32, day: u32) -> Option<Self> {
        let found = Self::days_to(year, month, day).map(Self)?;
        ((1..=9999).contains(&year) && found.parts() == (year, month, day)).then_some(found)
    }

    /// Reads `2026-03-02`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
        if (year.len(), month.len(), day.len()) != (4, 2, 2) || ![year, month, day].into_iter().all(digits) {
            return None;
        }
        Self::of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// How many days lie between an earlier day and this one; 0 if it is not earlier.
    pub fn since(self, earlier: Self) -> u32 {
        u32::try_from(i64::from(self.0) - i64::from(earlier.0)).unwrap_or(0)
    }

    pub fn year(self) -> i32 {
        self.parts().0
    }

    /// Days from the epoch, with the year beginning in March so that the leap day comes last.
    fn days_to(year: i32, month: u32, day: u32) -> Option<i32> {
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(0..=9999).contains(&year) {
            return None;
        }
        let year = if month > 2 { year } else { year - 1 };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
        Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468)
    }

    fn parts(self) -> (i32, u32, u32) {
        let days = i64::from(self.0) + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year as i32, month as u32, day as u32)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is not a day such as 2026-03-02")))
    }
}

/// From a first to a last day; an end that is not stated is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Period {
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Period {
    pub fn overlaps(&self, other: &Self) -> bool {
        let begins_before_end = |a: &Self, b: &Self| a.from.zip(b.to).is_none_or(|(from, to)| from <= to);
        begins_before_end(self, other) && begins_before_end(other, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(Day::parse("1970-01-01"), Some(Day::after_epoch(0)));
        assert_eq!(Day::parse("2026-03-02").map(|day| (day.0, day.year())), Some((20_514, 2026)));
        for text in ["2024-02-29", "2000-12-31", "0001-01-01", "9999-12-31"] {
            assert_eq!(Day::parse(text).map(|day| day.to_string()).as_deref(), Some(text));
        }
        for text in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-3-2", "+026-03-02", "x", "0000-01-01"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn periods_overlap_when_they_share_a_day() {
        let day = |text| Day::parse(text);
        let spring = Period { from: day("2026-03-01"), to: day("2026-05-31") };
        assert!(spring.overlaps(&Period { from: day("2026-05-31"), to: None }));
        assert!(!spring.overlaps(&Period { from: day("2026-06-01"), to: None }));
        assert!(!Period { from: None, to: day("2026-02-28") }.overlaps(&spring));
        assert!(Period::default().overlaps(&spring));
    }
}
