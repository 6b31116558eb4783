use serde_json::{Value, json};
use shuniu::platform::actor::Role;

use super::{count, events, together};
use crate::on_both;
use crate::support::Client;

/// The memberships that the caller manages, as (role, user).
async fn managed(client: &Client, query: &str) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let page = client.get(&format!("/memberships?limit=200{query}")).await.ok(200);
    page["items"].as_array().expect("items").iter().map(|m| (text(&m["role"]), text(&m["user_id"]))).collect()
}

/// The id of the membership that `person` has.
async fn membership_of(admin: &Client, person: &Client) -> String {
    let page = admin.get("/memberships?limit=200").await.ok(200);
    let found =
        page["items"].as_array().expect("items").iter().find(|m| m["user_id"] == person.user_id.as_str()).cloned().expect("membership");
    found["id"].as_str().expect("id").to_owned()
}

fn pair(role: &str, client: &Client) -> (String, String) {
    (role.to_owned(), client.user_id.clone())
}

on_both! {
    async fn everybody_sees_the_memberships_that_they_manage(world) {
        let town = world.town().await;
        let own = &town.bidders[0];
        let of_own = [pair("ngo_manager", &own.manager), pair("ngo_member", &own.member)];
        assert_eq!(managed(&own.manager, "").await, of_own);
        assert_eq!(managed(&town.hub, &format!("&organization_id={}", own.organization)).await, of_own);
        assert_eq!(managed(&own.manager, &format!("&organization_id={}", town.bidders[1].organization)).await, []);

        let mut roles: Vec<_> = managed(&town.hub, "").await.into_iter().map(|(role, _)| role).collect();
        roles.sort();
        roles.dedup();
        assert_eq!(roles, ["committee_officer", "evaluator", "ngo_manager", "ngo_member"], "a hub does not manage the street's officials");
        let elsewhere = world.person(&[(Role::HubOperator, None, Some("310107005"))]).await;
        // Evaluators of no place may be named to a panel anywhere; who forms one must find them.
        let evaluators: Vec<_> = town.evaluators.iter().map(|evaluator| pair("evaluator", evaluator)).collect();
        assert_eq!(managed(&elsewhere, "").await, evaluators);
        assert_eq!(managed(&town.officer, "").await, evaluators);
        let page = town.officer.get("/memberships").await.ok(200);
        assert!(page["items"].as_array().expect("items").iter().all(|m| m["allowed_actions"] == json!([])), "they are not the officer's to end");
        assert_eq!(managed(&town.admin, "").await.len(), 21);
    }

    async fn pages_of_memberships_follow_one_another(world) {
        let town = world.town().await;
        let first = town.admin.get("/memberships?limit=15").await.ok(200);
        let rest = town.admin.get(&format!("/memberships?limit=15&cursor={}", first["next_cursor"].as_str().expect("a cursor"))).await.ok(200);
        assert_eq!((first["items"].as_array().map(Vec::len), rest["items"].as_array().map(Vec::len)), (Some(15), Some(5)));
        assert!(rest["next_cursor"].is_null());
    }

    async fn a_membership_ends_with_the_next_request(world) {
        let town = world.town().await;
        let own = &town.bidders[0];
        let id = membership_of(&town.admin, &own.member).await;
        own.member.get("/projects").await;
        own.manager.post(&format!("/memberships/{id}/end"), json!({})).await.refused(428, "if_match_required");
        own.manager.post_if(&format!("/memberships/{id}/end"), "\"7\"", json!({})).await.refused(412, "stale");
        let ended = own.manager.post_if(&format!("/memberships/{id}/end"), "\"1\"", json!({})).await;
        assert_eq!(ended.etag(), "\"2\"");
        let ended = ended.ok(200);
        assert_eq!((&ended["allowed_actions"], ended["ended_at"].is_string()), (&json!([]), true));
        let me = own.member.get("/me").await.ok(200);
        assert_eq!(me["memberships"], json!([]));
        assert!(!me["operations"].to_string().contains("bids_create"));
        own.manager.post_if(&format!("/memberships/{id}/end"), "\"2\"", json!({})).await.refused(409, "memberships/ended");
        assert_eq!(events(world, "membership.ended").await[0]["role"], "ngo_member");
    }

    async fn an_organisation_keeps_a_manager_and_the_platform_an_administrator(world) {
        let town = world.town().await;
        let manager = membership_of(&town.admin, &town.bidders[0].manager).await;
        town.hub.post_if(&format!("/memberships/{manager}/end"), "\"1\"", json!({})).await.refused(409, "memberships/last_manager");
        let admin = membership_of(&town.admin, &town.admin).await;
        town.admin.post_if(&format!("/memberships/{admin}/end"), "\"1\"", json!({})).await.refused(409, "memberships/last_administrator");
    }

    async fn a_member_leaves_and_the_last_manager_cannot(world) {
        let town = world.town().await;
        let own = &town.bidders[0];
        let mine = own.member.get("/me").await.ok(200)["memberships"][0].clone();
        assert_eq!(mine["allowed_actions"], json!(["end"]));
        let path = format!("/memberships/{}/end", mine["id"].as_str().expect("id"));
        town.bidders[1].member.post_if(&path, "\"1\"", json!({})).await.refused(404, "not_found");
        own.member.post_if(&path, "\"1\"", json!({})).await.ok(200);
        assert_eq!(own.member.get("/me").await.ok(200)["memberships"], json!([]));
        own.member.post_if(&path, "\"2\"", json!({})).await.refused(409, "memberships/ended");

        let manager = own.manager.get("/me").await.ok(200)["memberships"][0]["id"].as_str().expect("id").to_owned();
        own.manager.post_if(&format!("/memberships/{manager}/end"), "\"1\"", json!({})).await.refused(409, "memberships/last_manager");
        world.person(&[(Role::NgoManager, Some(&own.organization), None)]).await;
        own.manager.post_if(&format!("/memberships/{manager}/end"), "\"1\"", json!({})).await.ok(200);

        // What others gave for a place is theirs to end.
        let office = town.officer.get("/me").await.ok(200)["memberships"][0].clone();
        assert_eq!(office["allowed_actions"], json!([]));
        town.officer.post_if(&format!("/memberships/{}/end", office["id"].as_str().expect("id")), "\"1\"", json!({})).await.refused(404, "not_found");
    }

    async fn two_managers_ended_at_once_leave_one(world) {
        let town = world.town().await;
        let organization = &town.bidders[0].organization;
        let second = world.person(&[(Role::NgoManager, Some(organization), None)]).await;
        let ids = [membership_of(&town.admin, &second).await, membership_of(&town.admin, &town.bidders[0].manager).await];
        let end = |id: String| {
            let admin = town.admin.clone();
            async move { admin.post_if(&format!("/memberships/{id}/end"), "\"1\"", json!({})).await }
        };
        let answers = together(ids.map(end)).await;
        assert_eq!((count(&answers, 200), count(&answers, 409)), (1, 1));
    }

    async fn a_stranger_does_not_learn_that_a_membership_exists(world) {
        let town = world.town().await;
        let officer = membership_of(&town.admin, &town.officer).await;
        let member = membership_of(&town.admin, &town.bidders[1].member).await;
        for (client, id) in [(&town.hub, &officer), (&town.bidders[0].manager, &member), (&town.bidders[0].manager, &officer)] {
            client.post_if(&format!("/memberships/{id}/end"), "\"1\"", json!({})).await.refused(404, "not_found");
        }
    }
}
