use std::collections::BTreeSet;

use serde_json::json;
use shuniu::platform::actor::Role;

use super::desk::{Desk, path};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn a_draft_needs_title_area_and_buyer_and_nothing_else(world) {
        let desk = Desk::at(world).await;
        let draft = json!({"title_zh": "就业服务", "area_code": STREET, "buyer_id": desk.town.street});
        let got = desk.town.hub.post("/projects", draft).await;
        assert_eq!(got.etag(), "\"1\"");
        let draft = got.ok(201);
        assert_eq!((&draft["status"], &draft["number"], &draft["regime"]), (&json!("draft"), &json!("XM-2026-0001"), &json!("below_threshold_selection")));
        assert_eq!(draft["author_organization_id"], json!(desk.town.hub_organization));
        assert_eq!(draft["allowed_actions"], json!(["update", "submit"]));

        let empty = desk.town.hub.post("/projects", json!({})).await;
        let all = [("/title_zh", "required"), ("/area_code", "required"), ("/buyer_id", "required")];
        assert_eq!(empty.field_errors(), all.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    }

    async fn what_can_never_be_right_is_refused_at_once_and_by_field(world) {
        let desk = Desk::at(world).await;
        let unknown = "019a5d4e-7c00-7000-8000-000000000000";
        for (field, value, pointer, code) in [
            ("budget_fen", json!(-1), "/budget_fen", "too_small"),
            ("budget_fen", json!(0), "/budget_fen", "too_small"),
            ("budget_fen", json!(1_000_000_000_000_001_i64), "/budget_fen", "too_large"),
            ("budget_fen", json!(10_000_000_000_000_000_000_u64), "/budget_fen", "out_of_range"),
            ("budget_fen", json!("2000000"), "/budget_fen", "wrong_type"),
            ("budget", json!(1), "/budget", "unknown_field"),
            ("title_zh", json!(" "), "/title_zh", "required"),
            ("deadline", json!("2026-03-02T00:59:59Z"), "/deadline", "in_the_past"),
            ("deadline", json!("tomorrow"), "/deadline", "wrong_type"),
            ("buyer_id", json!(unknown), "/buyer_id", "not_a_buyer"),
            ("buyer_id", json!(desk.town.hub_organization), "/buyer_id", "not_a_buyer"),
            ("budget_line_id", json!(unknown), "/budget_line_id", "unknown_budget_line"),
            ("catalogue_item_id", json!(unknown), "/catalogue_item_id", "not_valid_today"),
            ("need_ids", json!([desk.need, unknown]), "/need_ids/1", "unknown_need"),
            ("officer_in_charge", json!(desk.town.hub.user_id), "/officer_in_charge", "not_an_officer"),
            ("regime", json!("by_friendship"), "/regime", "unknown_regime"),
            ("field", json!("gardening_on_mars"), "/field", "unknown_field"),
            ("instrument", json!("loan"), "/instrument", "unknown_value"),
            ("price_weight", json!("20.005"), "/price_weight", "wrong_type"),
            ("service_to", json!("2026-03-31"), "/service_to", "before_service_from"),
            ("criteria", json!([{"key": "a", "title_zh": "方案", "points": "0.00"}]), "/criteria/0/points", "out_of_range"),
        ] {
            let mut draft = desk.complete_with(json!({field: value}));
            if field == "buyer_id" {
                draft["officer_in_charge"] = json!(null);
            }
            let got = desk.town.hub.post("/projects", draft).await;
            assert_eq!((got.status, got.field_errors()), (422, vec![(pointer.to_owned(), code.to_owned())]), "{field}: {}", got.body);
        }
        let twice = json!({"criteria": [{"key": "a", "title_zh": "方案", "points": "40"}, {"key": "a", "title_zh": " ", "points": "40"}], "budget_fen": -5});
        let got = desk.town.hub.post("/projects", desk.complete_with(twice)).await;
        let pointers: Vec<_> = got.field_errors().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/budget_fen", "/criteria/1/key", "/criteria/1/title_zh"]);
    }

    async fn nobody_drafts_for_a_place_out_of_their_reach(world) {
        let desk = Desk::at(world).await;
        let elsewhere = world.person(&[(Role::HubOperator, Some(&desk.town.hub_organization), Some("310107005"))]).await;
        elsewhere.post("/projects", desk.complete()).await.refused(403, "projects/out_of_reach");
        desk.town.approver.post("/projects", desk.complete()).await.refused(403, "auth/role_missing");
    }

    async fn numbers_are_given_once_however_many_ask_at_once(world) {
        let desk = Desk::at(world).await;
        let drafts: Vec<_> = (0..12)
            .map(|_| {
                let (hub, body) = (desk.town.hub.clone(), desk.complete());
                actix_web::rt::spawn(async move { hub.post("/projects", body).await })
            })
            .collect();
        let mut numbers = BTreeSet::new();
        for draft in drafts {
            numbers.insert(draft.await.expect("an answer").ok(201)["number"].to_string());
        }
        let expected: BTreeSet<_> = (1..=12).map(|n| format!("\"XM-2026-{n:04}\"")).collect();
        assert_eq!(numbers, expected);
    }

    async fn the_same_idempotency_key_twice_is_one_draft(world) {
        let desk = Desk::at(world).await;
        let body = desk.complete().to_string();
        let send = async |body: &str| {
            desk.town.hub.send(reqwest::Method::POST, "/projects", Some(body.to_owned()), &[("idempotency-key", "once")]).await
        };
        let (first, second) = (send(&body).await, send(&body).await);
        assert_eq!(second.header("idempotency-replayed").as_deref(), Some("true"));
        assert_eq!(path(&first.ok(201)), path(&second.ok(201)));
        assert_eq!(send("{}").await.status, 422);
        let page = desk.town.hub.get("/projects").await.ok(200);
        assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
    }
}
