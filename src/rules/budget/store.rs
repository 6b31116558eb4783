//! Rows and queries of budget lines and their ledger.

use diesel::prelude::*;

use crate::areas;
use crate::platform::db::{Condition, Conn, Tx, on_unique};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{self, BudgetLineId, OrganizationId, ProjectId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::schema::{budget_entries as entries, budget_lines as table};
use crate::text_enum;

/// Money that a buyer may spend in a year.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::budget_lines)]
pub struct BudgetLine {
    pub id: BudgetLineId,
    pub area_code: String,
    /// The buyer: a street's office.
    pub organization_id: OrganizationId,
    pub year: i32,
    pub code: String,
    pub title_zh: String,
    pub amount_fen: Money,
    pub committed_fen: Money,
    pub created_at: Timestamp,
    pub version: i64,
}

impl BudgetLine {
    /// What can still be reserved.
    pub fn available(&self) -> Money {
        self.amount_fen.checked_sub(self.committed_fen).unwrap_or(Money::ZERO)
    }
}

text_enum! {
    /// What happened to a line.
    pub enum Change {
        Opened = "opened",
        Reserved = "reserved",
        Lowered = "lowered",
        Released = "released",
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// Paths of which the line must lie at or below one.
    pub reach: Vec<String>,
    /// A path at or below which it must lie too.
    pub area: Option<String>,
    pub organization: Option<OrganizationId>,
    pub year: Option<i32>,
}

pub fn find(conn: &mut Conn, id: &BudgetLineId) -> Result<Option<BudgetLine>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

/// Whether the buyer has a line with this code in this year.
pub fn is_known(conn: &mut Conn, organization: &OrganizationId, year: i32, code: &str) -> Result<bool> {
    let same = table::table.filter(table::organization_id.eq(organization)).filter(table::year.eq(year)).filter(table::code.eq(code));
    Ok(same.select(table::id).first::<BudgetLineId>(conn).optional()?.is_some())
}

pub(super) fn insert(tx: &mut Tx, line: &BudgetLine) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(line).execute(tx.conn());
    on_unique(inserted, || {
        Problem::field("/code", "taken", "该单位本年度已有这个预算代码。", "the organisation has a line with this code in this year.")
    })?;
    Ok(())
}

/// Commits `amount` more if the line still holds it; whether it did. One statement decides, however many ask at once.
pub(super) fn commit_within(tx: &mut Tx, id: &BudgetLineId, amount: Money) -> Result<bool> {
    let rows = diesel::update(table::table.filter(table::id.eq(id)).filter((table::committed_fen + amount.fen()).le(table::amount_fen)))
        .set((table::committed_fen.eq(table::committed_fen + amount.fen()), table::version.eq(table::version + 1)))
        .execute(tx.conn())?;
    Ok(rows == 1)
}

/// What the ledger says that a project holds of a line.
pub(super) fn held_by(conn: &mut Conn, id: &BudgetLineId, project: &ProjectId) -> Result<Money> {
    let changes: Vec<Money> = entries::table
        .filter(entries::project_id.eq(project.as_str()))
        .filter(entries::budget_line_id.eq(id))
        .select(entries::change_fen)
        .load(conn)?;
    Money::sum(changes).ok_or_else(|| Problem::broken(format!("the ledger of budget line {id} is beyond the range")))
}

/// Writes a change into the ledger.
pub(super) fn enter(
    tx: &mut Tx,
    id: &BudgetLineId,
    project: Option<&ProjectId>,
    kind: Change,
    change: Money,
    now: Timestamp,
) -> Result<()> {
    diesel::insert_into(entries::table)
        .values((
            entries::id.eq(ids::fresh()),
            entries::budget_line_id.eq(id),
            entries::project_id.eq(project.map(|id| id.as_str().to_owned())),
            entries::kind.eq(kind),
            entries::change_fen.eq(change),
            entries::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<BudgetLine>> {
    let mut reached: Condition<table::table> = Box::new(table::area_code.eq(String::new()).nullable());
    for path in &filter.reach {
        reached = Box::new(reached.or(table::area_code.eq_any(areas::within(path))));
    }
    let after = page.after.clone().unwrap_or_default();
    let mut wanted: Condition<table::table> = Box::new(reached.and(table::id.gt(after)));
    if let Some(path) = &filter.area {
        wanted = Box::new(wanted.and(table::area_code.eq_any(areas::within(path))));
    }
    if let Some(organization) = &filter.organization {
        wanted = Box::new(wanted.and(table::organization_id.eq(organization.clone())));
    }
    if let Some(year) = filter.year {
        wanted = Box::new(wanted.and(table::year.eq(year)));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}
