//! What a client gets that has proved who it is: a short access token, and a refresh token for the next one.

use chrono::TimeDelta;
use secrecy::SecretString;
use serde::Serialize;

use super::store::{self, Session};
use crate::identity::gate::ISSUER;
use crate::identity::users::{User, UserView};
use crate::platform::Platform;
use crate::platform::clock::system_now;
use crate::platform::crypto::{AccessTokens, SecretToken, TokenKind, hash_token};
use crate::platform::db::Tx;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{SessionId, UserId};
use crate::platform::time::Timestamp;

#[derive(Serialize, utoipa::ToSchema)]
pub struct SignedIn {
    /// A JWT for `Authorization: Bearer …`.
    pub access_token: String,
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// Good once, for `POST /auth/refresh`. Keep the one that this answers instead; a used one shown again ends the sign-in.
    pub refresh_token: String,
    /// When the sign-in ends, however often it is refreshed.
    pub refresh_expires_at: Timestamp,
    pub user: UserView,
}

/// A refresh token before its transaction: what the client gets and what the database keeps.
pub(super) struct FreshToken {
    token: SecretToken,
    pub(super) hash: String,
}

impl FreshToken {
    pub(super) fn generate(platform: &Platform) -> Result<Self> {
        let token = SecretToken::generate(TokenKind::RefreshToken).map_err(Problem::internal)?;
        Ok(Self { hash: hash_token(&platform.keys, &token), token })
    }
}

/// Begins a session that lives as long as the settings say.
pub(super) fn begin_session(tx: &mut Tx, platform: &Platform, user: &UserId, refresh_hash: &str) -> Result<Session> {
    let now = system_now();
    let session = Session {
        id: SessionId::new(),
        user_id: user.clone(),
        created_at: now,
        expires_at: now.plus(TimeDelta::days(i64::from(platform.config.auth.refresh_days))),
        revoked_at: None,
        revoked_reason: None,
    };
    store::insert_session(tx, &session)?;
    store::insert_refresh_token(tx, refresh_hash, &session.id, now)?;
    Ok(session)
}

/// The answer, made when the session is stored. An access token never outlives its session.
pub(super) fn signed_in(platform: &Platform, session: &Session, user: User, refresh: &FreshToken) -> Result<SignedIn> {
    let now = system_now().unix();
    let lifetime = (i64::from(platform.config.auth.access_minutes) * 60).min(session.expires_at.unix() - now).max(0);
    Ok(SignedIn {
        access_token: issue_access_token(platform, &user.id, &session.id, now, lifetime)?,
        token_type: "Bearer",
        expires_in: lifetime,
        refresh_token: refresh.token.expose().to_owned(),
        refresh_expires_at: session.expires_at,
        user: UserView::from(user),
    })
}

/// A sign-in at a page.
pub struct PageSession {
    pub token: SecretString,
    /// Seconds.
    pub lifetime: i64,
}

/// A page cannot refresh a token; it is good for a working day, and ends at once with its session.
const PAGE_HOURS: i64 = 12;

pub(super) fn page_session(platform: &Platform, session: &Session, user: &User) -> Result<PageSession> {
    let now = system_now().unix();
    let lifetime = (PAGE_HOURS * 3600).min(session.expires_at.unix() - now).max(0);
    Ok(PageSession { token: issue_access_token(platform, &user.id, &session.id, now, lifetime)?.into(), lifetime })
}

fn issue_access_token(platform: &Platform, user: &UserId, session: &SessionId, now: i64, lifetime: i64) -> Result<String> {
    let tokens = AccessTokens::new(&platform.keys, ISSUER, ISSUER);
    tokens.issue(user.as_str(), session.as_str(), now, lifetime).map_err(Problem::internal)
}
