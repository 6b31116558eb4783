//! What a draft can be about, and which drafts there are.

use diesel::prelude::*;

use crate::areas;
use crate::needs;
use crate::organizations::Kind;
use crate::platform::db::{Condition, Conn};
use crate::platform::http::Result;
use crate::platform::ids::OrganizationId;
use crate::projects::{Project, Status};
use crate::rules::budget::BudgetLine;
use crate::schema::{areas as places, budget_lines, needs as wants, organizations, projects};

/// Most rows of a list of choices.
const MOST: i64 = 500;

/// The offices whose place lies within these reaches or around them, by name: who buys for a place may sit above it.
pub fn buyers(conn: &mut Conn, reach: &[String]) -> Result<Vec<(OrganizationId, String)>> {
    let mut there: Condition<organizations::table> = Box::new(organizations::area_code.eq(String::new()).nullable());
    for path in reach {
        let around = places::table.filter(places::path.eq_any(areas::up_to(path))).select(places::code);
        there = Box::new(there.or(organizations::area_code.eq_any(areas::within(path))).or(organizations::area_code.eq_any(around)));
    }
    Ok(organizations::table
        .filter(organizations::kind.eq(Kind::Government))
        .filter(there)
        .order(organizations::name_zh)
        .limit(MOST)
        .select((organizations::id, organizations::name_zh))
        .load(conn)?)
}

/// The buyer's lines of a year, of places within these reaches.
pub fn budget_lines(conn: &mut Conn, buyer: &OrganizationId, year: i32, reach: &[String]) -> Result<Vec<BudgetLine>> {
    let mut there: Condition<budget_lines::table> = Box::new(budget_lines::area_code.eq(String::new()).nullable());
    for path in reach {
        there = Box::new(there.or(budget_lines::area_code.eq_any(areas::within(path))));
    }
    let own = budget_lines::table.filter(budget_lines::organization_id.eq(buyer)).filter(budget_lines::year.eq(year)).filter(there);
    Ok(own.order(budget_lines::code).limit(MOST).load(conn)?)
}

/// Needs at or below a place that may be cited, the newest first.
pub fn needs(conn: &mut Conn, path: &str) -> Result<Vec<needs::Need>> {
    let citable = wants::table.filter(wants::status.eq_any([needs::Status::Verified, needs::Status::Planned]));
    Ok(citable.filter(wants::area_code.eq_any(areas::within(path))).order(wants::id.desc()).limit(100).load(conn)?)
}

/// Drafts within these reaches that can be changed, the newest first; or, for copies, everything else.
pub fn projects(conn: &mut Conn, reach: &[String], drafts: bool) -> Result<Vec<Project>> {
    let mut there: Condition<projects::table> = Box::new(projects::area_code.eq(String::new()).nullable());
    for path in reach {
        there = Box::new(there.or(projects::area_code.eq_any(areas::within(path))));
    }
    let editable = projects::status.eq_any([Status::Draft, Status::Returned]);
    let wanted = projects::table.filter(there).filter(editable.eq(drafts));
    Ok(wanted.order(projects::id.desc()).limit(if drafts { 200 } else { 30 }).load(conn)?)
}
