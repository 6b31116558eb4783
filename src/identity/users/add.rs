//! Adds an account; the use cases that make one, and the demo's tables, come through here.

use super::email;
use super::store;
use super::store::{User, UserStatus};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Check, Result};
use crate::platform::i18n::Language;
use crate::platform::ids::UserId;

/// Whose account it is to be. No `Debug`: it would show an address and a hash.
#[derive(Clone)]
pub struct NewUser {
    pub email: String,
    pub name: String,
    /// PHC string of Argon2id, made outside the transaction.
    pub password_hash: Option<String>,
    pub language: Language,
}

/// Adds the account; 422 at `/email` where the address has one, and for what is no address or no name.
pub fn add_user(tx: &mut Tx, call: &Call, new: &NewUser) -> Result<UserId> {
    let mut check = Check::new();
    email::check(&mut check, "/email", &new.email);
    check.text("/name", &new.name, 100);
    check.finish()?;
    let user = User {
        id: UserId::new(),
        email: email::normalized(&new.email),
        name: new.name.trim().to_owned(),
        password_hash: new.password_hash.clone(),
        language: new.language,
        status: UserStatus::Active,
        created_at: call.now,
        version: 1,
    };
    store::insert(tx, &user)?;
    journal::record(tx, call, Event::new("user.created", &user.id))?;
    Ok(user.id)
}
