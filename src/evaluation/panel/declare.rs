//! `POST /projects/{id}/panel/declare`: a member says what ties it to each bidder, before it sees what they offer (R22).

use std::collections::BTreeSet;

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::model::{ConflictKind, MemberStatus, PanelStatus, all_declared, composition, recuse};
use super::store::{Conflict, Member, Panel};
use super::view::{PanelView, reply};
use super::{no_panel, of, own, store};
use crate::bids::{self, Bid};
use crate::evaluation::case::Case;
use crate::evaluation::panel_rules::check_sitting;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, FieldError, Problem, ProblemDocument, Result};
use crate::platform::ids::{BidId, ProjectId};
use crate::projects::Status;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareConflicts {
    /// One for every bidder of the panel's `bidders`.
    pub declarations: Vec<Declaration>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    pub bid_id: BidId,
    pub kind: ConflictKind,
    /// What it is; required with `other`.
    pub note: Option<String>,
}

/// Bidders are known from the opening on.
pub(super) const AFTER_OPENING: &[Status] = &[Status::Opening, Status::Evaluating];

/// Declare conflicts of interest
///
/// A conflict with any bidder takes the member off the panel, and the next reserve that fits steps in. When all sitting
/// members have declared to have none, scoring begins.
#[utoipa::path(operation_id = "panels_declare", tag = "evaluation", params(("id" = ProjectId, Path)), request_body = DeclareConflicts, responses(
    (status = 200, description = "The panel as you see it now", body = PanelView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/panel/declare")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<DeclareConflicts>) -> Answer {
    declare_conflicts(cx, &id, body).await
}

/// For the pages too.
pub async fn declare_conflicts(cx: Cx, id: &str, body: Body<DeclareConflicts>) -> Answer {
    let id = crate::evaluation::project_id(id)?;
    cx.write("panels_declare", body, move |tx, call, command| {
        let case = Case::locked(tx, &id)?;
        let (mut panel, mut members) = of(tx, &case)?;
        let me = own(&members, &call.actor).cloned().ok_or_else(no_panel)?;
        declare(tx, call, &case, &mut panel, &mut members, &me, command)?;
        reply(tx, call, &case, &panel, &members)
    })
    .await
}

fn declare(
    tx: &mut Tx,
    call: &Call,
    case: &Case,
    panel: &mut Panel,
    members: &mut [Member],
    me: &Member,
    command: &DeclareConflicts,
) -> Result<()> {
    case.require_status("declare", AFTER_OPENING)?;
    must_be_asked(case, panel, members, me)?;
    let bids: Vec<Bid> = bids::opened_of(tx, &case.project.id)?.into_iter().map(|(bid, _)| bid).collect();
    check(call, &bids, command)?;

    for said in &command.declarations {
        let conflict = Conflict {
            panel_member_id: me.id.clone(),
            bid_id: said.bid_id.clone(),
            kind: said.kind,
            note: said.note.clone().filter(|note| !note.trim().is_empty()),
        };
        store::insert_conflict(tx, &conflict)?;
    }
    let conflicts = command.declarations.iter().filter(|said| said.kind != ConflictKind::None).count();
    let call = &call.under_pseudonym(me.pseudonym());
    if conflicts == 0 { stay(tx, call, case, panel, members, me) } else { leave(tx, call, case, panel, members, me, conflicts) }
}

/// Only who sits and has not declared is asked, and only on a panel that could begin.
/// 409 unless this member is asked to declare now.
pub(super) fn must_be_asked(case: &Case, panel: &Panel, members: &[Member], me: &Member) -> Result<()> {
    if me.status != MemberStatus::Assigned {
        return Err(Problem::wrong_state("evaluation/not_asked_to_declare", me.status.as_str(), "declare", &[]));
    }
    let asking = matches!(panel.status, PanelStatus::Forming | PanelStatus::Declaring);
    if !asking || check_sitting(&case.rules.panel, case.amount()?, composition(members)).is_err() {
        return Err(Problem::conflict(
            "evaluation/panel_incomplete",
            "评审小组尚不符合规定，须由经办人补足后再声明。",
            "The panel is not complete: the officer must form it anew before members declare.",
        ));
    }
    Ok(())
}

/// Every bidder exactly once; who belongs to a bidder cannot say that nothing ties them.
fn check(call: &Call, bids: &[Bid], command: &DeclareConflicts) -> Result<()> {
    let mut check = Check::new();
    let mut seen = BTreeSet::new();
    for (at, said) in command.declarations.iter().enumerate() {
        let pointer = |field: &str| format!("/declarations/{at}/{field}");
        let bid = bids.iter().find(|bid| bid.id == said.bid_id);
        check
            .that(bid.is_some(), &pointer("bid_id"), "unknown_bid", "不是本项目已开标的投标。", "is not an opened bid of this project.")
            .that(seen.insert(&said.bid_id), &pointer("bid_id"), "twice", "同一投标声明了两次。", "is declared about twice.");
        if let Some(note) = &said.note {
            check.at_most(&pointer("note"), note, 1000);
        }
        let explained = said.note.as_deref().is_some_and(|note| !note.trim().is_empty());
        check.that(
            said.kind != ConflictKind::Other || explained,
            &pointer("note"),
            "required",
            "请说明是何种利害关系。",
            "say what the tie is.",
        );
        let belongs = bid.is_some_and(|bid| call.actor.is_member_of(&bid.organization_id));
        check.that(
            said.kind != ConflictKind::None || !belongs,
            &pointer("kind"),
            "member_of_bidder",
            "您是该投标单位的成员，不能声明无利害关系。",
            "you belong to this bidder and cannot declare that nothing ties you.",
        );
    }
    for missing in bids.iter().filter(|bid| !seen.contains(&bid.id)) {
        check.push(FieldError::new(
            "/declarations",
            "missing",
            format!("缺少对投标 {} 的声明。", missing.id),
            format!("bid {} is not declared about.", missing.id),
        ));
    }
    check.finish()
}

fn stay(tx: &mut Tx, call: &Call, case: &Case, panel: &mut Panel, members: &mut [Member], me: &Member) -> Result<()> {
    for member in members.iter_mut().filter(|m| m.id == me.id) {
        member.status = MemberStatus::Declared;
        member.declared_at = Some(call.now);
        store::save_member(tx, member)?;
    }
    record(tx, call, case, "panel.member_declared", json!({ "panel_member_id": me.id }))?;
    panel.status = PanelStatus::Declaring;
    if all_declared(members) {
        panel.status = PanelStatus::Scoring;
        record(tx, call, case, "panel.scoring_begun", json!({ "members": members.iter().filter(|m| m.sits()).count() }))?;
    }
    store::save(tx, panel, call.now)
}

/// Without a reserve that fits the panel falls back to `forming`: the officer is told and must fill the seat.
fn leave(tx: &mut Tx, call: &Call, case: &Case, panel: &mut Panel, members: &mut [Member], me: &Member, conflicts: usize) -> Result<()> {
    let reserve = recuse(members, &me.id, &case.rules.panel, case.amount()?);
    for member in members.iter().filter(|m| m.id == me.id || Some(&m.id) == reserve.as_ref()) {
        store::save_member(tx, member)?;
    }
    record(tx, call, case, "panel.member_recused", json!({ "panel_member_id": me.id, "conflicts": conflicts }))?;
    panel.status = match &reserve {
        Some(id) => {
            record(tx, call, case, "panel.reserve_called", json!({ "panel_member_id": id, "replaces": me.id }))?;
            PanelStatus::Declaring
        }
        None => {
            record(tx, call, case, "panel.seat_left_empty", json!({ "replaces": me.id }))?;
            PanelStatus::Forming
        }
    };
    store::save(tx, panel, call.now)
}

fn record(tx: &mut Tx, call: &Call, case: &Case, name: &'static str, payload: serde_json::Value) -> Result<()> {
    let id = &case.project.id;
    journal::record(tx, call, Event::new(name, id).of_project(id).for_area(&case.area_path).with(payload))
}
