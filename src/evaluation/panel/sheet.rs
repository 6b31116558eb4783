//! The panel with what its page needs besides: what the rules ask of its composition, and whom the officer can name.

use super::candidates::{self, Candidate};
use super::view::{PanelView, view};
use super::{find_of, may_read, no_panel, store};
use super::{form::FROM_PUBLICATION_TO_EVALUATION, model::PanelStatus};
use crate::evaluation::case::Case;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::ids::ProjectId;
use crate::projects::Project;

/// The panel as this caller may see it.
pub struct PanelSheet {
    pub project: Project,
    /// None where none was formed in this round.
    pub panel: Option<PanelView>,
    /// What the frozen rule set asks for at this amount.
    pub asks: PanelAsks,
    /// Whom the caller can name now; none unless it is the officer in charge whose turn it is.
    pub candidates: Option<Vec<Candidate>>,
}

/// Members, experts among so many, and reserves, at the least.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct PanelAsks {
    pub members: u32,
    pub odd: bool,
    pub experts: u32,
    pub reserves: u32,
}

/// 404 for everybody but the buyer's officers, auditors and those who were named.
pub fn sheet(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<PanelSheet> {
    let case = Case::find(conn, id)?;
    let panel = find_of(conn, &case)?;
    let members = if panel.is_some() { store::members(conn, id)? } else { Vec::new() };
    if !may_read(&case, &members, &call.actor) {
        return Err(no_panel());
    }
    let is_forming = panel.as_ref().is_none_or(|panel| panel.status == PanelStatus::Forming);
    let may_form = is_forming && may_form_now(&case, &call.actor);
    let rule = &case.rules.panel;
    let least = rule.min_for(case.amount()?);
    Ok(PanelSheet {
        panel: panel.map(|panel| view(conn, call, &case, &panel, &members)).transpose()?,
        asks: PanelAsks { members: least, odd: rule.odd, experts: rule.expert_ratio.experts_among(least), reserves: rule.reserves },
        candidates: if may_form { Some(candidates::of(conn, call, &case)?) } else { None },
        project: case.project,
    })
}

fn may_form_now(case: &Case, actor: &Actor) -> bool {
    actor.has_any(&[Role::StreetOfficer]) && case.is_in_charge(actor) && FROM_PUBLICATION_TO_EVALUATION.contains(&case.project.status)
}
