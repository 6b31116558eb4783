//! What the outside sees of a calendar year; also how one is sent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::platform::calendar::{HolidayRecord, YearData, YearRecord};

/// The days of one year that differ from plain weekdays and weekends.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    #[schema(example = 2027)]
    pub year: i32,
    /// Where the days are announced.
    #[schema(example = "国务院办公厅关于2027年部分节假日安排的通知")]
    pub source: String,
    /// V: read in the notice itself; V2: in secondary material; G: not confirmed.
    #[schema(example = "V")]
    pub certainty: String,
    /// Saturdays and Sundays on which people work (调休).
    pub weekend_working_days: Vec<NaiveDate>,
    pub holidays: Vec<Holiday>,
}

/// A run of days off, both ends included.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    #[schema(example = "Spring Festival")]
    pub name: String,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl From<&YearData> for CalendarYear {
    fn from(year: &YearData) -> Self {
        let record = year.record().clone();
        let holidays = record.holidays.into_iter().map(|h| Holiday { name: h.name, first: h.first, last: h.last });
        Self {
            year: record.year,
            source: record.source,
            certainty: record.certainty,
            weekend_working_days: record.weekend_working_days,
            holidays: holidays.collect(),
        }
    }
}

impl From<CalendarYear> for YearRecord {
    fn from(year: CalendarYear) -> Self {
        let holidays = year.holidays.into_iter().map(|h| HolidayRecord { name: h.name, first: h.first, last: h.last });
        Self {
            year: year.year,
            source: year.source,
            certainty: year.certainty,
            weekend_working_days: year.weekend_working_days,
            holidays: holidays.collect(),
        }
    }
}
