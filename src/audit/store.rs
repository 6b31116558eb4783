//! What the questions read: purchases within reach, and what belongs to them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::duties::Asked;
use super::scope::Scope;
use crate::areas;
use crate::contracts;
use crate::evaluation::Award;
use crate::journal;
use crate::platform::db::insert_ignore;
use crate::platform::db::{Condition, Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::{BidId, OrganizationId, ProjectId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::{Approval, Project, Status};
use crate::schema::{
    awards, bid_openings, bids, budget_lines, clarifications, contract_signatures, contracts as contract_rows, project_approvals,
    projects as table,
};

/// Which purchases a question can be about at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Submitted at least once.
    Submitted,
    /// Closed at least once.
    Closed,
    /// The call of the present round went out.
    Published,
    /// Bids of the present round are open.
    Opened,
    /// The bids are open, and no contract is signed.
    Owing,
    /// Counts beside other purchases of the same item (R25).
    Counted,
}

/// Where somebody owes something by a clock of the rule set.
const OWING: [Status; 5] = [Status::Opening, Status::Evaluating, Status::AwardProposed, Status::Publicity, Status::Awarded];

/// Purchases from `from` on, in the order of their ids.
pub(super) fn purchases(conn: &mut Conn, scope: &Scope, stage: Stage, from: &str, limit: i64) -> Result<Vec<Project>> {
    let again = || table::round.gt(1);
    let mut wanted: Condition<table::table> = match stage {
        Stage::Submitted => Box::new(table::submitted_at.is_not_null().or(again()).nullable()),
        Stage::Closed => Box::new(table::closed_at.is_not_null().or(again()).nullable()),
        Stage::Published => Box::new(table::published_at.is_not_null().nullable()),
        Stage::Opened => Box::new(table::opened_at.is_not_null().nullable()),
        Stage::Owing => Box::new(table::status.eq_any(OWING).nullable()),
        Stage::Counted => Box::new(
            table::status
                .ne_all(Status::NOT_COUNTED)
                .and(table::catalogue_item_id.is_not_null())
                .and(table::budget_line_id.is_not_null())
                .nullable(),
        ),
    };
    if let Some(paths) = scope.reach() {
        let mut reached: Condition<table::table> = Box::new(table::id.eq("").nullable());
        for path in paths {
            reached = Box::new(reached.or(table::area_code.eq_any(areas::within(path))));
        }
        wanted = Box::new(wanted.and(reached));
    }
    if let Some(path) = scope.below() {
        wanted = Box::new(wanted.and(table::area_code.eq_any(areas::within(path))));
    }
    Ok(table::table.filter(wanted).filter(table::id.ge(from)).order(table::id).limit(limit).load(conn)?)
}

/// The purchases that count beside each other on these budget lines (R25), in the order of their ids.
pub(super) fn counted_on(conn: &mut Conn, lines: &[String]) -> Result<Vec<Project>> {
    Ok(table::table
        .filter(table::budget_line_id.eq_any(lines.to_vec()))
        .filter(table::catalogue_item_id.is_not_null())
        .filter(table::status.ne_all(Status::NOT_COUNTED))
        .order(table::id)
        .load(conn)?)
}

/// The fiscal years of budget lines, by their ids.
pub(super) fn years_of(conn: &mut Conn, lines: &[String]) -> Result<HashMap<String, i32>> {
    let rows: Vec<(String, i32)> =
        budget_lines::table.filter(budget_lines::id.eq_any(lines.to_vec())).select((budget_lines::id, budget_lines::year)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Every decision of approvers on these purchases, in the order of submissions and steps.
pub(super) fn approvals_of(conn: &mut Conn, projects: &[ProjectId]) -> Result<Vec<Approval>> {
    Ok(project_approvals::table
        .filter(project_approvals::project_id.eq_any(projects.to_vec()))
        .order((project_approvals::project_id, project_approvals::submission, project_approvals::step))
        .load(conn)?)
}

/// An opened bid of the present round.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Price {
    pub project_id: ProjectId,
    pub bid_id: BidId,
    pub organization_id: OrganizationId,
    pub status: crate::bids::Status,
    pub price: Money,
    pub opened_at: Timestamp,
    pub round: i32,
}

pub(super) fn prices_of(conn: &mut Conn, projects: &[ProjectId]) -> Result<Vec<Price>> {
    Ok(bid_openings::table
        .inner_join(bids::table.on(bids::id.eq(bid_openings::bid_id)))
        .filter(bids::project_id.eq_any(projects.to_vec()))
        .order((bids::project_id, bids::id))
        .select((
            bids::project_id,
            bids::id,
            bids::organization_id,
            bids::status,
            bid_openings::price_fen,
            bid_openings::opened_at,
            bids::round,
        ))
        .load(conn)?)
}

/// The questions about the present rounds of these purchases, in the order of their numbers.
pub(super) fn questions_of(conn: &mut Conn, projects: &[ProjectId]) -> Result<Vec<(ProjectId, Asked)>> {
    let rows: Vec<(ProjectId, Timestamp, Timestamp, Option<Timestamp>)> = clarifications::table
        .inner_join(table::table.on(table::id.eq(clarifications::project_id).and(table::round.eq(clarifications::round))))
        .filter(clarifications::project_id.eq_any(projects.to_vec()))
        .order((clarifications::project_id, clarifications::number))
        .select((clarifications::project_id, clarifications::asked_at, clarifications::answer_by, clarifications::answered_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, asked_at, answer_by, answered_at)| (id, Asked { asked_at, answer_by, answered_at })).collect())
}

/// The awards of these purchases.
pub(super) fn awards_of(conn: &mut Conn, projects: &[ProjectId]) -> Result<Vec<Award>> {
    Ok(awards::table.filter(awards::project_id.eq_any(projects.to_vec())).order(awards::project_id).load(conn)?)
}

/// When panels reported, in order: after a correction a purchase has several reports.
pub(super) fn reports_of(conn: &mut Conn, projects: &[ProjectId]) -> Result<Vec<(String, Timestamp)>> {
    let ids: Vec<String> = projects.iter().map(ToString::to_string).collect();
    let reports = journal::events_of_projects(conn, &["evaluation.reported"], &ids)?;
    Ok(reports.into_iter().filter_map(|entry| Some((entry.project_id?, entry.occurred_at))).collect())
}

/// When the second side of the contract signed, by purchase.
pub(super) fn signed_at(conn: &mut Conn, projects: &[ProjectId]) -> Result<HashMap<ProjectId, Timestamp>> {
    let rows: Vec<(ProjectId, Timestamp)> = contract_signatures::table
        .inner_join(contract_rows::table.on(contract_rows::id.eq(contract_signatures::contract_id)))
        .filter(contract_rows::project_id.eq_any(projects.to_vec()))
        .filter(contract_rows::status.ne(contracts::Status::Drafted))
        .order(contract_signatures::recorded_at)
        .select((contract_rows::project_id, contract_signatures::recorded_at))
        .load(conn)?;
    // The last signature of a contract stays.
    Ok(rows.into_iter().collect())
}

/// Notes that a reminder goes out; whether it is the first of its kind.
pub(super) fn remind_once(
    tx: &mut Tx,
    project: &ProjectId,
    duty: &str,
    stage: &str,
    due_on: chrono::NaiveDate,
    now: Timestamp,
) -> Result<bool> {
    insert_ignore::duty_reminder(tx, project.as_str(), duty, stage, due_on, now)
}
