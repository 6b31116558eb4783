use serde_json::json;

use crate::on_both;

on_both! {
    async fn a_manager_changes_its_own_organisation_and_no_other(world) {
        let town = world.town().await;
        let own = format!("/organizations/{}", town.bidders[0].organization);
        let manager = &town.bidders[0].manager;
        let version = manager.get(&own).await.etag();
        let changed = manager.patch(&own, &version, json!({"description_zh": "帮助青年创业", "fields": ["youth", "jobs_startups"]})).await.ok(200);
        assert_eq!((&changed["status"], &changed["fields"]), (&json!("verified"), &json!(["jobs_startups", "youth"])));
        assert_eq!(changed["areas_served"], json!(["310107015"]));
        manager.patch(&own, &version, json!({"description_zh": "x"})).await.refused(412, "stale");

        let other = format!("/organizations/{}", town.bidders[1].organization);
        let version = manager.get(&other).await.etag();
        manager.patch(&other, &version, json!({"description_zh": "x"})).await.refused(403, "organizations/not_yours");
    }

    async fn a_new_name_of_a_verified_organisation_is_verified_again(world) {
        let town = world.town().await;
        let own = format!("/organizations/{}", town.bidders[0].organization);
        let manager = &town.bidders[0].manager;
        let version = manager.get(&own).await.etag();
        let changed = manager.patch(&own, &version, json!({"name_zh": "新鸟巢"})).await.ok(200);
        assert_eq!((&changed["status"], &changed["verified_at"]), (&json!("submitted"), &json!(null)));
        assert_eq!(town.hub.act(&own, "verify", json!({})).await.ok(200)["status"], "verified");
    }

    async fn r20_a_breach_is_recorded_by_the_hub_only(world) {
        let town = world.town().await;
        let own = format!("/organizations/{}", town.bidders[0].organization);
        let manager = &town.bidders[0].manager;
        let version = manager.get(&own).await.etag();
        let breach = json!({"major_breach_until": "2028-12-31"});
        manager.patch(&own, &version, breach.clone()).await.refused(403, "organizations/hub_only_field");
        assert_eq!(town.hub.patch(&own, &version, breach).await.ok(200)["internal"]["major_breach_until"], "2028-12-31");
    }

    async fn a_suspended_organisation_keeps_its_identity(world) {
        let town = world.town().await;
        let own = format!("/organizations/{}", town.bidders[0].organization);
        town.hub.act(&own, "suspend", json!({"reason": "核查"})).await.ok(200);
        let version = town.hub.get(&own).await.etag();
        town.bidders[0].manager.patch(&own, &version, json!({"name_zh": "别名"})).await.refused(409, "organizations/suspended");
    }
}
