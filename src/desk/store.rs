//! What waits for people, read off the records of the slices.

use diesel::prelude::*;

use super::tasks::{Task, TaskKind};
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::{OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::projects::{Project, Status};
use crate::schema::{
    areas, awards, bids, contract_signatures, contracts, needs, organizations, panel_members, panels, projects, score_sheets,
};

/// Most rows of a kind.
pub(super) const MOST: i64 = 200;
/// Roles for which a purchase may wait.
const DECIDERS: &[Role] = &[Role::StreetOfficer, Role::StreetApprover, Role::HubOperator];

/// A purchase in which somebody has to do something.
pub(super) struct Waiting {
    pub project: Project,
    pub path: String,
    pub has_contract: bool,
    pub sign_by: Option<Timestamp>,
}

/// Purchases of the caller's places whose next step is a person's.
pub(super) fn projects(conn: &mut Conn, actor: &Actor) -> Result<Vec<Waiting>> {
    let waiting =
        [Status::Submitted, Status::Returned, Status::Approved, Status::Closed, Status::AwardProposed, Status::Publicity, Status::Awarded];
    let mut found = Vec::new();
    for path in actor.area_paths(DECIDERS) {
        let rows: Vec<(Project, String)> = projects::table
            .inner_join(areas::table)
            .filter(projects::status.eq_any(waiting))
            .filter(areas::path.like(format!("{path}%")))
            .order(projects::id)
            .limit(MOST)
            .select((projects::all_columns, areas::path))
            .load(conn)?;
        for (project, path) in rows {
            let has_contract: i64 = contracts::table.filter(contracts::project_id.eq(&project.id)).count().get_result(conn)?;
            let sign_by: Option<Option<Timestamp>> =
                awards::table.filter(awards::project_id.eq(&project.id)).select(awards::sign_by).first(conn).optional()?;
            found.push(Waiting { project, path, has_contract: has_contract > 0, sign_by: sign_by.flatten() });
        }
    }
    found.sort_by(|a, b| a.project.id.cmp(&b.project.id));
    found.dedup_by(|a, b| a.project.id == b.project.id);
    Ok(found)
}

/// Drafted contracts that the caller's side has not signed: the buyer's approvers, the supplier's managers.
pub(super) fn contracts_to_sign(conn: &mut Conn, actor: &Actor) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    for (role, side) in [(Role::StreetApprover, "buyer"), (Role::NgoManager, "supplier")] {
        let own: Vec<OrganizationId> = actor.organizations(&[role]);
        let drafted = contracts::table
            .inner_join(projects::table.on(projects::id.eq(contracts::project_id)))
            .filter(contracts::status.eq("drafted"))
            .order(contracts::id)
            .limit(MOST)
            .select((contracts::id, projects::title_zh, projects::number, contracts::created_at, contracts::sign_by));
        let rows: Vec<(String, String, String, Timestamp, Timestamp)> = if side == "buyer" {
            drafted.filter(contracts::buyer_id.eq_any(own)).load(conn)?
        } else {
            drafted.filter(contracts::supplier_id.eq_any(own)).load(conn)?
        };
        for (id, about, number, since, until) in rows {
            let signed: i64 = contract_signatures::table
                .filter(contract_signatures::contract_id.eq(&id))
                .filter(contract_signatures::side.eq(side))
                .count()
                .get_result(conn)?;
            if signed == 0 {
                let link = format!("/api/v1/contracts/{id}");
                tasks.push(Task { kind: TaskKind::SignContract, about, number: Some(number), since, until: Some(until), link, page: None });
            }
        }
    }
    Ok(tasks)
}

/// Bids that are drafted or withdrawn while the call is still out.
pub(super) fn drafts_to_submit(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<Vec<Task>> {
    let own: Vec<OrganizationId> = actor.organizations(&[Role::NgoManager]);
    let rows: Vec<(String, String, String, Timestamp, Option<Timestamp>)> = bids::table
        .inner_join(projects::table)
        .filter(bids::organization_id.eq_any(own))
        .filter(bids::status.eq("draft"))
        .filter(bids::round.eq(projects::round))
        .filter(projects::status.eq(Status::Published))
        .filter(projects::deadline.gt(now))
        .order(bids::id)
        .limit(MOST)
        .select((bids::id, projects::title_zh, projects::number, bids::created_at, projects::deadline))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, about, number, since, until)| Task {
            kind: TaskKind::SubmitBid,
            about,
            number: Some(number),
            since,
            until,
            link: format!("/api/v1/bids/{id}"),
            page: None,
        })
        .collect())
}

pub(super) fn returned_registrations(conn: &mut Conn, actor: &Actor) -> Result<Vec<Task>> {
    let own: Vec<OrganizationId> = actor.organizations(&[Role::NgoManager]);
    let rows: Vec<(String, String, Timestamp)> = organizations::table
        .filter(organizations::id.eq_any(own))
        .filter(organizations::status.eq("returned"))
        .order(organizations::id)
        .select((organizations::id, organizations::name_zh, organizations::updated_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, about, since)| record(TaskKind::CompleteRegistration, "organizations", &id, about, since)).collect())
}

/// Organisations that were submitted in the hub's places.
pub(super) fn organizations_to_verify(conn: &mut Conn, actor: &Actor) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    for path in actor.area_paths(&[Role::HubOperator]) {
        let rows: Vec<(String, String, Timestamp)> = organizations::table
            .inner_join(areas::table)
            .filter(organizations::status.eq("submitted"))
            .filter(areas::path.like(format!("{path}%")))
            .order(organizations::id)
            .limit(MOST)
            .select((organizations::id, organizations::name_zh, organizations::updated_at))
            .load(conn)?;
        tasks.extend(rows.into_iter().map(|(id, about, since)| record(TaskKind::VerifyOrganization, "organizations", &id, about, since)));
    }
    Ok(tasks)
}

/// Needs that were reported in the hub's places.
pub(super) fn needs_to_verify(conn: &mut Conn, actor: &Actor) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    for path in actor.area_paths(&[Role::HubOperator]) {
        let rows: Vec<(String, String, Timestamp)> = needs::table
            .inner_join(areas::table)
            .filter(needs::status.eq("reported"))
            .filter(areas::path.like(format!("{path}%")))
            .order(needs::id)
            .limit(MOST)
            .select((needs::id, needs::title_zh, needs::created_at))
            .load(conn)?;
        tasks.extend(rows.into_iter().map(|(id, about, since)| record(TaskKind::VerifyNeed, "needs", &id, about, since)));
    }
    Ok(tasks)
}

fn record(kind: TaskKind, place: &str, id: &str, about: String, since: Timestamp) -> Task {
    Task { kind, about, number: None, since, until: None, link: format!("/api/v1/{place}/{id}"), page: None }
}

/// Panels that wait for this member's declaration, or for its signed scores.
pub(super) fn seats(conn: &mut Conn, user: &UserId) -> Result<Vec<Task>> {
    let rows: Vec<(String, String, String, Timestamp)> = panel_members::table
        .inner_join(panels::table)
        .filter(panel_members::user_id.eq(user))
        .filter(panel_members::status.eq_any(["assigned", "declared"]))
        .filter(panels::status.eq_any(["forming", "declaring", "scoring"]))
        .order(panel_members::id)
        .limit(MOST)
        .select((panel_members::id, panel_members::project_id, panel_members::status, panels::updated_at))
        .load(conn)?;
    let mut tasks = Vec::new();
    for (seat, project, status, since) in rows {
        let (title, number, stage): (String, String, Status) = projects::table
            .filter(projects::id.eq(&project))
            .select((projects::title_zh, projects::number, projects::status))
            .first(conn)?;
        let signed: i64 = score_sheets::table
            .filter(score_sheets::panel_member_id.eq(&seat))
            .filter(score_sheets::status.eq("signed"))
            .count()
            .get_result(conn)?;
        // Conflicts are declared about bidders, who are known from the opening on.
        let kind = match (stage, status.as_str()) {
            (Status::Evaluating, "assigned") => TaskKind::DeclareConflicts,
            (Status::Evaluating, "declared") if signed == 0 => TaskKind::ScoreBids,
            _ => continue,
        };
        let link = format!("/api/v1/projects/{project}/panel");
        tasks.push(Task { kind, about: title, number: Some(number), since, until: None, link, page: None });
    }
    Ok(tasks)
}
