use serde_json::{Value, json};

use super::{leaves, saved};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::Client;
use crate::support::town::STREET;

/// The titles of what a search with these conditions finds now.
async fn titles(client: &Client, name: &str, conditions: Value) -> Vec<String> {
    let mut body = conditions;
    body["name"] = json!(name);
    let search = saved(client, body).await;
    let page = client.get(&format!("{search}/matches")).await.ok(200);
    let title = |item: &Value| item["call"]["title"]["zh"].as_str().or(item["need"]["title_zh"].as_str()).unwrap_or_default().to_owned();
    page["items"].as_array().expect("items").iter().map(title).collect()
}

on_both! {
    async fn among_calls_it_finds_what_takes_bids_and_meets_every_condition(world) {
        let desk = Desk::at(world).await;
        desk.published().await;
        let ended = desk.published().await;
        desk.town.officer.act(&ended, "cancel", json!({"reason": "预算调整"})).await.ok(200);
        desk.approved().await;
        world.settle().await;
        let own = &desk.town.bidders[0].member;
        let found = ["零距离家门口就业服务"];
        let fits = [
            json!({}), json!({"q": "就业 指导"}), json!({"field": "jobs_startups"}), json!({"field": "livelihood"}), json!({"area_code": "310107"}),
            json!({"budget_from_fen": 2_000_000, "budget_to_fen": 2_000_000}), json!({"least_score": 1}),
        ];
        let misses = [
            json!({"q": "就业 助餐"}), json!({"field": "elderly_meals"}), json!({"field": "safety"}), json!({"area_code": "310107005"}),
            json!({"budget_from_fen": 2_000_001}), json!({"budget_to_fen": 1_999_999}), json!({"least_score": 10_000}),
        ];
        for (place, mut conditions) in fits.into_iter().enumerate() {
            conditions["looks_in"] = json!("calls");
            assert_eq!(titles(own, &format!("有 {place}"), conditions.clone()).await, found, "{conditions}");
        }
        for (place, mut conditions) in misses.into_iter().enumerate() {
            conditions["looks_in"] = json!("calls");
            assert!(titles(own, &format!("无 {place}"), conditions.clone()).await.is_empty(), "{conditions}");
        }
    }

    async fn the_score_is_that_of_the_organisations_own_list_and_who_left_it_is_told_so(world) {
        let desk = Desk::at(world).await;
        desk.published().await;
        world.settle().await;
        let bidder = &desk.town.bidders[0];
        let listed = bidder.member.get(&format!("/organizations/{}/matches", bidder.organization)).await.ok(200);
        let score = listed["items"][0]["score"].as_u64().expect("a score");
        let search = saved(&bidder.member, json!({"name": "合适", "looks_in": "calls", "least_score": score})).await;
        let page = bidder.member.get(&format!("{search}/matches")).await.ok(200);
        assert_eq!(page["items"][0]["score"], json!(score));
        bidder.member.patch(&search, "\"1\"", json!({"least_score": score + 1})).await.ok(200);
        assert_eq!(bidder.member.get(&format!("{search}/matches")).await.ok(200)["items"], json!([]));
        leaves(world, &bidder.member).await;
        bidder.member.get(&format!("{search}/matches")).await.refused(409, "saved_searches/left_organization");
    }

    async fn among_needs_it_finds_what_the_person_sees_in_the_list(world) {
        let town = world.town().await;
        for (title, field) in [("青年就业创业帮助", "jobs_startups"), ("停车难", "parking")] {
            let body = json!({"area_code": STREET, "title_zh": title, "description_zh": "多个小区提出", "field": field});
            town.committee.post("/needs", body).await.ok(201);
        }
        let (official, stranger) = (&town.officer, &town.bidders[0].member);
        assert_eq!(titles(official, "全部", json!({"looks_in": "needs"})).await.len(), 2);
        assert_eq!(titles(official, "停车", json!({"looks_in": "needs", "q": "停车"})).await, ["停车难"]);
        assert_eq!(titles(official, "民生", json!({"looks_in": "needs", "field": "livelihood", "area_code": "310107"})).await, ["青年就业创业帮助"]);
        assert!(titles(stranger, "全部", json!({"looks_in": "needs"})).await.is_empty());
    }
}
