//! R21: whoever designed a purchase or wrote its specification may not bid in it.

use super::store::held_by_members;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;

/// Whether a member of the organisation could read the draft of a call for the place `area_path` (R21): somebody who belongs to it,
/// or did after `since`, and holds a draft-reading role that reaches the place, or did after `since`. `since` is the business time
/// at which the draft began; what ended at that moment had ended before.
pub fn could_read_drafts(conn: &mut Conn, organization: &OrganizationId, area_path: &str, since: Timestamp) -> Result<bool> {
    let held = held_by_members(conn, organization, since)?;
    Ok(held.iter().any(|(role, reach)| Role::DRAFT_READERS.contains(role) && area_path.starts_with(reach.as_str())))
}
