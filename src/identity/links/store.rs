//! Rows and queries of one-time links.

mod row;

use diesel::prelude::*;

use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::{LinkId, OrganizationId};
use crate::platform::time::Timestamp;
use crate::schema::one_time_links as table;

pub use row::{Link, LinkKind};

pub fn insert(tx: &mut Tx, link: &Link) -> Result<()> {
    diesel::insert_into(table::table).values(link).execute(tx.conn())?;
    Ok(())
}

pub fn find(conn: &mut Conn, id: &LinkId) -> Result<Option<Link>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

pub fn by_hash(conn: &mut Conn, hash: &str) -> Result<Option<Link>> {
    Ok(table::table.filter(table::token_hash.eq(hash)).first(conn).optional()?)
}

/// Uses the link up and forgets its secret; whether nobody was faster.
pub fn use_up(tx: &mut Tx, id: &LinkId, now: Timestamp) -> Result<bool> {
    let usable = table::table.filter(table::id.eq(id)).filter(table::used_at.is_null()).filter(table::expires_at.gt(now));
    let rows = diesel::update(usable).set((table::used_at.eq(Some(now)), table::sealed_token.eq(None::<Vec<u8>>))).execute(tx.conn())?;
    Ok(rows == 1)
}

/// The invitations into an organisation that can still be accepted, the oldest first; by system time.
pub fn open_invitations(conn: &mut Conn, organization: &OrganizationId, now: Timestamp) -> Result<Vec<Link>> {
    Ok(table::table
        .filter(table::kind.eq(LinkKind::Invitation))
        .filter(table::organization_id.eq(organization))
        .filter(table::used_at.is_null())
        .filter(table::expires_at.gt(now))
        .order(table::id)
        .load(conn)?)
}

/// Deletes a link that was not used and has not run out; whether there was one. By system time.
pub fn delete_open(tx: &mut Tx, id: &LinkId, now: Timestamp) -> Result<bool> {
    let open = table::table.filter(table::id.eq(id)).filter(table::used_at.is_null()).filter(table::expires_at.gt(now));
    Ok(diesel::delete(open).execute(tx.conn())? == 1)
}

/// Deletes the links of this kind to an address, but for one.
pub fn delete_others(tx: &mut Tx, kind: LinkKind, email: &str, kept: &LinkId) -> Result<()> {
    let others = table::table.filter(table::kind.eq(kind)).filter(table::email.eq(email)).filter(table::id.ne(kept));
    diesel::delete(others).execute(tx.conn())?;
    Ok(())
}

/// Deletes the other open invitations of the same address to the same role: the newest is the one that counts.
pub fn delete_twins(tx: &mut Tx, link: &Link) -> Result<()> {
    let open: Vec<Link> = table::table
        .filter(table::kind.eq(LinkKind::Invitation))
        .filter(table::email.eq(link.email.as_deref().unwrap_or_default()))
        .filter(table::used_at.is_null())
        .filter(table::id.ne(&link.id))
        .load(tx.conn())?;
    let post = |link: &Link| (link.role, link.organization_id.clone(), link.area_code.clone());
    let twins = open.iter().filter(|other| post(other) == post(link)).map(|twin| twin.id.clone());
    diesel::delete(table::table.filter(table::id.eq_any(twins.collect::<Vec<_>>()))).execute(tx.conn())?;
    Ok(())
}

/// Deletes the open invitations of an address into an organisation.
pub fn delete_invitations(tx: &mut Tx, email: &str, organization: &OrganizationId) -> Result<()> {
    let open = table::table
        .filter(table::kind.eq(LinkKind::Invitation))
        .filter(table::email.eq(email))
        .filter(table::organization_id.eq(organization))
        .filter(table::used_at.is_null());
    diesel::delete(open).execute(tx.conn())?;
    Ok(())
}

/// Deletes the links of this kind that have expired; by system time.
pub fn delete_expired(tx: &mut Tx, kind: LinkKind, now: Timestamp) -> Result<usize> {
    Ok(diesel::delete(table::table.filter(table::kind.eq(kind)).filter(table::expires_at.le(now))).execute(tx.conn())?)
}

pub fn delete_of_kind(tx: &mut Tx, kind: LinkKind) -> Result<()> {
    diesel::delete(table::table.filter(table::kind.eq(kind))).execute(tx.conn())?;
    Ok(())
}
