//! One project as its decision makers see it, and as those who write it do; for the pages.

use super::policy;
use super::store::Project;
use super::submit;
use super::view::{self, ProjectView};
use super::warnings::WarningView;
use crate::platform::db::Conn;
use crate::platform::http::{Call, FieldError, Result};
use crate::platform::i18n::Text;

/// The project as this caller may know it, with its version; 404 for whoever may not.
pub fn sheet(conn: &mut Conn, call: &Call, id: &str) -> Result<(ProjectView, i64)> {
    let id = policy::id_of(id)?;
    let (found, public_key) = policy::known_whole(conn, call, &id)?;
    let version = found.project.version;
    Ok((view::whole(conn, call, found, public_key)?, version))
}

/// A draft with what submission would say of it now.
pub struct DraftSheet {
    pub project: Project,
    /// Everything that must change before submission, by its field.
    pub missing: Vec<FieldError>,
    /// What the approvers will be warned of, in the caller's language; blocks nothing (R25).
    pub warnings: Vec<WarningView>,
}

/// The draft for whoever may change it: 403 for others who know of it, 404 for whoever does not; none once it stands still.
pub fn draft_sheet(conn: &mut Conn, call: &Call, id: &str) -> Result<Option<DraftSheet>> {
    let found = policy::known(conn, call, &policy::id_of(id)?)?;
    if !found.project.status.is_editable() {
        return Ok(None);
    }
    policy::drafter(&call.actor, &found.path)?;
    let (missing, warnings) = match submit::judged(conn, call, &found.project) {
        // Its rule set is valid no more: that is what is missing, and where it is changed.
        Err(problem) if problem.status() == 409 => {
            let Text { zh, en } = problem.detail().clone();
            (vec![FieldError::new("/regime", "unknown_regime", zh, en)], Vec::new())
        }
        judged => judged?,
    };
    let warnings = warnings.iter().map(|warning| warning.view(call.language)).collect();
    Ok(Some(DraftSheet { project: found.project, missing, warnings }))
}
