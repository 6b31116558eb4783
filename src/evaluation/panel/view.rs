//! What the officer, the panel and auditors see of a panel. Nobody else sees one before the result.

use std::collections::BTreeSet;

use serde::Serialize;

use super::model::{ConflictKind, MemberStatus, PanelStatus, Seat};
use super::store::{Conflict, Member, Panel};
use super::{own, store};
use crate::bids;
use crate::evaluation::case::Case;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Reply, Result};
use crate::platform::ids::{BidId, OrganizationId, PanelMemberId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::projects::Status;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PanelView {
    pub project_id: ProjectId,
    pub status: PanelStatus,
    /// The whole panel for the officer, auditors and sitting members; reserves and those who left see themselves.
    pub members: Vec<MemberView>,
    /// The organisations to declare about: known after the opening.
    pub bidders: Vec<BidderView>,
    /// What you may do now: `form`, `declare`, `score`, `sign`, `report`.
    pub allowed_actions: Vec<&'static str>,
    pub version: i64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MemberView {
    pub id: PanelMemberId,
    pub user_id: UserId,
    pub name: String,
    pub seat: Seat,
    pub expert: bool,
    pub is_reserve: bool,
    pub status: MemberStatus,
    pub declared_at: Option<Timestamp>,
    pub replaces: Option<PanelMemberId>,
    pub has_signed: bool,
    /// For the officer, auditors and the member itself.
    pub declarations: Vec<DeclarationView>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeclarationView {
    pub bid_id: BidId,
    pub kind: ConflictKind,
    pub note: Option<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BidderView {
    pub bid_id: BidId,
    pub organization_id: OrganizationId,
    pub name_zh: String,
}

/// The panel as this caller may see it, with its version as ETag.
pub(super) fn reply(conn: &mut Conn, call: &Call, case: &Case, panel: &Panel, members: &[Member]) -> Result<Reply> {
    Ok(Reply::ok(&view(conn, call, case, panel, members)?)?.version(panel.version))
}

/// The panel as this caller may see it.
pub(super) fn view(conn: &mut Conn, call: &Call, case: &Case, panel: &Panel, members: &[Member]) -> Result<PanelView> {
    let me = own(members, &call.actor);
    let officer = case.is_buyer(&call.actor, Role::StreetOfficer);
    let overseer = officer || call.actor.has_any(&[Role::Auditor]);
    let sees_all = overseer || me.is_some_and(Member::sits);
    let is_me = |id: &PanelMemberId| me.is_some_and(|m| m.id == *id);

    let people: Vec<_> = members.iter().map(|m| m.user_id.clone()).collect();
    let names = crate::evaluation::store::names_of(conn, &people)?;
    let signed: BTreeSet<_> = store::signed(conn, &panel.project_id)?.into_iter().collect();
    let conflicts = store::conflicts(conn, &panel.project_id)?;
    let of_member = |id: &PanelMemberId| conflicts.iter().filter(|c| c.panel_member_id == *id).map(DeclarationView::of).collect();

    Ok(PanelView {
        project_id: panel.project_id.clone(),
        status: panel.status,
        members: members
            .iter()
            .filter(|m| sees_all || is_me(&m.id))
            .map(|m| MemberView {
                declarations: if overseer || is_me(&m.id) { of_member(&m.id) } else { Vec::new() },
                has_signed: signed.contains(&m.id),
                id: m.id.clone(),
                user_id: m.user_id.clone(),
                name: names.get(&m.user_id).cloned().unwrap_or_default(),
                seat: m.seat,
                expert: m.expert,
                is_reserve: m.is_reserve,
                status: m.status,
                declared_at: m.declared_at,
                replaces: m.replaces.clone(),
            })
            .collect(),
        bidders: bidders(conn, case)?,
        allowed_actions: allowed(case, panel, members, me, case.is_in_charge(&call.actor), me.is_some_and(|m| signed.contains(&m.id))),
        version: panel.version,
    })
}

/// What the caller may do with the panel now, as its view tells; nothing where there is no panel in this round.
pub fn actions(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<Vec<&'static str>> {
    let case = Case::find(conn, id)?;
    let panel = store::find(conn, id)?.filter(|panel| super::is_of_this_round(&case.project, panel));
    let Some(panel) = panel else { return Ok(Vec::new()) };
    let members = store::members(conn, id)?;
    let me = own(&members, &call.actor);
    let signed = store::signed(conn, id)?;
    let has_signed = me.is_some_and(|m| signed.contains(&m.id));
    Ok(allowed(&case, &panel, &members, me, case.is_in_charge(&call.actor), has_signed))
}

fn bidders(conn: &mut Conn, case: &Case) -> Result<Vec<BidderView>> {
    let opened = bids::opened_of(conn, &case.project.id)?;
    let ids: Vec<_> = opened.iter().map(|(bid, _)| bid.organization_id.clone()).collect();
    let names = crate::evaluation::store::organization_names(conn, &ids)?;
    Ok(opened
        .into_iter()
        .map(|(bid, _)| BidderView {
            name_zh: names.get(&bid.organization_id).cloned().unwrap_or_default(),
            bid_id: bid.id,
            organization_id: bid.organization_id,
        })
        .collect())
}

fn allowed(case: &Case, panel: &Panel, members: &[Member], me: Option<&Member>, in_charge: bool, has_signed: bool) -> Vec<&'static str> {
    let status = case.project.status;
    let mut actions = Vec::new();
    if in_charge && panel.status == PanelStatus::Forming && super::form::FROM_PUBLICATION_TO_EVALUATION.contains(&status) {
        actions.push("form");
    }
    let Some(me) = me else { return actions };
    if super::declare::AFTER_OPENING.contains(&status) && super::declare::must_be_asked(case, panel, members, me).is_ok() {
        actions.push("declare");
    }
    let scoring = panel.status == PanelStatus::Scoring && matches!(status, Status::Evaluating | Status::ReturnedToPanel);
    if me.status == MemberStatus::Declared && scoring && !has_signed {
        actions.extend(["score", "sign"]);
    }
    if me.sits() && me.seat == Seat::Chair && panel.status == PanelStatus::Tallying {
        actions.push("report");
    }
    actions
}

impl DeclarationView {
    fn of(conflict: &Conflict) -> Self {
        Self { bid_id: conflict.bid_id.clone(), kind: conflict.kind, note: conflict.note.clone() }
    }
}
