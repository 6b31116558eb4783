//! Queries over people and their memberships.

use diesel::prelude::*;

use crate::areas::up_to;
use crate::directly;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Language;
use crate::platform::ids::{OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{areas, memberships, users};

/// A person to write to. No `Debug`: it would show an address.
#[derive(Clone, PartialEq, Eq, Queryable)]
pub struct Contact {
    pub user_id: UserId,
    pub email: String,
    pub name: String,
    pub language: Language,
}

/// The people who hold one of `roles` in the organisation now; each once, in the order of their accounts.
pub fn contacts_of(conn: &mut Conn, organization: &OrganizationId, roles: &[Role]) -> Result<Vec<Contact>> {
    let holders = memberships::table
        .filter(memberships::organization_id.eq(organization))
        .filter(memberships::role.eq_any(roles.to_vec()))
        .filter(memberships::ended_at.is_null())
        .select(memberships::user_id)
        .load(conn)?;
    contacts_by_ids(conn, &holders)
}

/// The people who hold one of `roles` now for the place `area_path` or one above it; each once.
pub fn holders_reaching(conn: &mut Conn, roles: &[Role], area_path: &str) -> Result<Vec<Contact>> {
    let holders = memberships::table
        .inner_join(areas::table.on(areas::code.nullable().eq(memberships::area_code)))
        .filter(areas::path.eq_any(up_to(area_path)))
        .filter(memberships::role.eq_any(roles.to_vec()))
        .filter(memberships::ended_at.is_null())
        .select(memberships::user_id)
        .load(conn)?;
    contacts_by_ids(conn, &holders)
}

/// The paths of the places that holders of one of `roles` with a live account reach now.
pub fn reached_paths(conn: &mut Conn, roles: &[Role]) -> Result<Vec<String>> {
    Ok(memberships::table
        .inner_join(areas::table.on(areas::code.nullable().eq(memberships::area_code)))
        .inner_join(users::table.on(users::id.eq(memberships::user_id)))
        .filter(memberships::role.eq_any(roles.to_vec()))
        .filter(memberships::ended_at.is_null())
        .filter(users::status.eq("active"))
        .select(areas::path)
        .distinct()
        .load(conn)?)
}

/// The people who hold one of `roles` now, wherever; each once.
pub fn holders(conn: &mut Conn, roles: &[Role]) -> Result<Vec<Contact>> {
    let holding = memberships::table
        .filter(memberships::role.eq_any(roles.to_vec()))
        .filter(memberships::ended_at.is_null())
        .select(memberships::user_id)
        .load(conn)?;
    contacts_by_ids(conn, &holding)
}

/// The people behind these ids who have a live account; each once.
pub fn contacts_by_ids(conn: &mut Conn, ids: &[UserId]) -> Result<Vec<Contact>> {
    Ok(users::table
        .filter(users::id.eq_any(ids.to_vec()))
        .filter(users::status.eq("active"))
        .order(users::id)
        .select((users::id, users::email, users::name, users::language))
        .load(conn)?)
}

/// Everybody who is a member of the organisation or was one after `since` (business time).
pub fn members_since(conn: &mut Conn, organization: &OrganizationId, since: Timestamp) -> Result<Vec<UserId>> {
    let members = memberships::table
        .filter(memberships::organization_id.eq(organization))
        .filter(memberships::ended_at.is_null().or(memberships::ended_at.gt(since)))
        .order(memberships::user_id)
        .select(memberships::user_id)
        .distinct();
    Ok(directly!(conn, |own| members.load(own))?)
}

/// What the members of the organisation, or those who were members after `since`, hold or held after `since`, in whatever organisation:
/// the role, and the path of the place that it reaches.
pub(super) fn held_by_members(conn: &mut Conn, organization: &OrganizationId, since: Timestamp) -> Result<Vec<(Role, String)>> {
    let own = diesel::alias!(memberships as own);
    let (of, person, ended) = (own.field(memberships::organization_id), own.field(memberships::user_id), own.field(memberships::ended_at));
    let members = own.filter(of.eq(organization)).filter(ended.is_null().or(ended.gt(since))).select(person);
    let held = memberships::table
        .inner_join(areas::table.on(areas::code.nullable().eq(memberships::area_code)))
        .filter(memberships::user_id.eq_any(members))
        .filter(memberships::ended_at.is_null().or(memberships::ended_at.gt(since)))
        .select((memberships::role, areas::path));
    Ok(directly!(conn, |own| held.load(own))?)
}
