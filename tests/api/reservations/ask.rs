use std::sync::Arc;

use serde_json::json;

use super::scene::{DURING, SATURDAY, SUNDAY, free, hall, lend, path, reserved, slot, wish};
use crate::api::meetings::scene::need;
use crate::on_both;

on_both! {
    async fn s31_the_second_asker_gets_the_next_best_offer_and_the_reason(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        lend(&town, "文化站排练室", "合唱队排练，有钢琴。", json!([slot(SATURDAY, 1)])).await;
        lend(&town, "仓库", "存放杂物。", json!([slot(SUNDAY, 1)])).await;
        reserved(&town, 1, &hall).await;
        // The engine of the running instance learns of the offers from the journal.
        world.settle().await;
        let ask = format!("{}/reservations", path(&hall));
        let refused = town.bidders[2].manager.post(&ask, wish(&town, 2, &hall, 0)).await.refused(409, "resources/taken");
        assert!(refused["detail"].as_str().expect("detail").contains("只剩 0 份"), "{refused}");
        let next = refused["alternatives"].as_array().expect("alternatives");
        assert_eq!(next[0]["name_zh"], "文化站排练室", "{refused}");
        assert_eq!((&next[0]["same_time"], &next[0]["slot"]["free"]), (&json!(true), &json!(1)));
        assert!(next[0]["reasons"].to_string().contains("排练"), "{refused}");
        assert!(next.iter().all(|other| other["resource_id"] != hall["id"]), "what is taken is no alternative: {refused}");
        assert_eq!((&next[1]["name_zh"], &next[1]["same_time"]), (&json!("仓库"), &json!(false)), "{refused}");
        // The alternative can be reserved as it is told.
        let other = format!("/resources/{}/reservations", next[0]["resource_id"].as_str().expect("an id"));
        let body = json!({"slot_id": next[0]["slot"]["id"], "organization_id": town.bidders[2].organization, "purpose_zh": "老年合唱队排练"});
        town.bidders[2].manager.post(&other, body).await.ok(201);
    }

    async fn capacity_never_falls_below_nothing_whoever_asks_at_once(world) {
        let town = Arc::new(world.town().await);
        let chairs = lend(&town, "折叠椅", "可借用的椅子。", json!([slot(SATURDAY, 5)])).await;
        let asks = (0..12).map(|turn| {
            let (town, chairs) = (town.clone(), chairs.clone());
            async move {
                let of = 1 + turn % 2;
                town.bidders[of].manager.post(&format!("{}/reservations", path(&chairs)), wish(&town, of, &chairs, 0)).await.status
            }
        });
        let answers = futures_util::future::join_all(asks).await;
        let given = answers.iter().filter(|status| **status == 201).count();
        let refused = answers.iter().filter(|status| **status == 409).count();
        assert_eq!((given, refused), (5, 7), "{answers:?}");
        assert_eq!(free(&town.hub, &chairs).await, 0);
    }

    async fn officials_reserve_for_a_need_of_their_place(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let need = need(&town, "老年人缺少排练场地", "elderly_care").await;
        let ask = format!("{}/reservations", path(&hall));
        let body = json!({"slot_id": hall["slots"][0]["id"], "need_id": need, "purpose_zh": "老年合唱队排练", "people": 30});
        let made = town.committee.post(&ask, body).await.ok(201);
        assert_eq!((&made["organization_id"], &made["need_id"]), (&json!(null), &json!(need)));
        // Whoever works with the need sees it, and strangers do not.
        let seen = format!("/resource-reservations/{}", made["id"].as_str().expect("an id"));
        town.officer.get(&seen).await.ok(200);
        town.bidders[1].manager.get(&seen).await.refused(404, "not_found");
        assert_eq!(town.bidders[1].manager.get("/resource-reservations").await.ok(200)["items"], json!([]));
        assert_eq!(town.bidders[0].manager.get("/resource-reservations").await.ok(200)["items"][0]["id"], made["id"]);
    }

    async fn a_need_finds_the_resources_that_answer_it(world) {
        let town = world.town().await;
        lend(&town, "仓库", "存放杂物。", json!([slot(SATURDAY, 1)])).await;
        let hall = hall(&town).await;
        let need = need(&town, "老年人缺少合唱排练场地", "elderly_care").await;
        let found = town.hub.get(&format!("/needs/{need}/resources?people=30&on=2026-03-07")).await.ok(200);
        assert_eq!(found["items"][0]["id"], hall["id"], "{found}");
        assert!(found["items"][0]["parts"].to_string().contains("排练"), "{found}");
        // As soon as it is taken it is found no more, by the next question.
        reserved(&town, 1, &hall).await;
        let found = town.hub.get(&format!("/needs/{need}/resources")).await.ok(200);
        assert!(found["items"].as_array().expect("items").iter().all(|item| item["id"] != hall["id"]), "{found}");
        assert_eq!(found["left_out"][0]["filter"], "free_capacity", "{found}");
        let found = town.hub.get(&format!("/needs/{need}/resources?people=81")).await.ok(200);
        assert_eq!(found["items"], json!([]), "both halls serve 80 people");
        town.hub.get(&format!("/needs/{need}/resources?people=0")).await.refused(422, "invalid");
        town.bidders[0].manager.get(&format!("/needs/{need}/resources")).await.refused(403, "auth/role_missing");
    }

    async fn what_has_begun_answers_no_need_any_more(world) {
        let town = world.town().await;
        hall(&town).await;
        let need = need(&town, "老年人缺少合唱排练场地", "elderly_care").await;
        let found = async || town.hub.get(&format!("/needs/{need}/resources")).await.ok(200)["items"].as_array().map(Vec::len);
        assert_eq!(found().await, Some(1));
        world.advance_to("2026-03-07T08:59:59+08:00").await;
        assert_eq!(found().await, Some(1));
        world.advance_to("2026-03-07T09:00:00+08:00").await;
        assert_eq!(found().await, Some(0), "it has begun");
        let check = town.admin.post("/matching/check", json!({})).await.ok(200);
        assert_eq!(check["consistent"], true, "the engine counts by the day: {check}");
    }

    async fn who_asks_wrongly_is_told_what_to_change(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let ask = format!("{}/reservations", path(&hall));
        let (one, other) = (&town.bidders[1].manager, &town.bidders[2].manager);
        let mut body = wish(&town, 1, &hall, 0);
        body["quantity"] = json!(2);
        body["people"] = json!(0);
        body["purpose_zh"] = json!(" ");
        let wrong: Vec<_> = one.post(&ask, body).await.field_errors();
        let pointers: Vec<&str> = wrong.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/purpose_zh", "/quantity", "/people"]);
        other.post(&ask, wish(&town, 1, &hall, 0)).await.refused(403, "resources/out_of_reach");
        let mut nobody = wish(&town, 1, &hall, 0);
        nobody["organization_id"] = json!(null);
        assert_eq!(one.post(&ask, nobody).await.field_errors(), [("/organization_id".to_owned(), "required".to_owned())]);
        let own = town.bidders[0].manager.post(&ask, wish(&town, 0, &hall, 0)).await;
        assert_eq!(own.field_errors(), [("/organization_id".to_owned(), "own_resource".to_owned())]);
        let mut crowd = wish(&town, 1, &hall, 0);
        crowd["people"] = json!(81);
        assert_eq!(one.post(&ask, crowd).await.field_errors(), [("/people".to_owned(), "too_many".to_owned())]);
        town.auditor.post(&ask, wish(&town, 1, &hall, 0)).await.refused(403, "auth/role_missing");
        assert_eq!(free(&town.hub, &hall).await, 1, "nothing was held");
        world.advance_to(DURING).await;
        one.post(&ask, wish(&town, 1, &hall, 0)).await.refused(409, "resources/begun");
    }
}
