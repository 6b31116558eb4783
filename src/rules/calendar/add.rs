//! `POST /calendar/years`: makes a year's working days known, while the service runs.

use actix_web::post;
use serde_json::json;

use super::view::CalendarYear;
use super::{CHANGED, store};
use crate::journal::{self, Event};
use crate::platform::calendar::{CalendarError, YearData, YearRecord};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, FieldError, ProblemDocument, Reply, Result};
use crate::platform::jobs;

/// Add the working days of a year
///
/// A year that is known already is replaced: the State Council has moved days in the middle of a year before.
#[utoipa::path(operation_id = "calendar_years_add", tag = "rules", request_body = CalendarYear, responses(
    (status = 201, description = "The year as known now", body = CalendarYear),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/calendar/years")]
pub async fn handle(cx: Cx, body: Body<CalendarYear>) -> Answer {
    let platform = cx.platform().clone();
    let answer = cx
        .write("calendar_years_add", body, |tx, call, command| {
            let year = add(tx, call, command)?;
            Reply::created("/api/v1/calendar/years".into(), &CalendarYear::from(&year))
        })
        .await?;
    super::load(&platform).await?;
    Ok(answer)
}

/// The year is sound by itself; clocks that run already keep the end that was computed for them.
fn add(tx: &mut Tx, call: &Call, command: &CalendarYear) -> Result<YearData> {
    let mut check = Check::new();
    check
        .that((2000..2200).contains(&command.year), "/year", "out_of_range", "须在 2000 到 2199 之间。", "must lie between 2000 and 2199.")
        .text("/source", &command.source, 200)
        .that(
            matches!(command.certainty.as_str(), "V" | "V2" | "G"),
            "/certainty",
            "unknown_value",
            "须为 V、V2 或 G。",
            "must be V, V2 or G.",
        );
    for (index, holiday) in command.holidays.iter().enumerate() {
        check.text(&format!("/holidays/{index}/name"), &holiday.name, 50);
    }
    let year = YearData::try_from(YearRecord::from(command.clone()));
    if let Err(error) = &year {
        check.push(explain(command, error));
    }
    check.finish()?;
    let year = year.map_err(crate::platform::http::Problem::internal)?;
    store::put(tx, &year, call.now)?;
    let off = json!({"year": command.year, "holidays": command.holidays.len(), "certainty": command.certainty});
    jobs::soon(tx, CHANGED, &command.year.to_string())?;
    journal::record(tx, call, Event::new("calendar.year_added", command.year).public().with(off))?;
    Ok(year)
}

/// The field at which the calendar found the error.
fn explain(year: &CalendarYear, error: &CalendarError) -> FieldError {
    let worked = |date| year.weekend_working_days.iter().position(|day| *day == date).map(|i| format!("/weekend_working_days/{i}"));
    let (pointer, code, zh) = match error {
        CalendarError::Unreadable(_) => (None, "unreadable", "无法读取。".to_owned()),
        CalendarError::EndsBeforeItBegins(name) => {
            let place = year.holidays.iter().position(|h| h.name == *name && h.last < h.first);
            (place.map(|i| format!("/holidays/{i}/last")), "before_first", "不能早于第一天。".to_owned())
        }
        CalendarError::OtherYear { date, year: expected } => {
            let place = year.holidays.iter().position(|h| h.first == *date || h.last == *date).map(|i| format!("/holidays/{i}"));
            (place.or_else(|| worked(*date)), "other_year", format!("{date} 不在 {expected} 年。"))
        }
        CalendarError::NotAWeekend(date) => (worked(*date), "not_a_weekend", format!("{date} 不是周六或周日。")),
        CalendarError::HolidayAndWorkingDay(date) => (worked(*date), "is_a_holiday", format!("{date} 同时被列为假日。")),
        CalendarError::NoHolidays(_) => (Some("/holidays".into()), "required", "至少须有一个假日。".to_owned()),
    };
    FieldError::new(pointer.unwrap_or_default(), code, zh, format!("{error}."))
}

#[cfg(test)]
mod tests {
    use super::super::view::Holiday;
    use super::*;

    fn new_year(first: &str, last: &str) -> Holiday {
        Holiday { name: "New Year".into(), first: first.parse().expect(first), last: last.parse().expect(last) }
    }

    fn refused(year: &CalendarYear) -> (String, &'static str) {
        let error = YearData::try_from(YearRecord::from(year.clone())).expect_err("broken");
        let error = explain(year, &error);
        (error.pointer, error.code)
    }

    #[test]
    fn every_error_of_a_year_names_its_field() {
        let sound = CalendarYear {
            year: 2027,
            source: "notice".into(),
            certainty: "V".into(),
            weekend_working_days: vec![],
            holidays: vec![new_year("2027-01-01", "2027-01-03")],
        };
        assert!(YearData::try_from(YearRecord::from(sound.clone())).is_ok());

        let with = |holiday| CalendarYear { holidays: vec![holiday], ..sound.clone() };
        assert_eq!(refused(&with(new_year("2027-01-03", "2027-01-01"))), ("/holidays/0/last".into(), "before_first"));
        assert_eq!(refused(&with(new_year("2026-12-31", "2027-01-01"))), ("/holidays/0".into(), "other_year"));
        let worked = |day: &str| CalendarYear { weekend_working_days: vec![day.parse().expect(day)], ..sound.clone() };
        assert_eq!(refused(&worked("2027-01-04")), ("/weekend_working_days/0".into(), "not_a_weekend"));
        assert_eq!(refused(&worked("2027-01-02")), ("/weekend_working_days/0".into(), "is_a_holiday"));
        assert_eq!(refused(&CalendarYear { holidays: vec![], ..sound.clone() }), ("/holidays".into(), "required"));
    }
}
