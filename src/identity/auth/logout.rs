//! `POST /auth/logout`: ends a session, and with it every token that came of it.

use actix_web::post;
use serde_json::json;

use super::refresh::{Refresh, token_hash};
use super::store::{self, Session};
use crate::identity::gate::ISSUER;
use crate::journal::{self, Event};
use crate::platform::clock::system_now;
use crate::platform::crypto::AccessTokens;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, ProblemDocument, Reply, Result, Visitor};

/// Sign out
///
/// Access tokens of the sign-in are refused from the next request on. An unknown token is answered alike.
#[utoipa::path(operation_id = "auth_logout", tag = "identity", request_body = Refresh, responses(
    (status = 204, description = "Signed out"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/auth/logout")]
pub async fn handle(visitor: Visitor, body: Body<Refresh>) -> Answer {
    if let Some(shown) = token_hash(&visitor, &body.into_value()?.refresh_token) {
        visitor
            .write(move |tx, call| match store::session_of(tx, &shown)? {
                Some((session, _)) => revoke(tx, call, &session, "signed_out"),
                None => Ok(()),
            })
            .await?;
    }
    visitor.answer(Reply::no_content())
}

/// Ends the session that an access token belongs to; what is no token of ours has none.
pub async fn end_session_of(visitor: &Visitor, token: &str) -> Result<()> {
    let tokens = AccessTokens::new(&visitor.platform().keys, ISSUER, ISSUER);
    let Ok(claims) = tokens.verify(token, system_now().unix()) else { return Ok(()) };
    visitor
        .write(move |tx, call| match store::session(tx, &claims.sid)? {
            Some(session) => revoke(tx, call, &session, "signed_out"),
            None => Ok(()),
        })
        .await
}

/// Ends the session and says why; once.
pub(super) fn revoke(tx: &mut Tx, call: &Call, session: &Session, reason: &str) -> Result<()> {
    if store::revoke(tx, &session.id, reason, system_now())? {
        let event = Event::new("session.revoked", &session.id).with(json!({ "user_id": session.user_id, "reason": reason }));
        journal::record(tx, call, event)?;
    }
    Ok(())
}
