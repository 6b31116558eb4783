use serde_json::{Value, json};

use super::saved;
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn a_saved_search_is_its_persons_own_and_nobody_else_sees_it(world) {
        let town = world.town().await;
        let own = &town.bidders[0].member;
        let body = json!({"name": "街道助餐", "looks_in": "calls", "q": " 助餐 ", "field": "elderly_meals", "area_code": STREET, "budget_from_fen": 10_000_000});
        let search = saved(own, body).await;
        let seen = own.get(&search).await.ok(200);
        assert_eq!((&seen["q"], &seen["notify"], &seen["budget_from_fen"]), (&json!("助餐"), &json!("daily"), &json!(10_000_000)));
        assert_eq!(own.get("/saved-searches").await.ok(200)["items"], json!([seen]));
        for other in [&town.admin, &town.auditor, &town.hub, &town.bidders[0].manager] {
            other.get(&search).await.refused(404, "not_found");
            other.get(&format!("{search}/matches")).await.refused(404, "not_found");
            other.patch(&search, "\"1\"", json!({"notify": "never"})).await.refused(404, "not_found");
            other.delete(&search).await.refused(404, "not_found");
            assert_eq!(other.get("/saved-searches").await.ok(200)["items"], json!([]));
        }
        assert_eq!(own.delete(&search).await.status, 204);
        own.get(&search).await.refused(404, "not_found");
    }

    async fn names_are_unique_per_person_and_fifty_are_the_most(world) {
        let town = world.town().await;
        let own = &town.bidders[0].member;
        for number in 0..50 {
            saved(own, json!({"name": format!("搜索 {number}"), "looks_in": "needs"})).await;
        }
        own.post("/saved-searches", json!({"name": "又一个", "looks_in": "calls"})).await.refused(409, "saved_searches/too_many");
        let other = &town.hub;
        let search = saved(other, json!({"name": "搜索 1", "looks_in": "needs"})).await;
        let again = other.post("/saved-searches", json!({"name": " 搜索 1", "looks_in": "calls"})).await;
        assert_eq!((again.status, again.field_errors()), (422, vec![("/name".to_owned(), "taken".to_owned())]));
        saved(other, json!({"name": "搜索 2", "looks_in": "needs"})).await;
        let renamed = other.patch(&search, "\"1\"", json!({"name": "搜索 2"})).await;
        assert_eq!((renamed.status, renamed.field_errors()), (422, vec![("/name".to_owned(), "taken".to_owned())]));
    }

    async fn a_patch_keeps_what_it_does_not_name_and_null_takes_a_condition_away(world) {
        let town = world.town().await;
        let own = &town.bidders[0].member;
        let search = saved(own, json!({"name": "就业", "looks_in": "calls", "q": "就业", "field": "livelihood", "least_score": 6000, "notify": "at_once"})).await;
        let seen = own.get(&search).await.ok(200);
        assert_eq!(seen["organization_id"], json!(town.bidders[0].organization), "the only one that they are in");
        own.patch(&search, "\"7\"", json!({"q": null})).await.refused(412, "stale");
        let after = own.patch(&search, "\"1\"", json!({"q": null, "least_score": null, "budget_to_fen": 500})).await.ok(200);
        let mut expected = seen.clone();
        for (field, value) in [("q", Value::Null), ("least_score", Value::Null), ("organization_id", Value::Null), ("budget_to_fen", json!(500))] {
            expected[field] = value;
        }
        expected["updated_at"] = after["updated_at"].clone();
        assert_eq!(after, expected);
        let fixed = own.patch(&search, "\"2\"", json!({"looks_in": "needs"})).await;
        assert_eq!(fixed.field_errors(), [("/looks_in".to_owned(), "fixed".to_owned())]);
    }

    async fn what_makes_no_sense_names_every_field(world) {
        let town = world.town().await;
        let body = json!({
            "name": " ", "looks_in": "needs", "q": "长".repeat(101), "field": "astrology", "area_code": "999", "budget_from_fen": 500,
            "budget_to_fen": 100, "organization_id": town.bidders[0].organization, "least_score": 10_001,
        });
        let refused = town.hub.post("/saved-searches", body).await;
        let said: Vec<(String, String)> = refused.field_errors();
        let wanted = [
            ("/name", "required"), ("/q", "too_long"), ("/field", "unknown_field"), ("/area_code", "unknown_area"), ("/budget_from_fen", "calls_only"),
            ("/budget_to_fen", "calls_only"), ("/budget_to_fen", "before_begin"), ("/least_score", "calls_only"), ("/least_score", "out_of_range"),
            ("/organization_id", "not_yours"),
        ];
        assert_eq!(refused.status, 422);
        for (pointer, code) in wanted {
            assert!(said.contains(&(pointer.to_owned(), code.to_owned())), "{pointer} {code} is missing: {said:?}");
        }
        let empty = town.hub.post("/saved-searches", json!({})).await;
        assert_eq!(empty.field_errors(), [("/name".to_owned(), "required".to_owned()), ("/looks_in".to_owned(), "required".to_owned())]);
    }

    async fn neither_words_nor_records_stand_in_the_journal(world) {
        let town = world.town().await;
        let need = town.committee.post("/needs", json!({"area_code": STREET, "title_zh": "停车难", "description_zh": "缺少车位", "field": "parking"})).await.ok(201);
        let need = need["id"].as_str().expect("an id");
        let search = saved(&town.hub, json!({"name": "秘密名称", "looks_in": "needs", "q": "秘密词语"})).await;
        town.hub.patch(&search, "\"1\"", json!({"q": "另一秘密"})).await.ok(200);
        town.hub.put(&format!("/watch-list/needs/{need}"), json!({})).await.ok(200);
        assert_eq!(town.hub.delete(&format!("/watch-list/needs/{need}")).await.status, 204);
        assert_eq!(town.hub.delete(&search).await.status, 204);
        let feed = town.auditor.get("/events?limit=200").await.ok(200);
        let ours = feed["items"].as_array().expect("items").iter().filter(|entry| {
            ["saved_search", "watch"].iter().any(|entity| entry["entity"] == *entity)
        });
        let names: Vec<_> = ours.clone().map(|entry| entry["event"].as_str().expect("a name")).collect();
        assert_eq!(names, ["saved_search.created", "saved_search.changed", "watch.set", "watch.ended", "saved_search.deleted"]);
        for entry in ours {
            assert!(!entry.to_string().contains("秘密") && !entry.to_string().contains(need), "{entry}");
        }
        let feed = town.officer.get("/events?limit=200").await.ok(200);
        assert!(!feed.to_string().contains("saved_search") && !feed.to_string().contains("watch."), "{feed}");
    }
}
