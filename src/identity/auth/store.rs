//! Rows and queries of sessions, refresh tokens and throttles.

use diesel::prelude::*;

use super::throttle::WINDOW;
use crate::identity::links::{self, LinkKind};
use crate::identity::users::User;
use crate::platform::db::{Conn, Tx, insert_ignore};
use crate::platform::http::Result;
use crate::platform::ids::{SessionId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{login_throttles, refresh_tokens, sessions, users};

/// A session as stored; live until it expires or is revoked.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = crate::schema::sessions)]
pub struct Session {
    pub id: SessionId,
    pub user_id: UserId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub revoked_reason: Option<String>,
}

pub fn insert_session(tx: &mut Tx, session: &Session) -> Result<()> {
    diesel::insert_into(sessions::table).values(session).execute(tx.conn())?;
    Ok(())
}

pub fn insert_refresh_token(tx: &mut Tx, hash: &str, session: &SessionId, now: Timestamp) -> Result<()> {
    use refresh_tokens as table;
    diesel::insert_into(table::table)
        .values((table::token_hash.eq(hash), table::session_id.eq(session), table::created_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Uses the token up; whether it had not been used before.
pub fn use_refresh_token(tx: &mut Tx, hash: &str, now: Timestamp) -> Result<bool> {
    use refresh_tokens as table;
    let rows = diesel::update(table::table.filter(table::token_hash.eq(hash)).filter(table::used_at.is_null()))
        .set(table::used_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(rows == 1)
}

pub fn session(conn: &mut Conn, id: &str) -> Result<Option<Session>> {
    Ok(sessions::table.filter(sessions::id.eq(id)).first(conn).optional()?)
}

/// The session to which the token belongs, used or not, with its owner.
pub fn session_of(conn: &mut Conn, hash: &str) -> Result<Option<(Session, User)>> {
    Ok(refresh_tokens::table
        .inner_join(sessions::table.on(sessions::id.eq(refresh_tokens::session_id)))
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(refresh_tokens::token_hash.eq(hash))
        .select((sessions::all_columns, users::all_columns))
        .first(conn)
        .optional()?)
}

/// Ends the session; whether it had not been ended before.
pub fn revoke(tx: &mut Tx, session: &SessionId, reason: &str, now: Timestamp) -> Result<bool> {
    use sessions as table;
    let rows = diesel::update(table::table.filter(table::id.eq(session)).filter(table::revoked_at.is_null()))
        .set((table::revoked_at.eq(Some(now)), table::revoked_reason.eq(Some(reason))))
        .execute(tx.conn())?;
    Ok(rows == 1)
}

/// Ends every session of the account.
pub fn end_sessions(tx: &mut Tx, user: &UserId, reason: &str, now: Timestamp) -> Result<()> {
    use sessions as table;
    diesel::update(table::table.filter(table::user_id.eq(user)).filter(table::revoked_at.is_null()))
        .set((table::revoked_at.eq(Some(now)), table::revoked_reason.eq(Some(reason))))
        .execute(tx.conn())?;
    Ok(())
}

/// Counts one failure of the subject. Where `most` are counted since `horizon` it counts nothing and answers when the first was.
pub fn count_failure(tx: &mut Tx, subject: &str, most: i32, now: Timestamp, horizon: Timestamp) -> Result<Option<Timestamp>> {
    use login_throttles as table;
    if insert_ignore::login_throttle(tx, subject, now)? {
        return Ok(None);
    }
    let row = table::table.filter(table::subject.eq(subject));
    let begun_anew = diesel::update(row.filter(table::window_start.le(horizon)))
        .set((table::failures.eq(1), table::window_start.eq(now)))
        .execute(tx.conn())?;
    if begun_anew == 1 {
        return Ok(None);
    }
    let counted = diesel::update(row.filter(table::failures.lt(most))).set(table::failures.eq(table::failures + 1)).execute(tx.conn())?;
    if counted == 1 {
        return Ok(None);
    }
    Ok(Some(row.select(table::window_start).first(tx.conn())?))
}

pub fn forget_failures(tx: &mut Tx, subject: &str) -> Result<()> {
    use login_throttles as table;
    diesel::delete(table::table.filter(table::subject.eq(subject))).execute(tx.conn())?;
    Ok(())
}

pub fn take_one_back(tx: &mut Tx, subject: &str) -> Result<()> {
    use login_throttles as table;
    diesel::update(table::table.filter(table::subject.eq(subject)).filter(table::failures.gt(0)))
        .set(table::failures.eq(table::failures - 1))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes windows that are over, sessions that have expired, with their tokens, and unused links to set a password; for the
/// scheduler, by system time.
pub fn sweep(tx: &mut Tx, now: Timestamp) -> Result<usize> {
    let over = login_throttles::table.filter(login_throttles::window_start.le(now.plus(-WINDOW)));
    let mut rows = diesel::delete(over).execute(tx.conn())?;
    let expired = sessions::table.filter(sessions::expires_at.le(now));
    rows +=
        diesel::delete(refresh_tokens::table.filter(refresh_tokens::session_id.eq_any(expired.select(sessions::id)))).execute(tx.conn())?;
    rows += diesel::delete(expired).execute(tx.conn())?;
    rows += links::store::delete_expired(tx, LinkKind::PasswordReset, now)?;
    Ok(rows)
}
