//! Rows and queries of memberships, with the organisations and places that they name.

mod row;

use diesel::prelude::*;

use super::policy::{HUB_GIVES, NGO_ROLES};
use crate::platform::actor::Role;
use crate::platform::db::{Condition, Conn, Tx, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{MembershipId, OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{areas, memberships as table, organizations, users};

pub use row::{Membership, Seat, seat};

/// An organisation as memberships show it.
#[derive(Clone, Debug, Queryable)]
pub struct Home {
    pub id: OrganizationId,
    pub name_zh: String,
    pub area_path: String,
}

/// A place as memberships show it.
#[derive(Clone, Debug, Queryable)]
pub struct Place {
    pub code: String,
    pub name_zh: String,
    pub path: String,
}

/// Whose memberships a caller manages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Managed {
    All,
    /// The NGO roles of these organisations, and what a hub gives at the places below these paths.
    Some {
        organizations: Vec<OrganizationId>,
        paths: Vec<String>,
        /// The evaluators of these places and of none: whoever forms a panel there must find them.
        panels: Vec<String>,
    },
}

pub fn insert(tx: &mut Tx, membership: &Membership) -> Result<()> {
    diesel::insert_into(table::table).values(membership).execute(tx.conn())?;
    Ok(())
}

pub fn find(conn: &mut Conn, id: &MembershipId) -> Result<Option<Membership>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

/// The live membership that says the same, where there is one.
pub fn twin(
    conn: &mut Conn,
    user: &UserId,
    role: Role,
    organization: Option<&OrganizationId>,
    area_code: Option<&str>,
) -> Result<Option<Membership>> {
    let live: Vec<Membership> = live_of(conn, user)?;
    let same = |m: &Membership| m.role == role && m.organization_id.as_ref() == organization && m.area_code.as_deref() == area_code;
    Ok(live.into_iter().find(same))
}

pub fn live_of(conn: &mut Conn, user: &UserId) -> Result<Vec<Membership>> {
    Ok(table::table.filter(table::user_id.eq(user)).filter(table::ended_at.is_null()).order(table::id).load(conn)?)
}

/// Ends the membership over the version that was read.
pub fn end(tx: &mut Tx, membership: &mut Membership, now: Timestamp) -> Result<()> {
    let read = membership.version;
    membership.version += 1;
    membership.ended_at = Some(now);
    let rows = diesel::update(table::table.filter(table::id.eq(&membership.id)).filter(table::version.eq(read)))
        .set((table::ended_at.eq(membership.ended_at), table::version.eq(membership.version)))
        .execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// Whether somebody else with a live account holds this role there.
pub fn has_another_holder(conn: &mut Conn, membership: &Membership) -> Result<bool> {
    let mut wanted: Condition<table::table> = Box::new(table::role.eq(membership.role).nullable());
    if let Some(organization) = &membership.organization_id {
        wanted = Box::new(wanted.and(table::organization_id.eq(organization.clone())));
    }
    let holders: Vec<UserId> = table::table
        .filter(wanted)
        .filter(table::ended_at.is_null())
        .filter(table::user_id.ne(&membership.user_id))
        .select(table::user_id)
        .load(conn)?;
    active_among(conn, holders)
}

/// Whether a live account holds the role of the platform's administrator.
pub fn has_administrator(conn: &mut Conn) -> Result<bool> {
    let holders: Vec<UserId> =
        table::table.filter(table::role.eq(Role::PlatformAdmin)).filter(table::ended_at.is_null()).select(table::user_id).load(conn)?;
    active_among(conn, holders)
}

fn active_among(conn: &mut Conn, people: Vec<UserId>) -> Result<bool> {
    let active: Option<UserId> =
        users::table.filter(users::id.eq_any(people)).filter(users::status.eq("active")).select(users::id).first(conn).optional()?;
    Ok(active.is_some())
}

/// The organisation and its place in the area tree.
pub fn home(conn: &mut Conn, id: &OrganizationId) -> Result<Option<Home>> {
    Ok(homes(conn, vec![id.clone()])?.pop())
}

pub fn homes(conn: &mut Conn, ids: Vec<OrganizationId>) -> Result<Vec<Home>> {
    Ok(organizations::table
        .inner_join(areas::table.on(areas::code.eq(organizations::area_code)))
        .filter(organizations::id.eq_any(ids))
        .select((organizations::id, organizations::name_zh, areas::path))
        .load(conn)?)
}

pub fn places(conn: &mut Conn, codes: Vec<String>) -> Result<Vec<Place>> {
    Ok(areas::table.filter(areas::code.eq_any(codes)).select((areas::code, areas::name_zh, areas::path)).load(conn)?)
}

/// A page of the live memberships that the caller manages, by id.
pub fn page(conn: &mut Conn, managed: &Managed, organization: Option<&OrganizationId>, page: &PageRequest) -> Result<Vec<Membership>> {
    let mut wanted: Condition<table::table> =
        Box::new(table::id.gt(page.after.clone().unwrap_or_default()).and(table::ended_at.is_null()).nullable());
    if let Some(organization) = organization {
        wanted = Box::new(wanted.and(table::organization_id.eq(organization.clone())));
    }
    if let Managed::Some { organizations, paths, panels } = managed {
        let codes = codes_below(conn, paths)?;
        let mut homes = organizations.clone();
        homes.extend(organizations_at(conn, &codes)?);
        let of_home = table::role.eq_any(NGO_ROLES.to_vec()).nullable().and(table::organization_id.eq_any(homes));
        let of_place = table::role.eq_any(HUB_GIVES.to_vec()).nullable().and(table::area_code.eq_any(codes));
        let mut seen: Condition<table::table> = Box::new(of_home.or(of_place));
        if !panels.is_empty() {
            let there = table::area_code.is_null().nullable().or(table::area_code.eq_any(codes_below(conn, panels)?));
            seen = Box::new(seen.or(table::role.eq(Role::Evaluator).nullable().and(there)));
        }
        wanted = Box::new(wanted.and(seen));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}

/// The people of an organisation, in the order in which they came.
pub fn live_in(conn: &mut Conn, organization: &OrganizationId) -> Result<Vec<Membership>> {
    let live = table::table.filter(table::organization_id.eq(organization)).filter(table::ended_at.is_null());
    Ok(live.filter(table::role.eq_any(NGO_ROLES.to_vec())).order(table::id).load(conn)?)
}

fn codes_below(conn: &mut Conn, paths: &[String]) -> Result<Vec<String>> {
    let mut codes = Vec::new();
    for path in paths {
        // Codes are letters and digits, so a path holds no wildcard.
        codes.extend(areas::table.filter(areas::path.like(format!("{path}%"))).select(areas::code).load::<String>(conn)?);
    }
    Ok(codes)
}

fn organizations_at(conn: &mut Conn, codes: &[String]) -> Result<Vec<OrganizationId>> {
    Ok(organizations::table.filter(organizations::area_code.eq_any(codes.to_vec())).select(organizations::id).load(conn)?)
}
