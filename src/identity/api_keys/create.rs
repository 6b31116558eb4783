//! `POST /api-keys`: a key for a program of the caller's organisation.

use actix_web::post;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store;
use super::store::ApiKey;
use super::view::ApiKeyView;
use crate::identity::permissions;
use crate::journal::{self, Event};
use crate::platform::actor::{Actor, Role};
use crate::platform::clock::system_now;
use crate::platform::crypto::{SecretToken, TokenKind, hash_token};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{ApiKeyId, OrganizationId};

const MOST_DAYS: i64 = 365;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateApiKey {
    #[schema(example = "投标系统")]
    pub name: String,
    /// The operations that the key may call, by their ids in this document.
    #[schema(example = json!(["projects_list", "bids_submit"]))]
    pub scopes: Vec<String>,
    /// 1 to 365.
    #[serde(default = "ninety")]
    #[schema(default = 90)]
    pub expires_in_days: i64,
    /// Required for a manager of several organisations.
    pub organization_id: Option<OrganizationId>,
}

fn ninety() -> i64 {
    90
}

/// The one answer that shows the key.
#[derive(Serialize, utoipa::ToSchema)]
pub struct CreatedApiKey {
    /// For `Authorization: Bearer …`. Keep it now: it is not shown again.
    #[schema(example = "shn_live_…")]
    pub key: String,
    pub api_key: ApiKeyView,
}

/// Create an API key
///
/// The answer is not kept for `Idempotency-Key`: when it is lost, revoke the key and make another.
#[utoipa::path(operation_id = "api_keys_create", tag = "identity", request_body = CreateApiKey, responses(
    (status = 201, description = "The key, this once", body = CreatedApiKey),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/api-keys")]
pub async fn handle(cx: Cx, body: Body<CreateApiKey>) -> Answer {
    let token = SecretToken::generate(TokenKind::ApiKey).map_err(Problem::internal)?;
    cx.write("api_keys_create", body, move |tx, call, command| {
        let key = create(tx, call, command, &token)?;
        let answer = CreatedApiKey { key: token.expose().to_owned(), api_key: ApiKeyView::new(key, system_now()) };
        Ok(Reply::made(&answer)?.secret())
    })
    .await
}

fn create(tx: &mut Tx, call: &Call, command: &CreateApiKey, token: &SecretToken) -> Result<ApiKey> {
    let scopes = scopes(command)?;
    let organization_id = organization(&call.actor, command.organization_id.as_ref())?;
    let created_by = call.actor.user_id().cloned().ok_or_else(|| Problem::broken("a manager without an account"))?;
    let now = system_now();
    let key = ApiKey {
        id: ApiKeyId::new(),
        organization_id,
        created_by,
        name: command.name.trim().to_owned(),
        last_eight: token.last_eight().to_owned(),
        key_hash: hash_token(&call.platform.keys, token),
        scopes: scopes.join(" "),
        created_at: now,
        expires_at: now.plus(TimeDelta::days(command.expires_in_days)),
        revoked_at: None,
    };
    store::insert(tx, &key)?;
    let event = Event::new("api_key.created", &key.id).for_organization(&key.organization_id);
    let facts = json!({ "organization_id": key.organization_id, "scopes": scopes, "expires_at": key.expires_at });
    journal::record(tx, call, event.with(facts))?;
    Ok(key)
}

/// The scopes, each once and in order, when all fields are right; 422 names the scopes that no key can have.
fn scopes(command: &CreateApiKey) -> Result<Vec<&str>> {
    let mut check = Check::new();
    check.text("/name", &command.name, 100).that(
        (1..=MOST_DAYS).contains(&command.expires_in_days),
        "/expires_in_days",
        "out_of_range",
        format!("须在 1 到 {MOST_DAYS} 之间。"),
        format!("must be between 1 and {MOST_DAYS}."),
    );
    check.that(!command.scopes.is_empty(), "/scopes", "required", "至少选择一项操作。", "name at least one operation.");
    let allowed: Vec<_> = permissions::key_scopes().collect();
    for (position, scope) in command.scopes.iter().enumerate() {
        check.that(
            allowed.contains(&scope.as_str()),
            &format!("/scopes/{position}"),
            "unknown_scope",
            format!("密钥不能有此权限范围；可选：{}。", allowed.join("、")),
            format!("is no scope of keys; there are: {}.", allowed.join(", ")),
        );
    }
    check.finish()?;
    let mut scopes: Vec<_> = command.scopes.iter().map(String::as_str).collect();
    scopes.sort_unstable();
    scopes.dedup();
    Ok(scopes)
}

/// The organisation for which the key acts: the one that is named and managed, or the only one that is managed.
fn organization(actor: &Actor, named: Option<&OrganizationId>) -> Result<OrganizationId> {
    let managed = actor.organizations(&[Role::NgoManager]);
    match (named, managed.as_slice()) {
        (Some(id), _) if managed.contains(id) => Ok(id.clone()),
        (Some(_), _) => {
            Err(Problem::forbidden("api_keys/not_your_organization", "您不是该机构的负责人。", "You are no manager of this organisation."))
        }
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(Problem::field(
            "/organization_id",
            "required",
            "您负责多个机构，请指明密钥属于哪一个。",
            "you manage several organisations: say whose key it is.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::actor::{Grant, Identity};
    use crate::platform::ids::UserId;

    fn manager_of(organizations: &[&OrganizationId]) -> Actor {
        let grant = |id: &&OrganizationId| Grant { role: Role::NgoManager, organization_id: Some((*id).clone()), area_path: None };
        Actor { identity: Identity::User(UserId::new()), grants: organizations.iter().map(grant).collect() }
    }

    fn command(scopes: &[&str], expires_in_days: i64) -> CreateApiKey {
        CreateApiKey {
            name: "投标系统".into(),
            scopes: scopes.iter().map(|s| (*s).into()).collect(),
            expires_in_days,
            organization_id: None,
        }
    }

    #[test]
    fn each_scope_that_no_key_can_have_is_named_with_the_way_out() {
        let problem = scopes(&command(&["bids_submit", "projects_approve", "everything"], 400)).unwrap_err();
        let codes: Vec<_> = problem.errors().iter().map(|error| (error.pointer.as_str(), error.code)).collect();
        assert_eq!(codes, [("/expires_in_days", "out_of_range"), ("/scopes/1", "unknown_scope"), ("/scopes/2", "unknown_scope")]);
        assert!(problem.errors()[1].detail.en.contains("bids_submit"));
        assert!(!problem.errors()[1].detail.en.contains("projects_approve"));
    }

    #[test]
    fn scopes_stand_once_and_in_order() {
        assert_eq!(scopes(&command(&["me_get", "bids_submit", "me_get"], 365)).unwrap(), ["bids_submit", "me_get"]);
        assert!(scopes(&command(&[], 90)).is_err());
    }

    #[test]
    fn a_key_acts_for_an_organisation_that_its_maker_manages() {
        let (own, second, foreign) = (OrganizationId::new(), OrganizationId::new(), OrganizationId::new());
        assert_eq!(organization(&manager_of(&[&own]), None).ok(), Some(own.clone()));
        assert_eq!(organization(&manager_of(&[&own, &second]), Some(&second)).ok(), Some(second.clone()));
        assert_eq!(organization(&manager_of(&[&own, &second]), None).unwrap_err().status(), 422);
        assert_eq!(organization(&manager_of(&[&own]), Some(&foreign)).unwrap_err().status(), 403);
    }
}
