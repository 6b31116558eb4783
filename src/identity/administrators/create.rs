//! Makes an administrator. Whoever has a shell on the host may, also when the last administrator was lost.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use crate::identity::memberships::{self, NewMembership, add_membership};
use crate::identity::users::{NewUser, add_user, email, password};
use crate::platform::Platform;
use crate::platform::actor::Role;
use crate::platform::crypto::password::PasswordOwner;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Check, Result};
use crate::platform::i18n::Language;
use crate::platform::ids::UserId;

/// Adds an account that administers the platform; 422 lists what is wrong with address, name and password.
pub async fn create_administrator(platform: &Arc<Platform>, address: &str, name: &str, secret: &SecretString) -> Result<UserId> {
    let new = prepared(address, name, secret, Language::default()).await?;
    let call = Call::system(platform);
    platform.db.write(move |tx| add(tx, &call, &new)).await
}

/// Whether somebody can administer the platform; before that, no public address is served.
pub async fn has_administrator(platform: &Platform) -> Result<bool> {
    platform.db.read(memberships::store::has_administrator).await
}

/// Checks all fields and hashes the password.
pub(super) async fn prepared(address: &str, name: &str, secret: &SecretString, language: Language) -> Result<NewUser> {
    let mut check = Check::new();
    email::check(&mut check, "/email", address);
    check.text("/name", name, 100);
    password::check(&mut check, "/password", secret.expose_secret(), &PasswordOwner { email: address, name });
    check.finish()?;
    let hash = password::hash(secret.expose_secret().to_owned()).await?;
    Ok(NewUser { email: address.to_owned(), name: name.to_owned(), password_hash: Some(hash), language })
}

pub(super) fn add(tx: &mut Tx, call: &Call, new: &NewUser) -> Result<UserId> {
    let user_id = add_user(tx, call, new)?;
    let role = NewMembership { user_id: user_id.clone(), role: Role::PlatformAdmin, organization_id: None, area_code: None };
    add_membership(tx, call, &role)?;
    Ok(user_id)
}
