use serde_json::{Value, json};

use crate::api::evaluation::stage::Stage;
use crate::on_both;

pub fn terms(amounts: &[i64]) -> Value {
    let instalments: Vec<_> =
        amounts.iter().map(|fen| json!({"title_zh": "按期支付", "amount_fen": fen, "due_on": "2026-06-30"})).collect();
    json!({"terms": {"service_zh": "就业指导与创业陪伴", "acceptance_zh": "街道与服务对象逐项验收", "instalments": instalments}})
}

on_both! {
    async fn the_contract_says_what_was_awarded(world) {
        let stage = Stage::new(world).await;
        stage.awarded().await;
        let got = stage.town.officer.post(&stage.path("/contract"), terms(&[3_800_000, 3_800_000])).await;
        let place = got.header("location");
        let contract = got.ok(201);
        assert_eq!((&contract["price_fen"], &contract["number"]), (&json!(7_600_000), &json!("HT-2026-0001")));
        assert_eq!(contract["buyer"]["organization_id"], json!(stage.town.street));
        assert_eq!(contract["supplier"]["organization_id"], json!(stage.town.bidders[0].organization));
        assert_eq!(place, contract["id"].as_str().map(|id| format!("/api/v1/contracts/{id}")));
        let listed = stage.town.bidders[0].member.get("/contracts?status=drafted").await.ok(200);
        assert_eq!(listed["items"][0]["id"], contract["id"]);
        assert_eq!(stage.town.hub.get("/contracts").await.ok(200)["items"].as_array().map(Vec::len), Some(1));
        // Another organisation does not know of it.
        let stranger = &stage.town.bidders[1].manager;
        assert_eq!(stranger.get("/contracts").await.ok(200)["items"], json!([]));
        stranger.get(&format!("/contracts/{}", contract["id"].as_str().expect("an id"))).await.refused(404, "not_found");
        stage.town.officer.post(&stage.path("/contract"), terms(&[7_600_000])).await.refused(409, "contracts/exists");
    }

    async fn r92_instalments_sum_to_the_price(world) {
        let stage = Stage::new(world).await;
        stage.awarded().await;
        let got = stage.town.officer.post(&stage.path("/contract"), terms(&[3_800_000, 3_799_999])).await;
        assert_eq!(got.field_errors(), [("/terms/instalments".to_owned(), "not_the_price".to_owned())]);
    }

    async fn nothing_is_contracted_before_the_award_or_by_anybody_but_the_buyers_officer(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        stage.decide(&stage.town.approver).await;
        stage.town.officer.post(&stage.path("/contract"), terms(&[7_600_000])).await.refused(409, "contracts/not_awarded");
        world.advance_to("2026-03-10T00:00:00+08:00").await;
        stage.town.finance.post(&stage.path("/contract"), terms(&[7_600_000])).await.refused(403, "contracts/not_the_buyer");
        stage.town.hub.post(&stage.path("/contract"), terms(&[7_600_000])).await.refused(403, "auth/role_missing");
    }
}
