//! Rows and queries of score sheets.

use diesel::prelude::*;

use super::model::SheetStatus;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Condition, Conn, Tx, on_unique, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{BidId, PanelMemberId, ProjectId, ScoreSheetId};
use crate::platform::time::Timestamp;
use crate::schema::{panel_members, score_sheets as table};

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::score_sheets, treat_none_as_null = true)]
pub struct Sheet {
    pub id: ScoreSheetId,
    pub panel_member_id: PanelMemberId,
    pub bid_id: BidId,
    pub scores: JsonText,
    pub status: SheetStatus,
    pub signed_at: Option<Timestamp>,
    /// SHA-256 of the canonical JSON of what was signed.
    pub digest: Option<String>,
    pub updated_at: Timestamp,
    pub version: i64,
}

pub(super) fn find(conn: &mut Conn, member: &PanelMemberId, bid: &BidId) -> Result<Option<Sheet>> {
    Ok(table::table.filter(table::panel_member_id.eq(member)).filter(table::bid_id.eq(bid)).first(conn).optional()?)
}

pub fn of_member(conn: &mut Conn, member: &PanelMemberId) -> Result<Vec<Sheet>> {
    Ok(table::table.filter(table::panel_member_id.eq(member)).order(table::id).load(conn)?)
}

/// Every signed sheet of a project.
pub fn signed_of(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Sheet>> {
    Ok(table::table
        .inner_join(panel_members::table.on(panel_members::id.eq(table::panel_member_id)))
        .filter(panel_members::project_id.eq(project))
        .filter(table::status.eq(SheetStatus::Signed))
        .order(table::id)
        .select(table::all_columns)
        .load(conn)?)
}

/// A page of the sheets of these members, oldest first.
pub(super) fn page(conn: &mut Conn, members: &[PanelMemberId], page: &PageRequest) -> Result<Vec<Sheet>> {
    let mut wanted: Condition<table::table> = Box::new(table::panel_member_id.eq_any(members.to_vec()).nullable());
    if let Some(after) = &page.after {
        wanted = Box::new(wanted.and(table::id.gt(after.clone())));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}

pub(super) fn insert(tx: &mut Tx, sheet: &Sheet) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(sheet).execute(tx.conn());
    on_unique(inserted, || Problem::stale(1))?;
    Ok(())
}

/// Saves the sheet over the version that was read; 412 when somebody was faster.
pub fn save(tx: &mut Tx, sheet: &mut Sheet, now: Timestamp) -> Result<()> {
    let read = sheet.version;
    sheet.version += 1;
    sheet.updated_at = now;
    let rows =
        diesel::update(table::table.filter(table::id.eq(&sheet.id)).filter(table::version.eq(read))).set(&*sheet).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}
