use serde_json::json;

use crate::on_both;

on_both! {
    async fn a_letter_to_a_bidder_is_listed_from_the_closing_on(world) {
        let town = world.town().await;
        let project = world.project(&town, "published").await;
        let bidder = &town.bidders[0];
        let bid = world.bid(&project, &bidder.organization, &bidder.manager.user_id).await;
        world.happened("bid.submitted", bid.as_str(), &project, Some(&bidder.organization), json!({})).await;
        world.settle().await;
        let path = format!("/deliveries?project_id={project}");
        for reader in [&town.hub, &town.admin, &town.auditor] {
            assert_eq!(reader.get(&path).await.ok(200)["items"], json!([]));
        }
        world.close(&project).await;
        let items = town.hub.get(&path).await.ok(200)["items"].clone();
        assert_eq!(items.as_array().map(Vec::len), Some(1), "{items}");
        assert_eq!((&items[0]["event"], &items[0]["recipient_role"], &items[0]["status"]), (&json!("bid.submitted"), &json!("bidder"), &json!("sent")));
        assert_eq!(items[0]["recipient"], "n***@example.org");
    }

    async fn a_hub_lists_what_concerns_its_own_area(world) {
        let town = world.town().await;
        let project = world.project(&town, "submitted").await;
        world.submitted(&project).await;
        world.settle().await;
        let elsewhere = world.person(&[(shuniu::platform::actor::Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        assert_eq!(elsewhere.get("/deliveries").await.ok(200)["items"], json!([]));
        assert_eq!(town.hub.get("/deliveries?status=sent").await.ok(200)["items"].as_array().map(Vec::len), Some(3));
        assert_eq!(town.hub.get("/deliveries?status=dead").await.ok(200)["items"], json!([]));
        town.approver.get("/deliveries").await.refused(403, "auth/role_missing");
    }
}
