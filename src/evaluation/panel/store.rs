//! Rows and queries of panels, their members and their declarations.

use diesel::prelude::*;

use super::model::{ConflictKind, MemberStatus, PanelStatus, Seat};
use crate::platform::db::{Conn, Tx, on_unique, saved};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{BidId, PanelMemberId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{conflict_declarations, panel_members, panels, score_sheets};

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::panels, primary_key(project_id))]
pub struct Panel {
    pub project_id: ProjectId,
    pub status: PanelStatus,
    pub formed_by: UserId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = crate::schema::panel_members)]
pub struct Member {
    pub id: PanelMemberId,
    pub project_id: ProjectId,
    pub user_id: UserId,
    pub seat: Seat,
    pub expert: bool,
    pub is_reserve: bool,
    /// The order in which the officer named them; reserves are called in it.
    pub position: i32,
    pub status: MemberStatus,
    pub declared_at: Option<Timestamp>,
    /// Whose seat a called reserve took.
    pub replaces: Option<PanelMemberId>,
}

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::conflict_declarations)]
pub struct Conflict {
    pub panel_member_id: PanelMemberId,
    pub bid_id: BidId,
    pub kind: ConflictKind,
    pub note: Option<String>,
}

pub fn find(conn: &mut Conn, project: &ProjectId) -> Result<Option<Panel>> {
    Ok(panels::table.filter(panels::project_id.eq(project)).first(conn).optional()?)
}

/// Everybody who was ever named, in the order of naming.
pub fn members(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Member>> {
    Ok(panel_members::table.filter(panel_members::project_id.eq(project)).order((panel_members::position, panel_members::id)).load(conn)?)
}

pub(super) fn insert(tx: &mut Tx, panel: &Panel) -> Result<()> {
    let inserted = diesel::insert_into(panels::table).values(panel).execute(tx.conn());
    on_unique(inserted, || Problem::stale(1))?;
    Ok(())
}

/// Saves the panel over the version that was read; 412 when somebody was faster.
pub fn save(tx: &mut Tx, panel: &mut Panel, now: Timestamp) -> Result<()> {
    let read = panel.version;
    panel.version += 1;
    panel.updated_at = now;
    let rows = diesel::update(panels::table.filter(panels::project_id.eq(&panel.project_id)).filter(panels::version.eq(read)))
        .set(&*panel)
        .execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// Forgets everybody on the panel of a round that failed before it scored; the journal keeps what they did.
pub(super) fn clear(tx: &mut Tx, project: &ProjectId) -> Result<()> {
    let leaving: Vec<PanelMemberId> =
        panel_members::table.filter(panel_members::project_id.eq(project)).select(panel_members::id).load(tx.conn())?;
    remove(tx, &leaving)
}

/// Everybody but those who left because of a conflict makes room for a new composition.
pub(super) fn dismiss(tx: &mut Tx, project: &ProjectId) -> Result<()> {
    let leaving: Vec<PanelMemberId> = panel_members::table
        .filter(panel_members::project_id.eq(project))
        .filter(panel_members::status.ne(MemberStatus::Recused))
        .select(panel_members::id)
        .load(tx.conn())?;
    remove(tx, &leaving)
}

fn remove(tx: &mut Tx, members: &[PanelMemberId]) -> Result<()> {
    diesel::delete(score_sheets::table.filter(score_sheets::panel_member_id.eq_any(members))).execute(tx.conn())?;
    diesel::delete(conflict_declarations::table.filter(conflict_declarations::panel_member_id.eq_any(members))).execute(tx.conn())?;
    diesel::delete(panel_members::table.filter(panel_members::id.eq_any(members))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_member(tx: &mut Tx, member: &Member) -> Result<()> {
    diesel::insert_into(panel_members::table).values(member).execute(tx.conn())?;
    Ok(())
}

pub(super) fn save_member(tx: &mut Tx, member: &Member) -> Result<()> {
    diesel::update(panel_members::table.filter(panel_members::id.eq(&member.id)))
        .set((
            panel_members::seat.eq(member.seat),
            panel_members::status.eq(member.status),
            panel_members::declared_at.eq(member.declared_at),
            panel_members::replaces.eq(&member.replaces),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_conflict(tx: &mut Tx, conflict: &Conflict) -> Result<()> {
    diesel::insert_into(conflict_declarations::table).values(conflict).execute(tx.conn())?;
    Ok(())
}

pub(super) fn conflicts(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Conflict>> {
    Ok(conflict_declarations::table
        .inner_join(panel_members::table.on(panel_members::id.eq(conflict_declarations::panel_member_id)))
        .filter(panel_members::project_id.eq(project))
        .order((conflict_declarations::panel_member_id, conflict_declarations::bid_id))
        .select(conflict_declarations::all_columns)
        .load(conn)?)
}

/// Members of this project's panel who have signed.
pub fn signed(conn: &mut Conn, project: &ProjectId) -> Result<Vec<PanelMemberId>> {
    Ok(score_sheets::table
        .inner_join(panel_members::table.on(panel_members::id.eq(score_sheets::panel_member_id)))
        .filter(panel_members::project_id.eq(project))
        .filter(score_sheets::status.eq("signed"))
        .select(panel_members::id)
        .distinct()
        .load(conn)?)
}

/// Whether this person was ever named to the panel, as a reserve or otherwise.
pub fn was_named(conn: &mut Conn, project: &ProjectId, user: &UserId) -> Result<bool> {
    let found: Option<PanelMemberId> = panel_members::table
        .filter(panel_members::project_id.eq(project))
        .filter(panel_members::user_id.eq(user))
        .select(panel_members::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}
