//! What approval takes and what the end of a round gives back: the reservation on the budget line, and the needs.

use super::store::{self, Project};
use crate::needs;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Problem, Result};
use crate::rules;

/// R7: the whole budget is reserved, or 409 `rules/budget_exceeded`; the cited needs are planned from now on.
pub(super) fn take(tx: &mut Tx, call: &Call, project: &Project) -> Result<()> {
    let line = project.budget_line_id.as_ref().ok_or_else(|| Problem::broken(format!("project {} has no budget line", project.id)))?;
    rules::reserve(tx, call, line, &project.id, project.budget()?)?;
    let cited = store::needs_of(tx, &project.id)?;
    needs::cite(tx, call, &cited, &project.id)
}

/// Gives back what the project still holds of its budget line. A second time there is nothing to give.
pub fn release_budget(tx: &mut Tx, call: &Call, project: &Project) -> Result<()> {
    match &project.budget_line_id {
        Some(line) => rules::release(tx, call, line, &project.id),
        None => Ok(()),
    }
}

/// The needs that only this project had planned are merely verified again.
pub fn release_needs(tx: &mut Tx, call: &Call, project: &Project) -> Result<()> {
    let freed = store::needs_of_no_other(tx, &project.id)?;
    needs::release(tx, call, &freed, &project.id)
}
