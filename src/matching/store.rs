//! What the matching reads beside the façades of the other slices, and the invitations that it writes.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::organizations::{Kind, Status, may_contract};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::{NeedId, OrganizationId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{organizations, panel_members, project_invitations as table, project_needs};

/// Whether somebody judges the bids on a project that cites this need.
pub(super) fn judges_for_need(conn: &mut Conn, need: &NeedId, user: &UserId) -> Result<bool> {
    let citing = project_needs::table.filter(project_needs::need_id.eq(need)).select(project_needs::project_id);
    let seats = panel_members::table.filter(panel_members::user_id.eq(user)).filter(panel_members::project_id.eq_any(citing));
    Ok(seats.count().get_result::<i64>(conn)? > 0)
}

/// How many invitations each invited organisation received in this stretch, its end excluded; most first, then by id.
pub(super) fn exposure(conn: &mut Conn, from: Timestamp, until: Timestamp) -> Result<Vec<(OrganizationId, String, usize)>> {
    let rows: Vec<(OrganizationId, i64)> = table::table
        .filter(table::created_at.ge(from))
        .filter(table::created_at.lt(until))
        .group_by(table::organization_id)
        .select((table::organization_id, diesel::dsl::count_star()))
        .load(conn)?;
    let ids: Vec<&OrganizationId> = rows.iter().map(|(id, _)| id).collect();
    let mut names: HashMap<OrganizationId, String> = HashMap::new();
    for ids in ids.chunks(500) {
        let of_these = organizations::table.filter(organizations::id.eq_any(ids.to_vec()));
        names.extend(of_these.select((organizations::id, organizations::name_zh)).load::<(OrganizationId, String)>(conn)?);
    }
    let named = |(id, count): (OrganizationId, i64)| {
        let name = names.get(&id).cloned().unwrap_or_default();
        (id, name, usize::try_from(count).unwrap_or_default())
    };
    let mut counts: Vec<_> = rows.into_iter().map(named).collect();
    counts.sort_by(|(a, _, many), (b, _, few)| few.cmp(many).then_with(|| a.cmp(b)));
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

/// In place of the invitation to an earlier round, where there is one: the journal keeps that.
pub(super) fn put(tx: &mut Tx, invitation: &Invitation) -> Result<()> {
    diesel::delete(table::table.find((&invitation.project_id, &invitation.organization_id))).execute(tx.conn())?;
    diesel::insert_into(table::table).values(invitation).execute(tx.conn())?;
    Ok(())
}
