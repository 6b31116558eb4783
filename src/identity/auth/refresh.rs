//! `POST /auth/refresh`: exchanges a refresh token for the next one and an access token.

use actix_web::post;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::logout::revoke;
use super::signed_in::{FreshToken, SignedIn, signed_in};
use super::store::{self, Session};
use crate::identity::users::{User, UserStatus};
use crate::platform::clock::system_now;
use crate::platform::crypto::{SecretToken, TokenKind, hash_token};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Problem, ProblemDocument, Reply, Result, Visitor};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    #[schema(value_type = String, example = "shn_refresh_…")]
    pub refresh_token: SecretString,
}

/// What became of the token. Both are committed: reuse leaves its trace.
enum Outcome {
    Renewed(Session, Box<User>),
    Refused,
}

/// Refresh a sign-in
///
/// A refresh token is good once. One that is shown again ends the sign-in with all its tokens: somebody else has a copy. The
/// request takes no `Idempotency-Key`; when its answer is lost, sign in again.
#[utoipa::path(operation_id = "auth_refresh", tag = "identity", request_body = Refresh, responses(
    (status = 200, description = "Signed in", body = SignedIn),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/auth/refresh")]
pub async fn handle(visitor: Visitor, body: Body<Refresh>) -> Answer {
    let platform = visitor.platform();
    let shown = token_hash(&visitor, &body.into_value()?.refresh_token).ok_or_else(ended)?;
    let next = FreshToken::generate(platform)?;
    let next_hash = next.hash.clone();
    match visitor.write(move |tx, call| rotate(tx, call, &shown, &next_hash)).await? {
        Outcome::Renewed(session, user) => visitor.answer(Reply::ok(&signed_in(platform, &session, *user, &next)?)?.secret()),
        Outcome::Refused => Err(ended()),
    }
}

/// The stored form of a refresh token; none for what is not one.
pub(super) fn token_hash(visitor: &Visitor, text: &SecretString) -> Option<String> {
    let token = SecretToken::parse(text.expose_secret().trim()).ok().filter(|token| token.kind() == TokenKind::RefreshToken)?;
    Some(hash_token(&visitor.platform().keys, &token))
}

fn rotate(tx: &mut Tx, call: &Call, shown: &str, next: &str) -> Result<Outcome> {
    let now = system_now();
    let first_use = store::use_refresh_token(tx, shown, now)?;
    let Some((session, user)) = store::session_of(tx, shown)? else { return Ok(Outcome::Refused) };
    if !first_use {
        revoke(tx, call, &session, "refresh_token_reused")?;
        return Ok(Outcome::Refused);
    }
    if session.revoked_at.is_some() || session.expires_at <= now || user.status != UserStatus::Active {
        return Ok(Outcome::Refused);
    }
    store::insert_refresh_token(tx, next, &session.id, now)?;
    Ok(Outcome::Renewed(session, Box::new(user)))
}

fn ended() -> Problem {
    Problem::unauthenticated(
        "auth/session_ended",
        "登录已结束或令牌已用过，请重新登录。",
        "The sign-in has ended or the token was used before: sign in again.",
    )
}
