//! Rows and queries of accounts.

mod row;

use diesel::prelude::*;

use super::email::normalized;
use crate::platform::db::{Condition, Conn, Tx, on_unique};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::UserId;
use crate::schema::users as table;

pub use row::{User, UserStatus};

/// The account with this id.
pub fn find(conn: &mut Conn, id: &UserId) -> Result<Option<User>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

pub fn by_email(conn: &mut Conn, email: &str) -> Result<Option<User>> {
    Ok(table::table.filter(table::email.eq(normalized(email))).first(conn).optional()?)
}

pub fn by_ids(conn: &mut Conn, ids: &[UserId]) -> Result<Vec<User>> {
    Ok(table::table.filter(table::id.eq_any(ids.to_vec())).order(table::id).load(conn)?)
}

/// Whether anybody has an account here.
pub fn any(conn: &mut Conn) -> Result<bool> {
    Ok(table::table.select(table::id).first::<UserId>(conn).optional()?.is_some())
}

pub fn insert(tx: &mut Tx, user: &User) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(user).execute(tx.conn());
    on_unique(inserted, || Problem::field("/email", "taken", "这个邮箱已有账号。", "there is an account with this address."))?;
    Ok(())
}

/// Gives the account another password.
pub fn set_password(tx: &mut Tx, id: &UserId, hash: &str) -> Result<()> {
    diesel::update(table::table.filter(table::id.eq(id)))
        .set((table::password_hash.eq(Some(hash)), table::version.eq(table::version + 1)))
        .execute(tx.conn())?;
    Ok(())
}

pub fn page(conn: &mut Conn, status: Option<UserStatus>, page: &PageRequest) -> Result<Vec<User>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(status) = status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}
