//! Who counts as newly incubated: for the fairness rule of the matching.

use chrono::NaiveDate;

use super::cases::CaseStatus;
use super::cases::store::{self, Case};
use crate::platform::db::Conn;
use crate::platform::db::types::DateText;
use crate::platform::http::Result;
use crate::platform::ids::OrganizationId;

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
    use crate::platform::ids::{IncubationCaseId, IncubationProgrammeId};
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
    fn who_is_in_incubation_is_new_and_who_was_expelled_is_not() {
        assert!(makes_new(&case(CaseStatus::Incubating, Some("2026-01-01"), None), day("2026-03-02")));
        assert!(!makes_new(&case(CaseStatus::Admitted, None, None), day("2026-03-02")));
        let expelled = case(CaseStatus::Expelled, Some("2026-01-01"), Some("2026-02-01"));
        assert!(makes_new(&expelled, day("2026-01-31")) && !makes_new(&expelled, day("2026-02-01")));
    }
}
