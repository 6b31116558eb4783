//! Who was incubated when, and who counts as newly incubated: for the matching and its fairness rule.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::cases::CaseStatus;
use super::cases::store::{self, Case};
use crate::platform::db::Conn;
use crate::platform::db::types::DateText;
use crate::platform::http::Result;
use crate::platform::ids::{IncubationCaseId, OrganizationId};

/// An organisation's time in the incubator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    pub case: IncubationCaseId,
    pub since: NaiveDate,
    pub graduated_on: Option<NaiveDate>,
}

/// The last time in the incubator of each of these organisations that had one; who left otherwise than by graduation has none.
pub fn times_of(conn: &mut Conn, organizations: &[OrganizationId]) -> Result<HashMap<OrganizationId, Time>> {
    let cases = store::of_organizations(conn, organizations)?;
    Ok(cases.into_iter().filter_map(|case| Some((case.organization_id.clone(), time(case)?))).collect())
}

fn time(case: Case) -> Option<Time> {
    let ended = case.ended_on.as_ref().map(DateText::date);
    let is_graduate = case.status == CaseStatus::Graduated;
    if ended.is_some() && !is_graduate {
        return None;
    }
    Some(Time { case: case.id, since: case.started_on?.date(), graduated_on: ended })
}

/// How long after graduation an organisation is new.
const MONTHS: chrono::Months = chrono::Months::new(24);

/// Whether the organisation was, on that day (in Shanghai), in incubation or less than 24 months out of it as a graduate.
///
/// A team that was registered inside its case is new from then on, for its case runs; who left otherwise than by graduation
/// is not.
pub fn newly_incubated(conn: &mut Conn, organization: &OrganizationId, on: NaiveDate) -> Result<bool> {
    Ok(store::of_organization(conn, organization)?.iter().any(|case| makes_new(case, on)))
}

fn makes_new(case: &Case, on: NaiveDate) -> bool {
    let day = |date: &Option<DateText>| date.as_ref().map(DateText::date);
    let Some(started) = day(&case.started_on) else { return false };
    let until = match (day(&case.ended_on), case.status) {
        (None, _) => return started <= on,
        (Some(ended), CaseStatus::Graduated) => ended.checked_add_months(MONTHS).unwrap_or(ended),
        (Some(ended), _) => ended,
    };
    started <= on && on < until
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::IncubationProgrammeId;
    use crate::platform::time::Timestamp;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn case(status: CaseStatus, started: Option<&str>, ended: Option<&str>) -> Case {
        let now = Timestamp::parse("2026-03-02T09:00:00+08:00").expect("a moment");
        let date = |text: Option<&str>| text.map(|text| day(text).into());
        Case {
            id: IncubationCaseId::new(),
            programme_id: IncubationProgrammeId::new(),
            organization_id: OrganizationId::new(),
            status,
            status_reason: None,
            plan_zh: String::new(),
            mentor_id: None,
            started_on: date(started),
            due_on: date(started),
            reminded_of: None,
            registered_on: None,
            ended_on: date(ended),
            registered_at_exit: None,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    #[test]
    fn a_graduate_is_new_for_24_months_and_not_a_day_longer() {
        let graduate = case(CaseStatus::Graduated, Some("2025-03-02"), Some("2026-03-02"));
        for (on, new) in [("2025-03-01", false), ("2025-03-02", true), ("2026-03-02", true), ("2028-03-01", true), ("2028-03-02", false)] {
            assert_eq!(makes_new(&graduate, day(on)), new, "{on}");
        }
    }

    #[test]
    fn a_time_in_the_incubator_ends_with_the_graduation_or_does_not_count() {
        let graduate = time(case(CaseStatus::Graduated, Some("2025-03-02"), Some("2026-03-02"))).expect("a graduate");
        assert_eq!((graduate.since, graduate.graduated_on), (day("2025-03-02"), Some(day("2026-03-02"))));
        assert_eq!(time(case(CaseStatus::Incubating, Some("2026-01-01"), None)).map(|time| time.graduated_on), Some(None));
        assert_eq!(time(case(CaseStatus::Expelled, Some("2026-01-01"), Some("2026-02-01"))), None);
        assert_eq!(time(case(CaseStatus::Admitted, None, None)), None);
    }

    #[test]
    fn who_is_in_incubation_is_new_and_who_was_expelled_is_not() {
        assert!(makes_new(&case(CaseStatus::Incubating, Some("2026-01-01"), None), day("2026-03-02")));
        assert!(!makes_new(&case(CaseStatus::Admitted, None, None), day("2026-03-02")));
        let expelled = case(CaseStatus::Expelled, Some("2026-01-01"), Some("2026-02-01"));
        assert!(makes_new(&expelled, day("2026-01-31")) && !makes_new(&expelled, day("2026-02-01")));
    }
}
