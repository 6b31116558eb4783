//! Rows and queries of the support ledger.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::{SupportKind, SupportUnit};
use crate::platform::db::types::DateText;
use crate::platform::db::{Conn, Tx, on_unique};
use crate::platform::decimal::Hundredths;
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{IncubationCaseId, SupportId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::schema::incubation_supports as table;

/// An entry as stored.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::incubation_supports)]
pub struct Support {
    pub id: SupportId,
    pub case_id: IncubationCaseId,
    pub kind: SupportKind,
    #[diesel(column_name = quantity_hundredths)]
    pub quantity: Hundredths,
    pub unit: SupportUnit,
    #[diesel(column_name = value_fen)]
    pub value: Money,
    pub provider_zh: String,
    pub provided_on: DateText,
    pub note_zh: String,
    /// A counter-entry names the entry that it takes back.
    pub reverses: Option<SupportId>,
    pub created_at: Timestamp,
}

pub fn find(conn: &mut Conn, case: &IncubationCaseId, id: &SupportId) -> Result<Option<Support>> {
    Ok(table::table.filter(table::case_id.eq(case)).filter(table::id.eq(id)).first(conn).optional()?)
}

pub fn page(conn: &mut Conn, case: &IncubationCaseId, page: &PageRequest) -> Result<Vec<Support>> {
    Ok(table::table
        .filter(table::case_id.eq(case))
        .filter(table::id.gt(page.after.clone().unwrap_or_default()))
        .order(table::id)
        .limit(page.fetch())
        .load(conn)?)
}

/// The entries that a counter-entry takes back.
pub fn reversed(conn: &mut Conn, case: &IncubationCaseId) -> Result<HashSet<SupportId>> {
    let rows: Vec<Option<SupportId>> =
        table::table.filter(table::case_id.eq(case)).filter(table::reverses.is_not_null()).select(table::reverses).load(conn)?;
    Ok(rows.into_iter().flatten().collect())
}

/// What the case was given in all, less what was taken back.
pub fn total(conn: &mut Conn, case: &IncubationCaseId) -> Result<Money> {
    let rows: Vec<(Money, Option<SupportId>)> =
        table::table.filter(table::case_id.eq(case)).select((table::value_fen, table::reverses)).load(conn)?;
    let signed = rows.into_iter().map(|(value, reverses)| if reverses.is_some() { Money::from_fen(-value.fen()) } else { value });
    Money::sum(signed).ok_or_else(|| Problem::broken(format!("the support of case {case} does not fit into 64 bits")))
}

/// The last day on which the case was given something that was not taken back.
pub fn last_day(conn: &mut Conn, case: &IncubationCaseId) -> Result<Option<NaiveDate>> {
    let taken_back = reversed(conn, case)?;
    let given: Vec<(SupportId, DateText)> = table::table
        .filter(table::case_id.eq(case))
        .filter(table::reverses.is_null())
        .select((table::id, table::provided_on))
        .load(conn)?;
    Ok(given.into_iter().filter(|(id, _)| !taken_back.contains(id)).map(|(_, day)| day.date()).max())
}

/// An entry is taken back once: the database holds it, too.
pub fn insert(tx: &mut Tx, support: &Support) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(support).execute(tx.conn());
    on_unique(inserted, || {
        Problem::conflict("incubation/reversed_already", "这笔支持已被冲销。", "A counter-entry has taken this entry back already.")
    })?;
    Ok(())
}
