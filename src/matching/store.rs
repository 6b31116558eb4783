//! What the matching reads beside the façades of the other slices, and the invitations that it writes.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::projects::Project;
use crate::schema::{areas, panel_members, project_invitations as table, projects};

/// Names of places by code.
pub(super) fn area_names(conn: &mut Conn, codes: Vec<String>) -> Result<HashMap<String, Text>> {
    let rows: Vec<(String, String, String)> =
        areas::table.filter(areas::code.eq_any(codes)).select((areas::code, areas::name_zh, areas::name_en)).load(conn)?;
    Ok(rows.into_iter().map(|(code, zh, en)| (code, Text { zh, en })).collect())
}

/// Calls that are open for bids, with the path of their place.
pub(super) fn open_calls(conn: &mut Conn, now: Timestamp) -> Result<Vec<(Project, String)>> {
    Ok(projects::table
        .inner_join(areas::table)
        .filter(projects::status.eq("published"))
        .filter(projects::deadline.gt(now))
        .order(projects::id)
        .select((projects::all_columns, areas::path))
        .load(conn)?)
}

/// How many invitations to calls that are still open each organisation has. Whether it has bid does not count: the order of
/// a ranking must not tell.
pub(super) fn open_invitations(conn: &mut Conn, now: Timestamp) -> Result<HashMap<String, u32>> {
    let rows: Vec<String> = table::table
        .inner_join(projects::table.on(projects::id.eq(table::project_id)))
        .filter(projects::status.eq("published"))
        .filter(projects::deadline.gt(now))
        .select(table::organization_id)
        .load(conn)?;
    Ok(rows.into_iter().fold(HashMap::new(), |mut counts, id| {
        *counts.entry(id).or_default() += 1;
        counts
    }))
}

pub(super) fn sits_on_panel(conn: &mut Conn, project: &ProjectId, user: &UserId) -> Result<bool> {
    let seats = panel_members::table.filter(panel_members::project_id.eq(project)).filter(panel_members::user_id.eq(user));
    Ok(seats.count().get_result::<i64>(conn)? > 0)
}

/// Who is invited to this project already.
pub(super) fn invited(conn: &mut Conn, project: &ProjectId) -> Result<Vec<OrganizationId>> {
    Ok(table::table.filter(table::project_id.eq(project)).select(table::organization_id).load(conn)?)
}

/// An invitation as it is written.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = crate::schema::project_invitations)]
pub(super) struct Invitation {
    pub project_id: ProjectId,
    pub organization_id: OrganizationId,
    /// 0–10000.
    pub score: i32,
    /// Version of the table of weights.
    pub weights: String,
    pub reasons: JsonText,
    pub created_at: Timestamp,
}

pub(super) fn insert(tx: &mut Tx, invitation: &Invitation) -> Result<()> {
    diesel::insert_into(table::table).values(invitation).execute(tx.conn())?;
    Ok(())
}
