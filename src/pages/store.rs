//! What the file reads beside the façades of the other slices.

use diesel::prelude::*;

use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::db::types::JsonText;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{api_keys, memberships, organizations, project_approvals, users};

/// A person's name with one of their memberships.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Membership {
    pub user_id: UserId,
    pub name: String,
    pub role: Option<Role>,
    pub organization_zh: Option<String>,
    pub organization_en: Option<String>,
}

/// The people behind these ids with every role that they hold or held, in order.
pub(super) fn memberships_of(conn: &mut Conn, ids: &[UserId]) -> Result<Vec<Membership>> {
    Ok(users::table
        .left_join(memberships::table.on(memberships::user_id.eq(users::id)))
        .left_join(organizations::table.on(organizations::id.nullable().eq(memberships::organization_id)))
        .filter(users::id.eq_any(ids.to_vec()))
        .order((users::id, memberships::id))
        .select((
            users::id,
            users::name,
            memberships::role.nullable(),
            organizations::name_zh.nullable(),
            organizations::name_en.nullable(),
        ))
        .load(conn)?)
}

/// The organisations of these API keys, by key.
pub(super) fn organizations_of_keys(conn: &mut Conn, ids: &[String]) -> Result<Vec<(String, Text)>> {
    let rows: Vec<(String, String, Option<String>)> = api_keys::table
        .inner_join(organizations::table.on(organizations::id.eq(api_keys::organization_id)))
        .filter(api_keys::id.eq_any(ids.to_vec()))
        .select((api_keys::id, organizations::name_zh, organizations::name_en))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, zh, en)| (id, Text { en: en.unwrap_or_else(|| zh.clone()), zh })).collect())
}

/// One decision on one submission.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Approval {
    pub submission: i32,
    pub step: i32,
    pub decision: String,
    pub decided_by: UserId,
    pub decided_at: Timestamp,
    pub reason: Option<String>,
    pub collective_decision: Option<JsonText>,
}

pub(super) fn approvals(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Approval>> {
    Ok(project_approvals::table
        .filter(project_approvals::project_id.eq(project))
        .order((project_approvals::submission, project_approvals::step))
        .select((
            project_approvals::submission,
            project_approvals::step,
            project_approvals::decision,
            project_approvals::decided_by,
            project_approvals::decided_at,
            project_approvals::reason,
            project_approvals::collective_decision,
        ))
        .load(conn)?)
}
