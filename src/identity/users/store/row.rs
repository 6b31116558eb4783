//! One account.

use crate::platform::i18n::Language;
use crate::platform::ids::UserId;
use crate::platform::time::Timestamp;
use crate::text_enum;

text_enum! {
    /// A disabled account signs in no more, and its sessions end at once.
    pub enum UserStatus {
        Active = "active",
        Disabled = "disabled",
    }
}

/// An account as stored. No `Debug`: it would show an address.
#[derive(Clone, diesel::Queryable, diesel::Insertable)]
#[diesel(table_name = crate::schema::users)]
pub struct User {
    pub id: UserId,
    /// Trimmed and in lower case.
    pub email: String,
    pub name: String,
    /// PHC string of Argon2id; none for an account that cannot sign in with a password.
    pub password_hash: Option<String>,
    pub language: Language,
    pub status: UserStatus,
    pub created_at: Timestamp,
    pub version: i64,
}
