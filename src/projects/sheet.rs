//! One project as its decision makers see it, for the pages.

use super::policy;
use super::view::{self, ProjectView};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};

/// The project as this caller may know it, with its version; 404 for whoever may not.
pub fn sheet(conn: &mut Conn, call: &Call, id: &str) -> Result<(ProjectView, i64)> {
    let id = policy::id_of(id)?;
    let (found, public_key) = policy::known_whole(conn, call, &id)?;
    let version = found.project.version;
    Ok((view::whole(conn, call, found, public_key)?, version))
}
