//! Whose file of a purchase it is to read, and what of the journal stands in it for them.

use crate::areas;
use crate::journal::Entry;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::time::Timestamp;
use crate::projects::Project;

const READERS: &[Role] = &[Role::DistrictOfficer, Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator];

/// Officials who reach the place, whose path is told, and auditors; for everybody else there is no such project.
pub(super) fn may_read(conn: &mut Conn, actor: &Actor, project: &Project) -> Result<String> {
    let path = areas::path_of(conn, &project.area_code, "/area_code")?;
    if actor.has_any(&[Role::Auditor]) || actor.reaches(READERS, &path) {
        return Ok(path);
    }
    Err(Problem::not_found("项目", "project"))
}

/// What names no place, and stands in the file all the same.
const IN_EVERY_FILE: [&str; 2] = ["project.invited", "invitation_list.edited"];

/// Sealed facts stay out: until the call has closed nobody but the bidder learns of a bid. What is for one organisation
/// alone only auditors read; that somebody was invited is no secret, the score is (see `story`).
pub(super) fn stands_in_file(actor: &Actor, project: &Project, entry: &Entry, now: Timestamp) -> bool {
    let names_a_bidder = entry.entity == "bid" || entry.event == "clarification.asked";
    let sealed = entry.visible_from.is_some_and(|moment| moment > now) || (names_a_bidder && project.closed_at.is_none());
    let shared = entry.is_public || entry.area_path.is_some() || IN_EVERY_FILE.contains(&entry.event.as_str());
    !sealed && (shared || actor.has_any(&[Role::Auditor]))
}
