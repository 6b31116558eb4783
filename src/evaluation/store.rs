//! Facts of other rooms that the evaluation goes by: who prepared the purchase, who may evaluate, who the bidders are.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::{OrganizationId, UserId};
use crate::projects::Project;
use crate::schema::{memberships, organizations, project_approvals, project_editors, users};

/// Everybody who drafted or edited the purchase.
pub(super) fn drafters(conn: &mut Conn, project: &Project) -> Result<Vec<UserId>> {
    let mut people: Vec<UserId> =
        project_editors::table.filter(project_editors::project_id.eq(&project.id)).select(project_editors::user_id).load(conn)?;
    people.push(project.created_by.clone());
    Ok(people)
}

/// Everybody who took a decision on the purchase's approval.
pub(super) fn approvers(conn: &mut Conn, project: &Project) -> Result<Vec<UserId>> {
    Ok(project_approvals::table.filter(project_approvals::project_id.eq(&project.id)).select(project_approvals::decided_by).load(conn)?)
}

/// Those of `people` who are active and hold a live evaluator's role.
pub(super) fn evaluators_among(conn: &mut Conn, people: &[UserId]) -> Result<Vec<UserId>> {
    Ok(users::table
        .inner_join(memberships::table)
        .filter(users::id.eq_any(people))
        .filter(users::status.eq("active"))
        .filter(memberships::role.eq(Role::Evaluator))
        .filter(memberships::ended_at.is_null())
        .select(users::id)
        .distinct()
        .load(conn)?)
}

pub(super) fn names_of(conn: &mut Conn, people: &[UserId]) -> Result<BTreeMap<UserId, String>> {
    let rows: Vec<(UserId, String)> = users::table.filter(users::id.eq_any(people)).select((users::id, users::name)).load(conn)?;
    Ok(rows.into_iter().collect())
}

pub(super) fn organization_names(conn: &mut Conn, ids: &[OrganizationId]) -> Result<BTreeMap<OrganizationId, String>> {
    let rows: Vec<(OrganizationId, String)> =
        organizations::table.filter(organizations::id.eq_any(ids)).select((organizations::id, organizations::name_zh)).load(conn)?;
    Ok(rows.into_iter().collect())
}
