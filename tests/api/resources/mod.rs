//! `/resources`: what organisations lend (S31).

use serde_json::json;

use crate::api::reservations::scene::{SATURDAY, SUNDAY, hall, lend, path, reserved, slot};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn what_is_offered_is_found_by_words_place_and_time(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let room = lend(&town, "排练室", "有钢琴。", json!([slot(SUNDAY, 1)])).await;
        let ids = async |query: &str| {
            let found = town.bidders[2].member.get(&format!("/resources?{query}")).await.ok(200);
            found["items"].as_array().expect("items").iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&format!("area={STREET}")).await, [hall["id"].clone(), room["id"].clone()]);
        assert_eq!(ids("q=%E9%92%A2%E7%90%B4").await, [room["id"].clone()]);
        assert_eq!(ids("kind=equipment").await, Vec::<serde_json::Value>::new());
        let saturday = "from=2026-03-07T00:00:00Z&to=2026-03-07T10:00:00Z";
        assert_eq!(ids(saturday).await, [hall["id"].clone()]);
        reserved(&town, 1, &hall).await;
        assert_eq!(ids(saturday).await, Vec::<serde_json::Value>::new(), "it is taken");
        assert_eq!(ids("limit=1").await, [hall["id"].clone()]);
        town.hub.get("/resources?from=2026-03-07T00:00:00Z").await.refused(422, "invalid");
        world.anonymous().get("/resources").await.refused(401, "auth/required");
    }

    async fn only_a_verified_organisation_offers_and_the_hub_for_those_of_its_place(world) {
        let town = world.town().await;
        let body = json!({
            "organization_id": town.bidders[1].organization, "kind": "people", "name_zh": "义务理发师两名", "description_zh": "每月一次。",
            "slots": [slot(SATURDAY, 2)],
        });
        let made = town.hub.post("/resources", body.clone()).await.ok(201);
        assert_eq!((&made["area_code"], &made["slots"][0]["free"]), (&json!(STREET), &json!(2)));
        town.bidders[2].manager.post("/resources", body.clone()).await.refused(403, "resources/out_of_reach");
        town.hub.act(&format!("/organizations/{}", town.bidders[1].organization), "suspend", json!({"reason": "核查"})).await.ok(200);
        let refused = town.bidders[1].manager.post("/resources", body).await;
        assert_eq!(refused.field_errors(), [("/organization_id".to_owned(), "not_verified".to_owned())]);
    }

    async fn an_offer_is_changed_withdrawn_and_made_again(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let path = path(&hall);
        let (owner, stranger) = (&town.bidders[0].member, &town.bidders[1].manager);
        let changed = owner.patch(&path, "\"1\"", json!({"seats": null, "name_en": "Hall"})).await.ok(200);
        assert_eq!((&changed["seats"], &changed["name_en"], &changed["name_zh"]), (&json!(null), &json!("Hall"), &json!("社区活动中心大厅")));
        stranger.patch(&path, "\"2\"", json!({"name_zh": "别人的"})).await.refused(403, "resources/out_of_reach");
        owner.patch(&path, "\"1\"", json!({"name_zh": "旧版本"})).await.refused(412, "stale");
        let wrong = owner.patch(&path, "\"2\"", json!({"name_zh": " ", "description_zh": "联系张三13812345678"})).await;
        let pointers: Vec<_> = wrong.field_errors().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/name_zh", "/description_zh"]);
        owner.act(&path, "withdraw", json!({})).await.ok(200);
        stranger.get(&path).await.refused(404, "not_found");
        owner.act(&path, "withdraw", json!({})).await.refused(409, "resources/wrong_status");
        owner.act(&path, "offer", json!({})).await.ok(200);
        assert_eq!(stranger.get(&path).await.ok(200)["allowed_actions"], json!(["reserve"]));
    }

    async fn times_are_added_and_those_that_nobody_reserved_are_taken_back(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let path = path(&hall);
        let owner = &town.bidders[0].manager;
        let added = owner.act(&path, "slots", json!({"slots": [slot(SUNDAY, 1)]})).await.ok(200);
        assert_eq!(added["slots"].as_array().map(Vec::len), Some(2));
        let wrong = owner.act(&path, "slots", json!({"slots": [slot(SUNDAY, 1), {"starts_at": "2026-03-01T09:00:00+08:00", "ends_at": "2026-03-01T10:00:00+08:00"}]})).await;
        let wrong: Vec<String> = wrong.field_errors().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
        assert_eq!(wrong, ["/slots/0 overlaps", "/slots/1/starts_at in_the_past"]);
        reserved(&town, 1, &hall).await;
        let remove = async |place: usize| {
            let version = owner.get(&path).await.etag();
            let slot = added["slots"][place]["id"].as_str().expect("an id");
            owner.send(reqwest::Method::DELETE, &format!("{path}/slots/{slot}"), None, &[("If-Match", version.as_str())]).await
        };
        remove(0).await.refused(409, "resources/reserved");
        remove(1).await.ok(204);
        remove(1).await.refused(404, "not_found");
        assert_eq!(owner.get(&path).await.ok(200)["slots"].as_array().map(Vec::len), Some(1));
        // Once nobody holds it any more it can be taken back, and what was reserved keeps its time.
        let mine = town.bidders[1].manager.get("/resource-reservations").await.ok(200)["items"][0]["id"].clone();
        let mine = format!("/resource-reservations/{}", mine.as_str().expect("an id"));
        town.bidders[1].manager.act(&mine, "withdraw", json!({"reason_zh": "改期"})).await.ok(200);
        remove(0).await.ok(204);
        assert_eq!(owner.get(&path).await.ok(200)["slots"], json!([]));
        assert_ne!(town.bidders[1].manager.get(&mine).await.ok(200)["slot"]["starts_at"], json!(null));
    }
}
