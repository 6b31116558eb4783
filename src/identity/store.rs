//! Rows and queries of users, memberships, sessions, links, throttles and API keys.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::directly;
use crate::platform::actor::{Actor, Grant, Identity, Role};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::{ApiKeyId, OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{api_keys, areas, memberships, sessions, users};

pub(super) fn session_is_live(conn: &mut Conn, session: &str, user: &UserId, now: Timestamp) -> Result<bool> {
    let live = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::id.eq(session))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(users::status.eq("active"))
        .select(sessions::id);
    let found: Option<String> = directly!(conn, |own| live.first(own)).optional()?;
    Ok(found.is_some())
}

/// What a person may do, and where, as of now.
pub fn grants_of(conn: &mut Conn, user: &UserId) -> Result<Vec<Grant>> {
    let held = memberships::table
        .left_join(areas::table.on(areas::code.nullable().eq(memberships::area_code)))
        .filter(memberships::user_id.eq(user))
        .filter(memberships::ended_at.is_null())
        .order(memberships::id)
        .select((memberships::role, memberships::organization_id, areas::path.nullable()));
    let rows: Vec<(Role, Option<OrganizationId>, Option<String>)> = directly!(conn, |own| held.load(own))?;
    Ok(rows.into_iter().map(|(role, organization_id, area_path)| Grant { role, organization_id, area_path }).collect())
}

/// Somebody as they are now; without any grant when the account is closed.
pub fn actor_of(conn: &mut Conn, user: &UserId) -> Result<Actor> {
    let active: Option<UserId> =
        users::table.filter(users::id.eq(user)).filter(users::status.eq("active")).select(users::id).first(conn).optional()?;
    let grants = if active.is_some() { grants_of(conn, user)? } else { Vec::new() };
    Ok(Actor { identity: Identity::User(user.clone()), grants })
}

/// Those of these people who have a live account, as they are now.
pub fn actors_of(conn: &mut Conn, people: &[UserId]) -> Result<Vec<Actor>> {
    let live: Vec<UserId> = users::table
        .filter(users::id.eq_any(people.to_vec()))
        .filter(users::status.eq("active"))
        .order(users::id)
        .select(users::id)
        .load(conn)?;
    let rows: Vec<(UserId, Role, Option<OrganizationId>, Option<String>)> = memberships::table
        .left_join(areas::table.on(areas::code.nullable().eq(memberships::area_code)))
        .filter(memberships::user_id.eq_any(live.clone()))
        .filter(memberships::ended_at.is_null())
        .order(memberships::id)
        .select((memberships::user_id, memberships::role, memberships::organization_id, areas::path.nullable()))
        .load(conn)?;
    let mut grants: HashMap<UserId, Vec<Grant>> = HashMap::new();
    for (user, role, organization_id, area_path) in rows {
        grants.entry(user).or_default().push(Grant { role, organization_id, area_path });
    }
    Ok(live.into_iter().map(|user| Actor { grants: grants.remove(&user).unwrap_or_default(), identity: Identity::User(user) }).collect())
}

pub(super) fn live_api_key(conn: &mut Conn, hash: &str, now: Timestamp) -> Result<Option<(ApiKeyId, OrganizationId, String)>> {
    let live = api_keys::table
        .filter(api_keys::key_hash.eq(hash))
        .filter(api_keys::revoked_at.is_null())
        .filter(api_keys::expires_at.gt(now))
        .select((api_keys::id, api_keys::organization_id, api_keys::scopes));
    Ok(directly!(conn, |own| live.first(own)).optional()?)
}
