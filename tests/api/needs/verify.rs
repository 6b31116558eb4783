use serde_json::json;
use shuniu::platform::actor::Role;

use super::report::jobs;
use crate::on_both;

on_both! {
    async fn the_hub_of_the_place_verifies(world) {
        let town = world.town().await;
        let need = town.committee.post("/needs", jobs()).await.ok(201);
        let record = format!("/needs/{}", need["id"].as_str().expect("id"));
        let stranger = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        stranger.get(&record).await.refused(404, "not_found");
        stranger.post_if(&format!("{record}/verify"), "\"1\"", json!({})).await.refused(404, "not_found");
        town.bidders[0].manager.get(&record).await.refused(404, "not_found");

        let verified = town.hub.act(&record, "verify", json!({})).await.ok(200);
        assert_eq!((&verified["status"], &verified["allowed_actions"]), (&json!("verified"), &json!(["decline"])));
        town.hub.act(&record, "verify", json!({})).await.refused(409, "needs/wrong_status");
        let seen = town.bidders[0].manager.get(&record).await.ok(200);
        assert!(seen.get("reported_by").is_none());
        stranger.post_if(&format!("{record}/decline"), "\"2\"", json!({"reason": "x"})).await.refused(403, "needs/out_of_reach");
    }

    async fn a_declined_need_tells_its_reporter_why(world) {
        let town = world.town().await;
        let need = town.committee.post("/needs", jobs()).await.ok(201);
        let record = format!("/needs/{}", need["id"].as_str().expect("id"));
        assert_eq!(town.hub.act(&record, "decline", json!({"reason": ""})).await.field_errors(), [("/reason".to_owned(), "required".to_owned())]);
        town.hub.act(&record, "decline", json!({"reason": "区就业中心已受理"})).await.ok(200);
        let seen = town.committee.get(&record).await.ok(200);
        assert_eq!((&seen["status"], &seen["status_reason"]), (&json!("declined"), &json!("区就业中心已受理")));
        town.hub.post_if(&format!("{record}/verify"), "\"1\"", json!({})).await.refused(412, "stale");
    }
}
