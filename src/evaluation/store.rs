//! Facts of other rooms that the evaluation goes by: who may evaluate, what people and bidders are called.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::db::types::DateText;
use crate::platform::http::Result;
use crate::platform::ids::{OrganizationId, UserId};
use crate::schema::{memberships, organizations, users};

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

/// Everybody who is active and holds a live evaluator's role, by name: id, name, address.
pub(super) fn evaluators(conn: &mut Conn, most: i64) -> Result<Vec<(UserId, String, String)>> {
    Ok(users::table
        .inner_join(memberships::table)
        .filter(users::status.eq("active"))
        .filter(memberships::role.eq(Role::Evaluator))
        .filter(memberships::ended_at.is_null())
        .select((users::id, users::name, users::email))
        .distinct()
        .order((users::name, users::id))
        .limit(most)
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

/// Status of the registration, and until when a major breach counts.
pub(super) fn standing_of(conn: &mut Conn, id: &OrganizationId) -> Result<(String, Option<DateText>)> {
    Ok(organizations::table
        .filter(organizations::id.eq(id))
        .select((organizations::status, organizations::major_breach_until))
        .first(conn)?)
}
