//! The facts of an incubation case.

use super::IncubationFacts;
use crate::incubation::{self, CaseStatus, Placed};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::IncubationCaseId;

/// The case that an event is about; none when the id names none.
pub fn case(conn: &mut Conn, id: &str) -> Result<Option<Placed>> {
    match IncubationCaseId::parse(id) {
        Some(id) => incubation::placed(conn, &id),
        None => Ok(None),
    }
}

/// Why the case was moved where it is now; the reason of a move that a later one has overtaken is not kept.
pub fn reason(placed: &Placed, moved_to: Option<&str>) -> Option<Text> {
    let is_latest = moved_to.is_none_or(|status| status == placed.case.status.as_str());
    placed.case.status_reason.as_deref().filter(|_| is_latest).and_then(|reason| crate::projects::reason_in_words(Some(reason)))
}

/// The facts as they are now, with the status that the event led to.
pub fn load(placed: &Placed, home: &str, moved_to: Option<&str>) -> IncubationFacts {
    let status = moved_to.and_then(CaseStatus::parse).unwrap_or(placed.case.status);
    IncubationFacts {
        programme: Text::new(&placed.programme_zh, placed.programme_en.as_ref().unwrap_or(&placed.programme_zh)),
        organization: Text::new(&placed.organization_zh, placed.organization_en.as_ref().unwrap_or(&placed.organization_zh)),
        status: status_name(status),
        running: status.is_running(),
        due_on: placed.case.due_on.as_ref().map(|date| date.date().to_string()),
        link: format!("{home}/desk"),
    }
}

/// A status as people call it.
fn status_name(status: CaseStatus) -> Text {
    let (zh, en) = match status {
        CaseStatus::Applied => ("已申请", "applied"),
        CaseStatus::DueDiligence => ("评估中", "under due diligence"),
        CaseStatus::Declined => ("未获准入", "declined"),
        CaseStatus::Admitted => ("已准入", "admitted"),
        CaseStatus::Incubating => ("孵化中", "incubating"),
        CaseStatus::Extended => ("延期孵化", "extended"),
        CaseStatus::Graduated => ("已出壳", "graduated"),
        CaseStatus::Withdrawn => ("已退出", "withdrawn"),
        CaseStatus::Expelled => ("已清退", "expelled"),
        CaseStatus::Expired => ("到期结束", "expired"),
    };
    Text::new(zh, en)
}
