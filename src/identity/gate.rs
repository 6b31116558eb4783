//! Turns what a request shows into an actor: access token or API key, memberships as they are now.

use std::sync::Arc;

use super::recent_tokens::RecentTokens;
use super::{permissions, store};
use crate::platform::actor::{Actor, Credential, Gate, Identity};
use crate::platform::clock::system_now;
use crate::platform::crypto::{AccessToken, AccessTokenError, AccessTokens, SecretToken, ServiceKeys, TokenKind, hash_token};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::UserId;

/// Issuer and audience of our access tokens.
pub const ISSUER: &str = "shuniu";

/// The gate of the running service.
pub struct IdentityGate {
    tokens: AccessTokens,
    recent: RecentTokens,
    keys: Arc<ServiceKeys>,
}

impl IdentityGate {
    pub fn new(keys: Arc<ServiceKeys>) -> Self {
        Self { tokens: AccessTokens::new(&keys, ISSUER, ISSUER), recent: RecentTokens::default(), keys }
    }

    fn verify(&self, token: &str) -> std::result::Result<AccessToken, AccessTokenError> {
        let now = system_now().unix();
        if let Some(claims) = self.recent.find(token, now) {
            return Ok(claims);
        }
        self.tokens.verify(token, now).inspect(|claims| self.recent.keep(token, claims))
    }
}

impl Gate for IdentityGate {
    fn credential(&self, authorization: Option<&str>) -> Credential {
        let Some(header) = authorization else { return Credential::None };
        let Some(token) = header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("bearer ")) else {
            return Credential::Refused { code: "auth/not_bearer" };
        };
        let token = token.trim();
        if token.starts_with(TokenKind::ApiKey.prefix()) {
            return match SecretToken::parse(token) {
                Ok(key) => Credential::ApiKey { hash: hash_token(&self.keys, &key) },
                Err(_) => Credential::Refused { code: "auth/key_malformed" },
            };
        }
        match self.verify(token) {
            Ok(claims) => match UserId::parse(&claims.sub) {
                Some(user) => Credential::Token { user, session: claims.sid },
                None => Credential::Refused { code: "auth/token_invalid" },
            },
            Err(_) => Credential::Refused { code: "auth/token_invalid" },
        }
    }

    fn actor(&self, conn: &mut Conn, credential: &Credential) -> Result<Actor> {
        match credential {
            Credential::None => Ok(Actor::anonymous()),
            Credential::Refused { code } => Err(refused(code)),
            Credential::Token { user, session } => {
                if !store::session_is_live(conn, session, user, system_now())? {
                    return Err(refused("auth/session_ended"));
                }
                Ok(Actor { identity: Identity::User(user.clone()), grants: store::grants_of(conn, user)? })
            }
            Credential::ApiKey { hash } => {
                let (key, organization, scopes) =
                    store::live_api_key(conn, hash, system_now())?.ok_or_else(|| refused("auth/key_unknown"))?;
                let scopes = scopes.split(' ').map(str::to_owned).collect();
                Ok(Actor { identity: Identity::ApiKey { key, organization, scopes }, grants: Vec::new() })
            }
        }
    }

    fn authorize(&self, operation: &'static str, actor: &Actor) -> Result<()> {
        permissions::authorize(operation, actor)
    }

    fn needs_idempotency_key(&self, operation: &'static str) -> bool {
        permissions::operation(operation).is_some_and(|row| row.needs_key)
    }

    fn is_watched(&self, operation: &'static str) -> bool {
        permissions::is_watched(operation)
    }
}

fn refused(code: &'static str) -> Problem {
    Problem::unauthenticated(
        code,
        "登录已失效或密钥不可用，请重新登录或换用有效的密钥。",
        "The sign-in has ended or the key is not live: sign in again or use a live key.",
    )
}
