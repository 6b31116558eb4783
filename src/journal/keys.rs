//! `GET /audit/keys`: the public keys that receipts are verified with, as a JWK set.

use actix_web::get;

use crate::platform::crypto::VerifyingKeys;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};

/// The public signing keys
#[utoipa::path(operation_id = "journal_keys", tag = "journal", responses(
    (status = 200, description = "JWK set (RFC 7517), Ed25519", body = serde_json::Value),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/keys")]
pub async fn handle(cx: Cx) -> Answer {
    cx.read("journal_keys", |_, call| {
        let keys: VerifyingKeys = [call.platform.keys.signing().verifying_key()].into_iter().collect();
        Reply::ok(&keys.to_jwk_set())
    })
    .await
}
