//! What the matching reads beside the façades of the other slices, and the invitations that it writes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::organizations::{Kind, Status, may_contract};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::{OrganizationId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{organizations, panel_members, project_invitations as table};

pub(super) fn sits_on_panel(conn: &mut Conn, project: &ProjectId, user: &UserId) -> Result<bool> {
    let seats = panel_members::table.filter(panel_members::project_id.eq(project)).filter(panel_members::user_id.eq(user));
    Ok(seats.count().get_result::<i64>(conn)? > 0)
}

/// Who is invited to this project already.
pub(super) fn invited(conn: &mut Conn, project: &ProjectId) -> Result<Vec<OrganizationId>> {
    Ok(table::table.filter(table::project_id.eq(project)).select(table::organization_id).load(conn)?)
}

/// How many invitations each invited organisation received from one day to another, both included; most first, then by id.
pub(super) fn exposure(conn: &mut Conn, from: NaiveDate, to: NaiveDate) -> Result<Vec<(OrganizationId, String, usize)>> {
    let rows: Vec<(OrganizationId, String, Timestamp)> = table::table
        .inner_join(organizations::table.on(organizations::id.eq(table::organization_id)))
        .select((organizations::id, organizations::name_zh, table::created_at))
        .load(conn)?;
    let mut counts: BTreeMap<(OrganizationId, String), usize> = BTreeMap::new();
    for (id, name, at) in rows {
        if (from..=to).contains(&at.shanghai_date()) {
            *counts.entry((id, name)).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().map(|((id, name), count)| (id, name, count)).collect();
    counts.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    Ok(counts)
}

/// How many organisations could be invited to a contract.
pub(super) fn eligible(conn: &mut Conn) -> Result<usize> {
    let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| may_contract(*kind).is_ok()).collect();
    let verified = organizations::table.filter(organizations::status.eq(Status::Verified)).filter(organizations::kind.eq_any(kinds));
    Ok(usize::try_from(verified.count().get_result::<i64>(conn)?).unwrap_or_default())
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
