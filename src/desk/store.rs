//! What waits for people, read off the records of the slices.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::tasks::{Task, TaskKind};
use crate::areas::within;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::{Condition, Conn};
use crate::platform::http::Result;
use crate::platform::ids::{MatchingMeetingId, OrganizationId, ProjectId, ResourceReservationId, UserId};
use crate::platform::time::Timestamp;
use crate::projects::{Project, Status};
use crate::schema::{
    areas, awards, bids, contract_signatures, contracts, incubation_cases, incubation_programmes, matching_meetings, meeting_demands,
    meeting_talks, memberships, needs, organizations, panel_members, panels, project_approvals, project_editors, projects,
    resource_reservations, resources,
};

/// Most rows of a kind.
pub(super) const MOST: i64 = 200;

/// Purchases of this status whose next step may be the caller's, the oldest first. What others have to do is left out here, before the
/// limit; the policies of the step decide about the rest.
pub(super) fn projects(conn: &mut Conn, actor: &Actor, status: Status) -> Result<Vec<Project>> {
    let Some(user) = actor.user_id().map(ToString::to_string) else { return Ok(Vec::new()) };
    Ok(projects::table
        .filter(projects::status.eq(status))
        .filter(may_be_the_turn_of(actor, user, status))
        .order(projects::id)
        .limit(MOST)
        .load(conn)?)
}

fn may_be_the_turn_of(actor: &Actor, user: String, status: Status) -> Condition<projects::table> {
    let of_buyer = |role| projects::buyer_id.eq_any(actor.organizations(&[role]));
    let edited = project_editors::table.filter(project_editors::user_id.eq(user.clone())).select(project_editors::project_id);
    match status {
        Status::Returned => Box::new(projects::created_by.eq(user).or(projects::id.eq_any(edited)).nullable()),
        Status::Draft => {
            let own = projects::created_by.eq(user).or(projects::id.eq_any(edited));
            Box::new(own.and(projects::round.gt(1)).nullable())
        }
        Status::Submitted => {
            let decided = project_approvals::table
                .filter(project_approvals::project_id.eq(projects::id))
                .filter(project_approvals::decided_by.eq(user))
                .filter(project_approvals::decided_at.nullable().gt(projects::submitted_at));
            Box::new(of_buyer(Role::StreetApprover).and(projects::id.ne_all(edited)).and(not(exists(decided))).nullable())
        }
        Status::AwardProposed => Box::new(of_buyer(Role::StreetApprover).and(projects::id.ne_all(edited)).nullable()),
        Status::Publicity => {
            let provisional = awards::table.filter(awards::is_provisional.eq(true)).select(awards::project_id);
            Box::new(of_buyer(Role::StreetApprover).and(projects::id.eq_any(provisional)).nullable())
        }
        // The officer in charge; where none is named, every officer of the buyer is.
        _ => {
            let in_charge = projects::officer_in_charge.is_null().nullable().or(projects::officer_in_charge.eq(user));
            let contract = contracts::table.filter(contracts::project_id.eq(projects::id));
            Box::new(in_charge.and(of_buyer(Role::StreetOfficer)).and(not(exists(contract))))
        }
    }
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
                let (link, page) = (format!("/api/v1/contracts/{id}"), Some(format!("/desk/contracts/{id}")));
                tasks.push(Task {
                    kind: TaskKind::SignContract,
                    about,
                    detail: None,
                    number: Some(number),
                    since,
                    until: Some(until),
                    link,
                    page,
                });
            }
        }
    }
    Ok(tasks)
}

/// Calls that are out, those that end first before the others.
pub(super) fn open_calls(conn: &mut Conn, now: Timestamp) -> Result<Vec<Project>> {
    Ok(projects::table
        .filter(projects::status.eq(Status::Published))
        .filter(projects::deadline.gt(now))
        .order((projects::deadline, projects::id))
        .limit(MOST)
        .load(conn)?)
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
            detail: None,
            number: Some(number),
            since,
            until,
            link: format!("/api/v1/bids/{id}"),
            page: Some(format!("/desk/bids/{id}")),
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
    let task = |(id, about, since): (String, String, Timestamp)| Task {
        page: Some(format!("/desk/organizations/{id}")),
        ..record(TaskKind::CompleteRegistration, "organizations", &id, about, since)
    };
    Ok(rows.into_iter().map(task).collect())
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
        tasks.extend(rows.into_iter().map(|(id, about, since)| Task {
            page: Some(format!("/desk/organizations/{id}")),
            ..record(TaskKind::VerifyOrganization, "organizations", &id, about, since)
        }));
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
        tasks.extend(rows.into_iter().map(|(id, about, since)| Task {
            page: Some(format!("/desk/needs/{id}")),
            ..record(TaskKind::VerifyNeed, "needs", &id, about, since)
        }));
    }
    Ok(tasks)
}

/// Applications for the incubation programmes of the hub's places, until they are admitted or declined.
pub(super) fn applications_to_assess(conn: &mut Conn, actor: &Actor) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    for path in actor.area_paths(&[Role::HubOperator]) {
        let rows: Vec<(String, String, Timestamp)> = incubation_cases::table
            .inner_join(incubation_programmes::table.on(incubation_programmes::id.eq(incubation_cases::programme_id)))
            .inner_join(organizations::table.on(organizations::id.eq(incubation_cases::organization_id)))
            .inner_join(areas::table.on(areas::code.eq(incubation_programmes::area_code)))
            .filter(incubation_cases::status.eq_any(["applied", "due_diligence"]))
            .filter(areas::path.like(format!("{path}%")))
            .order(incubation_cases::id)
            .limit(MOST)
            .select((incubation_cases::id, organizations::name_zh, incubation_cases::created_at))
            .load(conn)?;
        tasks.extend(rows.into_iter().map(|(id, about, since)| record(TaskKind::AssessApplication, "incubation/cases", &id, about, since)));
    }
    Ok(tasks)
}

fn record(kind: TaskKind, place: &str, id: &str, about: String, since: Timestamp) -> Task {
    Task { kind, about, detail: None, number: None, since, until: None, link: format!("/api/v1/{place}/{id}"), page: None }
}

/// Panels at work on which this person sits: their purchases, and since when they stand as they do.
pub(super) fn seats(conn: &mut Conn, user: &UserId) -> Result<Vec<(ProjectId, Timestamp)>> {
    Ok(panel_members::table
        .inner_join(panels::table)
        .filter(panel_members::user_id.eq(user))
        .filter(panel_members::status.eq_any(["assigned", "declared"]))
        .filter(panels::status.ne("reported"))
        .order(panel_members::id)
        .limit(MOST)
        .select((panel_members::project_id, panels::updated_at))
        .load(conn)?)
}

/// Reservations that nobody has answered, of what the caller's organisations lend, or, where nobody acts for the lender, its hub keeps.
pub(super) fn requests_to_answer(conn: &mut Conn, actor: &Actor) -> Result<Vec<ResourceReservationId>> {
    let own = resources::table.filter(resources::organization_id.eq_any(lenders(conn, actor)?)).select(resources::id);
    Ok(resource_reservations::table
        .filter(resource_reservations::status.eq("proposed"))
        .filter(resource_reservations::resource_id.eq_any(own))
        .order(resource_reservations::id)
        .limit(MOST)
        .select(resource_reservations::id)
        .load(conn)?)
}

fn lenders(conn: &mut Conn, actor: &Actor) -> Result<Vec<OrganizationId>> {
    let mut lenders = actor.organizations(Role::ALL);
    for path in actor.area_paths(&[Role::HubOperator]) {
        let there = resources::table.filter(resources::area_code.eq_any(within(&path)));
        let kept: Vec<OrganizationId> = there.select(resources::organization_id).distinct().load(conn)?;
        let acting: Vec<Option<OrganizationId>> = memberships::table
            .filter(memberships::organization_id.eq_any(kept.clone()))
            .filter(memberships::ended_at.is_null())
            .select(memberships::organization_id)
            .load(conn)?;
        lenders.extend(kept.into_iter().filter(|id| !acting.contains(&Some(id.clone()))));
    }
    Ok(lenders)
}

/// Meetings that were held, with a talk after which the other side wishes an introduction and the caller's has not answered. What others have
/// to answer is left out here, before the limit; the policies of the meeting decide about the rest.
pub(super) fn meetings_with_wishes(conn: &mut Conn, actor: &Actor) -> Result<Vec<MatchingMeetingId>> {
    let own = actor.organizations(&[Role::NgoManager, Role::NgoMember]);
    let mut mine: Condition<meeting_talks::table> = Box::new(
        meeting_talks::organization_id
            .eq_any(own)
            .and(meeting_talks::demand_consented_at.is_not_null())
            .and(meeting_talks::organization_consented_at.is_null())
            .nullable(),
    );
    let asked = || meeting_talks::organization_consented_at.is_not_null().and(meeting_talks::demand_consented_at.is_null());
    if let Some(user) = actor.user_id().map(ToString::to_string) {
        let in_charge = projects::table.filter(projects::officer_in_charge.eq(user)).select(projects::id.nullable());
        let demands = meeting_demands::table.filter(meeting_demands::project_id.eq_any(in_charge)).select(meeting_demands::id);
        mine = Box::new(mine.or(asked().and(meeting_talks::demand_id.eq_any(demands))));
    }
    for path in actor.area_paths(&[Role::StreetOfficer]) {
        let of_all = projects::table.filter(projects::officer_in_charge.is_null()).filter(projects::area_code.eq_any(within(&path)));
        let demands = meeting_demands::table.filter(meeting_demands::project_id.eq_any(of_all.select(projects::id.nullable())));
        mine = Box::new(mine.or(asked().and(meeting_talks::demand_id.eq_any(demands.select(meeting_demands::id)))));
    }
    for path in actor.area_paths(&[Role::HubOperator]) {
        let held_there = matching_meetings::table.filter(matching_meetings::area_code.eq_any(within(&path)));
        mine = Box::new(mine.or(asked().and(meeting_talks::meeting_id.eq_any(held_there.select(matching_meetings::id)))));
    }
    let held = matching_meetings::table.filter(matching_meetings::status.eq("held")).select(matching_meetings::id);
    Ok(meeting_talks::table
        .filter(meeting_talks::status.eq("planned"))
        .filter(meeting_talks::meeting_id.eq_any(held))
        .filter(mine)
        .select(meeting_talks::meeting_id)
        .distinct()
        .order(meeting_talks::meeting_id)
        .limit(MOST)
        .load(conn)?)
}
