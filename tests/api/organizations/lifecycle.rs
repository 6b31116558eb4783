use serde_json::json;
use shuniu::platform::actor::Role;
use shuniu::platform::ids::OrganizationId;

use super::create::agency;
use crate::on_both;

on_both! {
    async fn the_hub_returns_verifies_suspends_and_reinstates(world) {
        let town = world.town().await;
        let id = town.hub.post("/organizations", agency()).await.ok(201)["id"].as_str().expect("id").to_owned();
        let organization = OrganizationId::parse(&id).expect("uuid");
        let manager = world.person(&[(Role::NgoManager, Some(&organization), None)]).await;
        let record = format!("/organizations/{id}");

        town.hub.act(&record, "verify", json!({})).await.refused(409, "organizations/wrong_status");
        assert_eq!(manager.act(&record, "submit", json!({})).await.ok(200)["status"], "submitted");
        manager.act(&record, "verify", json!({})).await.refused(403, "auth/role_missing");
        assert_eq!(town.hub.act(&record, "return", json!({"reason": " "})).await.field_errors(), [("/reason".to_owned(), "required".to_owned())]);
        town.hub.act(&record, "return", json!({"reason": "请补充登记证书"})).await.ok(200);
        assert_eq!(manager.get(&record).await.ok(200)["internal"]["status_reason"], "请补充登记证书");

        manager.act(&record, "submit", json!({})).await.ok(200);
        let verified = town.hub.act(&record, "verify", json!({})).await.ok(200);
        assert_eq!(verified["verified_at"], verified["updated_at"]);
        assert_eq!(verified["allowed_actions"], json!(["update", "suspend"]));
        let stale = town.hub.post_if(&format!("{record}/suspend"), "\"1\"", json!({"reason": "核查"})).await;
        stale.refused(412, "stale");
        town.hub.act(&record, "suspend", json!({"reason": "年检未报"})).await.ok(200);
        let seen = town.bidders[0].manager.get(&record).await.ok(200);
        assert_eq!((&seen["status"], &seen["internal"]), (&json!("suspended"), &json!(null)));
        assert_eq!(town.hub.act(&record, "reinstate", json!({})).await.ok(200)["status"], "verified");

        let events: Vec<_> = manager.get("/events").await.ok(200)["items"].as_array().expect("items").iter().map(|e| e["event"].clone()).collect();
        let steps = ["created", "submitted", "returned", "submitted", "verified", "suspended", "reinstated"];
        assert_eq!(events, steps.map(|step| json!(format!("organization.{step}"))));
    }

    async fn a_draft_is_unknown_to_others_and_what_is_missing_is_listed(world) {
        let town = world.town().await;
        let mut bare = agency();
        for field in ["description_zh", "fields", "areas_served"] {
            bare.as_object_mut().expect("object").remove(field);
        }
        let id = town.hub.post("/organizations", bare).await.ok(201)["id"].as_str().expect("id").to_owned();
        let record = format!("/organizations/{id}");
        town.bidders[0].manager.get(&record).await.refused(404, "not_found");
        town.auditor.get(&record).await.ok(200);
        let missing: Vec<_> = town.hub.act(&record, "submit", json!({})).await.field_errors().into_iter().map(|e| e.0).collect();
        assert_eq!(missing, ["/description_zh", "/fields", "/areas_served"]);
    }

    async fn r63_the_hub_does_not_decide_about_itself(world) {
        let town = world.town().await;
        let record = format!("/organizations/{}", town.hub_organization);
        let version = town.hub.get(&record).await.etag();
        let got = town.hub.post_if(&format!("{record}/suspend"), &version, json!({"reason": "试"})).await;
        got.refused(403, "organizations/own_organization");
    }
}
