//! Who decides about an award.

use super::super::case::Case;
use super::super::panel;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::projects;

/// The buyer's approver, who neither drafted the purchase (R63) nor belongs to its panel.
pub(super) fn require_decider(conn: &mut Conn, case: &Case, actor: &Actor) -> Result<()> {
    case.require_buyer(actor, Role::StreetApprover)?;
    if is_independent(conn, case, actor)? {
        return Ok(());
    }
    Err(Problem::forbidden(
        "evaluation/not_independent",
        "起草过本项目或参加评审的人不能决定其结果（职责分离）。",
        "Whoever drafted this purchase or was named to its panel cannot decide its award (separation of duties).",
    ))
}

pub(super) fn may_decide(conn: &mut Conn, case: &Case, actor: &Actor) -> Result<bool> {
    Ok(case.is_buyer(actor, Role::StreetApprover) && is_independent(conn, case, actor)?)
}

fn is_independent(conn: &mut Conn, case: &Case, actor: &Actor) -> Result<bool> {
    let Some(user) = actor.user_id() else { return Ok(false) };
    let drafted = case.project.created_by == *user || projects::editors_of(conn, &case.project.id)?.contains(user);
    Ok(!drafted && !panel::store::was_named(conn, &case.project.id, user)?)
}
