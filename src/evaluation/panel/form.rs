//! `POST /projects/{id}/panel`: the buyer's officer names the members and the reserves.

use std::collections::BTreeSet;

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::model::{MemberStatus, PanelStatus, Seat, composition};
use super::store;
use super::store::{Member, Panel};
use super::view::{PanelView, reply};
use crate::evaluation::case::Case;
use crate::evaluation::panel_rules::{PanelDefect, check_formation, check_sitting};
use crate::evaluation::store as facts;
use crate::journal::{self, Event};
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Check, Cx, FieldError, Problem, ProblemDocument, Result};
use crate::platform::ids::{PanelMemberId, ProjectId, UserId};
use crate::projects::{self, Status};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormPanel {
    /// Members and reserves; reserves are called in this order.
    pub members: Vec<Appointment>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    pub user_id: UserId,
    pub seat: Seat,
    /// Counts towards the share of experts that the rule set asks for.
    #[serde(default)]
    pub expert: bool,
    /// Stands by until a member leaves.
    #[serde(default)]
    pub reserve: bool,
}

/// A panel is formed before the evaluation begins; a seat that no reserve can take is filled in it too.
pub(super) const FROM_PUBLICATION_TO_EVALUATION: &[Status] = &[Status::Published, Status::Closed, Status::Opening, Status::Evaluating];
const MOST_MEMBERS: usize = 50;

/// Form the panel
///
/// Can be repeated until somebody has declared, and again when a member left and no reserve fits.
#[utoipa::path(operation_id = "panels_form", tag = "evaluation", params(("id" = ProjectId, Path)), request_body = FormPanel, responses(
    (status = 200, description = "The panel", body = PanelView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/panel")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<FormPanel>) -> Answer {
    form_panel(cx, &id, body).await
}

/// For the pages too.
pub async fn form_panel(cx: Cx, id: &str, body: Body<FormPanel>) -> Answer {
    let id = crate::evaluation::project_id(id)?;
    cx.write("panels_form", body, move |tx, call, command| {
        let case = Case::locked(tx, &id)?;
        let (panel, members) = form(tx, call, &case, command)?;
        reply(tx, call, &case, &panel, &members)
    })
    .await
}

/// Whether this purchase waits for the caller to form its panel: there is none yet, or somebody left it and no reserve fitted.
pub fn waits_for_panel(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<bool> {
    let case = Case::find(conn, id)?;
    if !case.is_in_charge(&call.actor) || !FROM_PUBLICATION_TO_EVALUATION.contains(&case.project.status) {
        return Ok(false);
    }
    let panel = store::find(conn, id)?.filter(|panel| super::is_of_this_round(&case.project, panel));
    let Some(panel) = panel else { return Ok(true) };
    let sitting = composition(&store::members(conn, id)?);
    Ok(panel.status == PanelStatus::Forming && check_sitting(&case.rules.panel, case.amount()?, sitting).is_err())
}

fn form(tx: &mut Tx, call: &Call, case: &Case, command: &FormPanel) -> Result<(Panel, Vec<Member>)> {
    case.require_officer_in_charge(&call.actor)?;
    case.require_status("form_panel", FROM_PUBLICATION_TO_EVALUATION)?;
    let officer = call.actor.user_id().ok_or_else(|| Problem::broken("a panel is formed by a person"))?;
    let before = store::find(tx, &case.project.id)?;
    if before.as_ref().is_some_and(|panel| !super::is_of_this_round(&case.project, panel)) {
        store::clear(tx, &case.project.id)?;
    } else if let Some(panel) = before.as_ref().filter(|panel| panel.status != PanelStatus::Forming) {
        return Err(Problem::wrong_state("evaluation/panel_at_work", panel.status.as_str(), "form_panel", &[]));
    }

    let members = appointed(&case.project.id, command);
    let mut check = Check::new();
    check_composition(&mut check, case, command, &members)?;
    check_people(&mut check, tx, case, officer, command)?;
    check.finish()?;

    let panel = save_panel(tx, call, case, officer, before)?;
    store::dismiss(tx, &case.project.id)?;
    for member in &members {
        store::insert_member(tx, member)?;
    }
    let made = composition(&members);
    let ids: Vec<_> = members.iter().map(|m| &m.id).collect();
    let facts =
        json!({ "members": made.experts + made.others, "experts": made.experts, "reserves": made.reserves, "panel_member_ids": ids });
    journal::record(
        tx,
        call,
        Event::new("panel.formed", &case.project.id).of_project(&case.project.id).for_area(&case.area_path).with(facts),
    )?;
    Ok((panel, store::members(tx, &case.project.id)?))
}

fn appointed(project: &ProjectId, command: &FormPanel) -> Vec<Member> {
    let member = |(position, named): (usize, &Appointment)| Member {
        id: PanelMemberId::new(),
        project_id: project.clone(),
        user_id: named.user_id.clone(),
        seat: named.seat,
        expert: named.expert,
        is_reserve: named.reserve,
        position: i32::try_from(position).unwrap_or(i32::MAX),
        status: if named.reserve { MemberStatus::Waiting } else { MemberStatus::Assigned },
        declared_at: None,
        replaces: None,
    };
    command.members.iter().enumerate().map(member).collect()
}

/// One chair, and what the frozen rule set asks of a panel for this amount.
fn check_composition(check: &mut Check, case: &Case, command: &FormPanel, members: &[Member]) -> Result<()> {
    check.that(members.len() <= MOST_MEMBERS, "/members", "too_many", "最多 50 人。", "must be 50 people at most.");
    let chairs = members.iter().filter(|m| m.sits() && m.seat == Seat::Chair).count();
    check.that(chairs == 1, "/members", "one_chair", "须有且只有一名组长。", "exactly one member must chair.");
    for (at, named) in command.members.iter().enumerate() {
        check.that(
            !(named.reserve && named.seat == Seat::Chair),
            &format!("/members/{at}/seat"),
            "reserve_chair",
            "候补成员不能预先任组长。",
            "a reserve cannot be named chair.",
        );
    }
    for defect in check_formation(&case.rules.panel, case.amount()?, composition(members)).err().unwrap_or_default() {
        check.push(explain(&defect));
    }
    Ok(())
}

/// Evaluators only, each once, and nobody who prepared or approved the purchase (R63) or left because of a conflict.
fn check_people(check: &mut Check, tx: &mut Tx, case: &Case, officer: &UserId, command: &FormPanel) -> Result<()> {
    let people: Vec<_> = command.members.iter().map(|m| m.user_id.clone()).collect();
    let evaluators: BTreeSet<_> = facts::evaluators_among(tx, &people)?.into_iter().collect();
    let involved = involved(tx, case, officer)?;
    let recused = recused(tx, case)?;

    let mut seen = BTreeSet::new();
    for (at, person) in people.iter().enumerate() {
        let pointer = format!("/members/{at}/user_id");
        check
            .that(seen.insert(person), &pointer, "twice", "同一人只能任命一次。", "the same person is named twice.")
            .that(
                evaluators.contains(person),
                &pointer,
                "not_an_evaluator",
                "不是在任的评审专家。",
                "is not an active user with an evaluator's role.",
            )
            .that(
                !involved.contains(person),
                &pointer,
                "involved",
                "起草、审批或经办过本项目的人不能评审（职责分离）。",
                "drafted, approved or runs this purchase and cannot evaluate it (separation of duties).",
            )
            .that(!recused.contains(person), &pointer, "recused", "已因利益冲突回避。", "left this panel because of a conflict.");
    }
    Ok(())
}

/// Who prepared, approved or runs the purchase.
pub(super) fn involved(conn: &mut Conn, case: &Case, officer: &UserId) -> Result<BTreeSet<UserId>> {
    let mut involved: BTreeSet<_> = projects::editors_of(conn, &case.project.id)?.into_iter().collect();
    involved.extend(projects::approvals_of(conn, &case.project.id)?.into_iter().map(|approval| approval.decided_by));
    involved.insert(case.project.created_by.clone());
    involved.extend(case.project.officer_in_charge.clone());
    involved.insert(officer.clone());
    Ok(involved)
}

/// Who left the panel of this round because of a conflict.
pub(super) fn recused(conn: &mut Conn, case: &Case) -> Result<BTreeSet<UserId>> {
    let of_this_round = store::find(conn, &case.project.id)?.is_some_and(|panel| super::is_of_this_round(&case.project, &panel));
    let members = if of_this_round { store::members(conn, &case.project.id)? } else { Vec::new() };
    Ok(members.into_iter().filter(|m| m.status == MemberStatus::Recused).map(|m| m.user_id).collect())
}

fn explain(defect: &PanelDefect) -> FieldError {
    let (code, zh) = match defect {
        PanelDefect::TooFewMembers { required, found } => ("too_few_members", format!("评审成员 {found} 人，至少需要 {required} 人。")),
        PanelDefect::EvenNumber { found } => ("even_number", format!("评审成员 {found} 人，须为单数。")),
        PanelDefect::TooFewExperts { required, found } => ("too_few_experts", format!("专家 {found} 人，至少需要 {required} 人。")),
        PanelDefect::TooFewReserves { required, found } => ("too_few_reserves", format!("候补 {found} 人，至少需要 {required} 人。")),
    };
    FieldError::new("/members", code, zh, defect.to_string())
}

fn save_panel(tx: &mut Tx, call: &Call, case: &Case, officer: &UserId, before: Option<Panel>) -> Result<Panel> {
    let Some(mut panel) = before else {
        let panel = Panel {
            project_id: case.project.id.clone(),
            status: PanelStatus::Forming,
            formed_by: officer.clone(),
            created_at: call.now,
            updated_at: call.now,
            version: 1,
        };
        store::insert(tx, &panel)?;
        return Ok(panel);
    };
    panel.formed_by = officer.clone();
    panel.status = PanelStatus::Forming;
    store::save(tx, &mut panel, call.now)?;
    Ok(panel)
}
