//! A saved search is its person's own; to everybody else, administrators too, it does not exist.

use super::store::{self, SavedSearch};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{SavedSearchId, UserId};

/// Who saves; a program has nobody to write to and is refused before.
pub(super) fn person(call: &Call) -> Result<&UserId> {
    call.actor.user_id().ok_or_else(|| Problem::broken("a search is saved by a person"))
}

/// The caller's own search; 404 otherwise.
pub(super) fn own(conn: &mut Conn, call: &Call, id: &str) -> Result<SavedSearch> {
    let unknown = || Problem::not_found("保存的搜索", "saved search");
    let id = SavedSearchId::parse(id).ok_or_else(unknown)?;
    store::own(conn, person(call)?, &id)?.ok_or_else(unknown)
}
