//! `POST /api-keys/{id}/revoke`: the key is refused from the next request on.

use actix_web::{post, web};
use serde_json::json;

use super::store;
use super::store::{ApiKey, ApiKeyStatus};
use super::view::ApiKeyView;
use crate::journal::{self, Event};
use crate::platform::actor::Role;
use crate::platform::clock::system_now;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ApiKeyId;

/// Revoke an API key
#[utoipa::path(operation_id = "api_keys_revoke", tag = "identity", params(("id" = ApiKeyId, Path)), request_body = Empty, responses(
    (status = 200, description = "The revoked key", body = ApiKeyView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/api-keys/{id}/revoke")]
pub async fn handle(cx: Cx, id: web::Path<ApiKeyId>, body: Body<Empty>) -> Answer {
    cx.write("api_keys_revoke", body, move |tx, call, _| Reply::ok(&ApiKeyView::new(revoke(tx, call, &id)?, system_now()))).await
}

fn revoke(tx: &mut Tx, call: &Call, id: &ApiKeyId) -> Result<ApiKey> {
    let managed = call.actor.organizations(&[Role::NgoManager]);
    let mut key = store::find(tx, id, managed)?.ok_or_else(|| Problem::not_found("密钥", "key"))?;
    let now = system_now();
    let status = key.status(now);
    if status != ApiKeyStatus::Active || !store::revoke(tx, id, now)? {
        return Err(Problem::wrong_state("api_keys/not_active", status.as_str(), "revoke", &[]));
    }
    key.revoked_at = Some(now);
    let event = Event::new("api_key.revoked", &key.id).for_organization(&key.organization_id);
    journal::record(tx, call, event.with(json!({ "organization_id": key.organization_id })))?;
    Ok(key)
}
