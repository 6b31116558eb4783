use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::actor::Role;
use shuniu::platform::clock::system_now;
use shuniu::schema::api_keys;

use super::events;
use crate::on_both;
use crate::support::{Client, World};

fn program(world: &World, created: &Value) -> Client {
    Client::new(&world.address, created["key"].as_str().map(str::to_owned))
}

on_both! {
    async fn a_program_acts_for_its_organisation_within_its_scopes(world) {
        let town = world.town().await;
        let own = &town.bidders[0];
        let created = own.manager.post("/api-keys", json!({"name": "投标系统", "scopes": ["me_get", "bids_submit"]})).await.ok(201);
        let key = created["key"].as_str().expect("key");
        assert!(key.starts_with("shn_live_") && key.ends_with(created["api_key"]["last_eight"].as_str().expect("last eight")));
        let me = program(world, &created).get("/me").await.ok(200);
        assert_eq!(me["api_key"]["organization_id"], own.organization.to_string());
        let operations = me["operations"].to_string();
        assert!(operations.contains("\"bids_submit\"") && !operations.contains("\"bids_update\""), "{operations}");
        program(world, &created).get("/api-keys").await.refused(403, "auth/not_for_keys");
        let none = own.manager.post("/api-keys", json!({"name": "另一个", "scopes": ["bids_submit"]})).await.ok(201);
        program(world, &none).get("/me").await.refused(403, "auth/scope_missing");
        assert_eq!(events(world, "api_key.created").await[0]["scopes"], json!(["bids_submit", "me_get"]));
    }

    async fn a_key_is_shown_once_and_stored_as_a_hash(world) {
        let town = world.town().await;
        let manager = &town.bidders[0].manager;
        let body = json!({"name": "投标系统", "scopes": ["me_get"]}).to_string();
        let send = || manager.send(reqwest::Method::POST, "/api-keys", Some(body.clone()), &[("idempotency-key", "k-1")]);
        let (created, again) = (send().await.ok(201), send().await.ok(201));
        assert_ne!(created["key"], again["key"], "an answer with a secret is not kept");
        let listed = manager.get("/api-keys").await;
        let key = created["key"].as_str().expect("key");
        assert!(listed.body.contains(&key[key.len() - 8..]) && !listed.body.contains(key) && !listed.body.contains("hmac"), "{}", listed.body);
        let stored: Vec<String> = world.platform.db.read(|conn| Ok(api_keys::table.select(api_keys::key_hash).load(conn)?)).await.expect("keys");
        assert!(stored.iter().all(|hash| hash.starts_with("hmac-sha-256:")), "{stored:?}");
    }

    async fn a_revoked_or_expired_key_is_refused_at_once(world) {
        let town = world.town().await;
        let manager = &town.bidders[0].manager;
        let created = manager.post("/api-keys", json!({"name": "一", "scopes": ["me_get"]})).await.ok(201);
        let id = created["api_key"]["id"].as_str().expect("id");
        town.bidders[1].manager.post(&format!("/api-keys/{id}/revoke"), json!({})).await.refused(404, "not_found");
        program(world, &created).get("/me").await.ok(200);
        let revoked = manager.post(&format!("/api-keys/{id}/revoke"), json!({})).await.ok(200);
        assert_eq!((&revoked["status"], &revoked["allowed_actions"]), (&json!("revoked"), &json!([])));
        program(world, &created).get("/me").await.refused(401, "auth/key_unknown");
        manager.post(&format!("/api-keys/{id}/revoke"), json!({})).await.refused(409, "api_keys/not_active");
        assert_eq!(events(world, "api_key.revoked").await.len(), 1);

        let created = manager.post("/api-keys", json!({"name": "二", "scopes": ["me_get"]})).await.ok(201);
        world.write(|conn| diesel::update(api_keys::table).set(api_keys::expires_at.eq(system_now().plus(-TimeDelta::seconds(1)))).execute(conn)).await;
        program(world, &created).get("/me").await.refused(401, "auth/key_unknown");
        let listed = manager.get("/api-keys").await.ok(200);
        let states: Vec<_> = listed["items"].as_array().expect("items").iter().map(|key| key["status"].clone()).collect();
        assert_eq!(states, ["revoked", "expired"]);
    }

    async fn scopes_that_no_key_can_have_are_named(world) {
        let town = world.town().await;
        let manager = &town.bidders[0].manager;
        let got = manager.post("/api-keys", json!({"name": "", "scopes": ["me_get", "projects_approve"], "expires_in_days": 0})).await;
        let pointers: Vec<_> = got.field_errors().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/name", "/expires_in_days", "/scopes/1"]);
        assert!(got.body.contains("bids_submit"), "the way out: {}", got.body);
    }

    async fn a_manager_of_several_organisations_says_whose_key_it_is(world) {
        let town = world.town().await;
        let (first, second) = (&town.bidders[0].organization, &town.bidders[1].organization);
        let both = world.person(&[(Role::NgoManager, Some(first), None), (Role::NgoManager, Some(second), None)]).await;
        let body = |organization: Option<&shuniu::platform::ids::OrganizationId>| json!({"name": "键", "scopes": ["me_get"], "organization_id": organization});
        assert_eq!(both.post("/api-keys", body(None)).await.field_errors(), [("/organization_id".to_owned(), "required".to_owned())]);
        assert_eq!(both.post("/api-keys", body(Some(second))).await.ok(201)["api_key"]["organization_id"], second.to_string());
        both.post("/api-keys", body(Some(&town.bidders[2].organization))).await.refused(403, "api_keys/not_your_organization");
        town.bidders[0].member.post("/api-keys", body(Some(first))).await.refused(403, "auth/role_missing");
    }
}
