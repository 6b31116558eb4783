//! The link that `serve` prints on an empty installation.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::identity::links::{self, Link, LinkKind};
use crate::identity::users;
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::crypto::{SecretToken, TokenKind, hash_token};
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Language;
use crate::platform::ids::LinkId;

/// How long the link can be used.
const OPEN_FOR: TimeDelta = TimeDelta::minutes(30);

/// A fresh link for the first administrator, which makes older ones useless; none once anybody has an account.
pub async fn first_administrator_link(platform: &Arc<Platform>) -> Result<Option<SecretToken>> {
    let token = SecretToken::generate(TokenKind::OneTimeLink).map_err(Problem::internal)?;
    let now = system_now();
    let link = Link {
        id: LinkId::new(),
        kind: LinkKind::FirstAdministrator,
        token_hash: hash_token(&platform.keys, &token),
        sealed_token: None,
        email: None,
        name: None,
        organization_id: None,
        role: None,
        area_code: None,
        language: Language::default(),
        created_by: None,
        created_at: now,
        expires_at: now.plus(OPEN_FOR),
        used_at: None,
    };
    let made = platform
        .db
        .write(move |tx| {
            links::store::delete_of_kind(tx, LinkKind::FirstAdministrator)?;
            if users::store::any(tx)? {
                return Ok(false);
            }
            links::store::insert(tx, &link)?;
            Ok(true)
        })
        .await?;
    Ok(made.then_some(token))
}
