//! Moments: UTC, cut to microseconds (what both databases keep), RFC 3339 with `Z` on the wire.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, SubsecRound, TimeDelta};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment in UTC with microseconds.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    utoipa::ToSchema,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Timestamp)]
#[schema(value_type = String, format = DateTime, example = "2026-03-02T01:00:00Z")]
pub struct Timestamp(NaiveDateTime);

impl Timestamp {
    pub fn from_naive(utc: NaiveDateTime) -> Self {
        Self(utc.trunc_subsecs(6))
    }

    /// Any RFC 3339 offset is read; the moment is kept in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|t| Self::from_naive(t.naive_utc()))
    }

    pub fn naive(self) -> NaiveDateTime {
        self.0
    }

    /// Seconds since 1970.
    pub fn unix(self) -> i64 {
        self.0.and_utc().timestamp()
    }

    pub fn micros(self) -> i64 {
        self.0.and_utc().timestamp_micros()
    }

    pub fn from_micros(micros: i64) -> Option<Self> {
        DateTime::from_timestamp_micros(micros).map(|t| Self(t.naive_utc()))
    }

    pub fn plus(self, delta: TimeDelta) -> Self {
        Self(self.0.checked_add_signed(delta).unwrap_or(self.0))
    }

    /// The local date in Shanghai (UTC+8, no summer time).
    pub fn shanghai_date(self) -> chrono::NaiveDate {
        (self.0 + TimeDelta::hours(8)).date()
    }

    /// As people in Shanghai read it: `2026-03-10 00:00`.
    pub fn shanghai(self) -> String {
        (self.0 + TimeDelta::hours(8)).format("%Y-%m-%d %H:%M").to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The debug form of chrono is ISO 8601, and many times faster than its patterns.
        write!(f, "{:?}Z", self.0)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not an RFC 3339 time like 2026-03-02T09:00:00+08:00")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_is_read_and_utc_is_written() {
        let moment = Timestamp::parse("2026-03-02T09:00:00.1234567+08:00").map(|t| t.to_string());
        assert_eq!(moment.as_deref(), Some("2026-03-02T01:00:00.123456Z"));
    }

    #[test]
    fn shanghai_is_eight_hours_ahead() {
        let moment = Timestamp::parse("2026-03-01T16:30:00Z").map(|t| (t.shanghai_date().to_string(), t.shanghai()));
        assert_eq!(moment, Some(("2026-03-02".into(), "2026-03-02 00:30".into())));
    }
}
