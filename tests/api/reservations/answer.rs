use serde_json::json;

use super::scene::{DURING, free, hall, path, reserved, wish};
use crate::on_both;

const REASON: &str = "当天大厅检修";

on_both! {
    async fn s31_offered_accepted_delivered_and_both_sides_rate(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let (provider, asker) = (&town.bidders[0].manager, &town.bidders[1].manager);
        let made = reserved(&town, 1, &hall).await;
        let got = asker.get(&made).await.ok(200);
        assert_eq!((&got["status"], &got["contacts"], &got["allowed_actions"]), (&json!("proposed"), &json!(null), &json!(["withdraw"])));
        asker.act(&made, "accept", json!({})).await.refused(403, "resources/out_of_reach");
        let accepted = provider.act(&made, "accept", json!({})).await.ok(200);
        assert_eq!(accepted["status"], "accepted");
        assert_ne!(asker.get(&made).await.ok(200)["contacts"]["provider"]["email"], json!(null));
        assert_eq!(town.officer.get(&made).await.ok(200)["contacts"], json!(null), "whom to write to is for the two sides");
        asker.act(&made, "deliver", json!({})).await.refused(409, "resources/not_begun");
        world.advance_to(DURING).await;
        asker.act(&made, "withdraw", json!({"reason_zh": REASON})).await.refused(409, "resources/begun");
        assert_eq!(asker.act(&made, "deliver", json!({})).await.ok(200)["status"], "delivered");
        let first = asker.act(&made, "rate", json!({"side": "asker", "stars": 5, "note_zh": "音响很好"})).await.ok(200);
        assert_eq!(first["status"], "delivered", "one side has rated");
        asker.act(&made, "rate", json!({"side": "asker", "stars": 1})).await.refused(409, "resources/rated_already");
        asker.act(&made, "rate", json!({"side": "provider", "stars": 1})).await.refused(403, "resources/out_of_reach");
        let wrong = provider.act(&made, "rate", json!({"side": "provider", "stars": 6})).await;
        assert_eq!(wrong.field_errors(), [("/stars".to_owned(), "out_of_range".to_owned())]);
        let second = provider.act(&made, "rate", json!({"side": "provider", "stars": 4})).await.ok(200);
        assert_eq!(second["status"], "rated");
        let ratings = town.hub.get(&path(&hall)).await.ok(200)["ratings"].clone();
        assert_eq!(ratings, json!({"count": 1, "average": "5.00"}));
        provider.act(&made, "miss", json!({"reason_zh": REASON})).await.refused(409, "resources/wrong_reservation_status");
    }

    async fn what_is_declined_withdrawn_or_cancelled_is_free_again(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let (provider, asker) = (&town.bidders[0].manager, &town.bidders[1].manager);
        for way in ["decline", "withdraw", "cancel"] {
            let made = reserved(&town, 1, &hall).await;
            assert_eq!(free(&town.hub, &hall).await, 0, "{way}");
            if way == "cancel" {
                provider.act(&made, "accept", json!({})).await.ok(200);
            }
            let who = if way == "withdraw" { asker } else { provider };
            let wrong = who.act(&made, way, json!({"reason_zh": ""})).await;
            assert_eq!(wrong.field_errors(), [("/reason_zh".to_owned(), "required".to_owned())], "{way}");
            let ended = who.act(&made, way, json!({"reason_zh": REASON})).await.ok(200);
            assert_eq!(ended["status_reason"], REASON, "{way}");
            assert_eq!(free(&town.hub, &hall).await, 1, "{way}");
        }
    }

    async fn what_nobody_answers_lapses_and_is_free_again(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let made = reserved(&town, 1, &hall).await;
        // Monday morning: Tuesday, Wednesday and Thursday are full working days.
        assert_eq!(town.hub.get(&made).await.ok(200)["answer_by"], "2026-03-05T16:00:00Z");
        world.advance_to("2026-03-06T00:00:01+08:00").await;
        assert_eq!(town.hub.get(&made).await.ok(200)["status"], "lapsed");
        assert_eq!(free(&town.hub, &hall).await, 1);
        town.bidders[0].manager.act(&made, "accept", json!({})).await.refused(409, "resources/wrong_reservation_status");
    }

    async fn what_did_not_take_place_is_told_and_rates_nobody_in_public(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let (provider, asker) = (&town.bidders[0].manager, &town.bidders[1].manager);
        let made = reserved(&town, 1, &hall).await;
        provider.act(&made, "accept", json!({})).await.ok(200);
        world.advance_to(DURING).await;
        assert_eq!(asker.get(&made).await.ok(200)["allowed_actions"], json!(["deliver", "miss"]));
        asker.act(&made, "miss", json!({"reason_zh": "没有人开门"})).await.ok(200);
        asker.act(&made, "rate", json!({"side": "asker", "stars": 1})).await.ok(200);
        assert_eq!(town.hub.get(&path(&hall)).await.ok(200)["ratings"], json!({"count": 0, "average": null}));
        world.settle().await;
        let told = world.outbox().into_iter().any(|(_, mail)| mail.contains(&provider.user_id) && mail.contains("没有人开门"));
        assert!(told, "the provider hears of it");
    }

    async fn nothing_is_lent_by_or_to_an_organisation_that_is_suspended(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let made = reserved(&town, 1, &hall).await;
        let suspend = async |of: usize, verb: &str| {
            let path = format!("/organizations/{}", town.bidders[of].organization);
            let body = if verb == "suspend" { json!({"reason": "核查"}) } else { json!({}) };
            town.hub.act(&path, verb, body).await.ok(200);
        };
        suspend(1, "suspend").await;
        town.bidders[0].manager.act(&made, "accept", json!({})).await.refused(409, "resources/not_verified");
        suspend(1, "reinstate").await;
        suspend(0, "suspend").await;
        town.hub.act(&made, "accept", json!({})).await.refused(409, "resources/not_verified");
        let ask = format!("{}/reservations", path(&hall));
        town.bidders[2].manager.post(&ask, wish(&town, 2, &hall, 0)).await.refused(409, "resources/not_verified");
        assert_eq!(town.bidders[2].manager.get("/resources").await.ok(200)["items"], json!([]));
    }

    async fn of_two_answers_at_once_one_counts(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let made = reserved(&town, 1, &hall).await;
        let version = town.hub.get(&made).await.etag();
        let (provider, asker) = (&town.bidders[0].manager, &town.bidders[1].manager);
        let (accept, withdraw) = (format!("{made}/accept"), format!("{made}/withdraw"));
        let (one, other) = tokio::join!(
            provider.post_if(&accept, &version, json!({})),
            asker.post_if(&withdraw, &version, json!({"reason_zh": REASON}))
        );
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200, "{statuses:?}");
        assert!([409, 412].contains(&statuses[1]), "{statuses:?}");
        let status = town.hub.get(&made).await.ok(200)["status"].clone();
        assert_eq!(free(&town.hub, &hall).await, i32::from(status == "withdrawn"));
        let ask = format!("{}/reservations", path(&hall));
        let again = town.bidders[2].manager.post(&ask, wish(&town, 2, &hall, 0)).await.status;
        assert_eq!(again, if status == "withdrawn" { 201 } else { 409 });
    }

    async fn r63_the_hub_that_asks_for_its_own_people_answers_nothing(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let body = json!({"slot_id": hall["slots"][0]["id"], "organization_id": town.hub_organization, "purpose_zh": "培训"});
        let made = town.hub.post(&format!("{}/reservations", path(&hall)), body).await.ok(201);
        let made = format!("/resource-reservations/{}", made["id"].as_str().expect("an id"));
        town.hub.act(&made, "accept", json!({})).await.refused(403, "resources/out_of_reach");
        town.bidders[0].member.act(&made, "accept", json!({})).await.ok(200);
    }
}
