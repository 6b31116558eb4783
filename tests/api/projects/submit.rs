use serde_json::json;

use super::desk::{self, Desk, budget_line, events};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn everything_missing_is_listed_at_once(world) {
        let desk = Desk::at(world).await;
        let project = desk.drafted(json!({"title_zh": "就业服务", "area_code": STREET, "buyer_id": desk.town.street})).await;
        let got = desk.town.hub.act(&project, "submit", json!({})).await;
        assert_eq!(got.status, 422);
        let pointers: Vec<_> = got.field_errors().into_iter().map(|(pointer, _)| pointer).collect();
        let all = [
            "/description_zh", "/field", "/instrument", "/officer_in_charge", "/budget_fen", "/budget_line_id", "/catalogue_item_id",
            "/need_ids", "/criteria", "/price_weight", "/deadline", "/service_from", "/service_to",
        ];
        assert_eq!(pointers, all);
        assert_eq!(desk.town.hub.get(&project).await.ok(200)["status"], "draft");
    }

    async fn a_complete_draft_waits_for_the_first_step(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete_with(json!({"budget_fen": 7_600_000}))).await;
        let seen = desk.town.approver.get(&project).await.ok(200);
        assert_eq!(seen["status"], "submitted");
        assert_eq!(seen["warnings"], json!([]));
        assert_eq!(seen["approvals"]["open"], json!({"step": 1, "of": 2, "role": "street_approver", "collective_decision": false}));
        assert_eq!(seen["allowed_actions"], json!(["return", "reject", "approve"]));
        assert_eq!(desk.town.hub.get(&project).await.ok(200)["allowed_actions"], json!([]));
    }

    async fn what_does_not_fit_the_regime_or_the_year_is_named(world) {
        let desk = Desk::at(world).await;
        let reported = desk::need(world, &desk.town, "reported").await;
        let next_year = json!({
            "area_code": STREET, "organization_id": desk.town.street, "year": 2027, "code": "2080799", "title_zh": "就业服务", "amount_fen": 100,
        });
        let next_year = desk.town.finance.post("/budget-lines", next_year).await.ok(201)["id"].clone();
        for (changes, pointer, code) in [
            // 5 working days from Monday 2 March: the earliest deadline is 00:00 on the 10th.
            (json!({"deadline": "2026-03-10T00:00:00+08:00"}), "", ""),
            (json!({"deadline": "2026-03-09T23:59:59+08:00"}), "/deadline", "too_early"),
            (json!({"service_to": "2027-04-01"}), "/long_term_reason", "required"),
            (json!({"service_to": "2027-04-01", "long_term_reason": "服务连续"}), "", ""),
            (json!({"service_to": "2029-04-01", "long_term_reason": "服务连续"}), "/service_to", "too_long"),
            (json!({"price_weight": "30.00"}), "/criteria", "not_100"),
            (json!({"need_ids": [reported]}), "/need_ids/0", "not_verified"),
            (json!({"need_ids": []}), "/need_ids", "required"),
            (json!({"need_ids": [], "consultation": "居民座谈会两场"}), "", ""),
            (json!({"instrument": "venture_grant"}), "/instrument", "not_in_regime"),
            (json!({"budget_line_id": next_year}), "/budget_line_id", "of_another_year"),
        ] {
            let project = desk.drafted(desk.complete_with(changes.clone())).await;
            let got = desk.town.hub.act(&project, "submit", json!({})).await;
            let expected = if pointer.is_empty() { vec![] } else { vec![(pointer.to_owned(), code.to_owned())] };
            assert_eq!((got.field_errors(), got.status), (expected, if pointer.is_empty() { 200 } else { 422 }), "{changes}: {}", got.body);
        }
    }

    /// Trap 4: 35 % is too much for a street's selection and right for a tender; no regime borrows the other's range.
    async fn the_price_weight_is_measured_by_its_own_regime(world) {
        let desk = Desk::at(world).await;
        for (regime, weight, rest, refused) in [
            ("below_threshold_selection", "30.00", "70.00", false),
            ("below_threshold_selection", "30.01", "69.99", true),
            ("below_threshold_selection", "9.99", "90.01", true),
            ("open_tender", "35.00", "65.00", false),
            ("open_tender", "9.99", "90.01", true),
        ] {
            let criteria = json!([{"key": "plan", "title_zh": "服务方案", "points": rest}]);
            let changes = json!({"regime": regime, "price_weight": weight, "criteria": criteria, "deadline": "2026-06-01T09:00:00Z"});
            let project = desk.drafted(desk.complete_with(changes)).await;
            let got = desk.town.hub.act(&project, "submit", json!({})).await;
            let outside = got.field_errors().contains(&("/price_weight".to_owned(), "outside_regime".to_owned()));
            assert_eq!(outside, refused, "{regime} {weight}: {}", got.body);
        }
    }

    async fn r23_a_statutory_purchase_is_not_gated_by_place(world) {
        let desk = Desk::at(world).await;
        let gated = json!({"requirements": {"serves_area": true}, "deadline": "2026-06-01T09:00:00Z"});
        let street = desk.drafted(desk.complete_with(gated.clone())).await;
        desk.town.hub.act(&street, "submit", json!({})).await.ok(200);
        let mut tender = desk.complete_with(gated);
        tender["regime"] = json!("open_tender");
        let tender = desk.drafted(tender).await;
        let got = desk.town.hub.act(&tender, "submit", json!({})).await;
        assert_eq!(got.field_errors(), [("/requirements/serves_area".to_owned(), "gates_by_place".to_owned())]);
    }

    /// Trap 9: together they reach a million yuan; one of them alone does not.
    async fn r25_splitting_is_shown_recorded_and_blocks_nothing(world) {
        let desk = Desk::at(world).await;
        let sized = |fen: i64| desk.complete_with(json!({"budget_fen": fen}));
        let first = desk.drafted(sized(60_000_000)).await;
        let first = desk.town.hub.act(&first, "submit", json!({})).await.ok(200);
        assert_eq!(first["warnings"], json!([]));
        let path = desk.drafted(sized(40_000_000)).await;
        let second = desk.town.hub.act(&path, "submit", json!({})).await.ok(200);
        assert_eq!((&second["status"], &second["warnings"][0]["code"]), (&json!("submitted"), &json!("splitting")));
        assert_eq!(desk.town.approver.get(&path).await.ok(200)["warnings"][0]["code"], "splitting");
        let recorded = events(world, &desk.town.auditor, &path).await;
        let (name, payload) = recorded.last().expect("an event");
        assert_eq!((name.as_str(), &payload["warnings"]), ("project.submitted", &json!(["splitting"])));
    }

    async fn r7_that_the_budget_line_will_not_do_is_said_before_the_last_approval(world) {
        let desk = Desk::at(world).await;
        let line = budget_line(&desk.town, "SQ-07", 1_999_999).await;
        let path = desk.drafted(desk.complete_with(json!({"budget_line_id": line}))).await;
        let checked = desk.town.hub.get(&format!("{path}/check")).await.ok(200);
        assert_eq!((&checked["is_complete"], &checked["warnings"][0]["code"]), (&json!(true), &json!("beyond_budget_line")));
        let submitted = desk.town.hub.act(&path, "submit", json!({})).await.ok(200);
        assert_eq!(submitted["warnings"][0]["code"], "beyond_budget_line");
        assert!(desk.town.approver.page(&format!("/desk{path}")).await.body.contains("只余 19999.99 元"));
        desk.town.approver.act(&path, "approve", json!({})).await.refused(409, "rules/budget_exceeded");
        // What is approved holds its money: nothing is left to be warned of.
        let approved = desk.approved_with(json!({"budget_line_id": budget_line(&desk.town, "SQ-08", 2_000_000).await})).await;
        assert_eq!(desk.town.approver.get(&approved).await.ok(200)["warnings"], json!([]));
    }

    async fn a_need_of_another_field_is_pointed_out_and_blocks_nothing(world) {
        let desk = Desk::at(world).await;
        let meals = json!({"area_code": "310107015", "field": "elderly_meals", "title_zh": "独居老人吃饭难", "description_zh": "缺少就近的助餐点"});
        let need = desk.town.committee.post("/needs", meals).await.ok(201)["id"].clone();
        desk.town.hub.act(&format!("/needs/{}", need.as_str().expect("id")), "verify", json!({})).await.ok(200);
        let path = desk.drafted(desk.complete_with(json!({"need_ids": [need]}))).await;
        let submitted = desk.town.hub.act(&path, "submit", json!({})).await.ok(200);
        let warning = &submitted["warnings"][0];
        assert_eq!([&submitted["status"], &warning["code"], &warning["pointer"]], ["submitted", "need_of_another_field", "/need_ids/0"]);
    }

    async fn a_deadline_after_the_service_is_a_slip_of_the_pen(world) {
        let desk = Desk::at(world).await;
        let path = desk.drafted(desk.complete_with(json!({"deadline": "2036-03-20T17:00:00+08:00"}))).await;
        let got = desk.town.hub.act(&path, "submit", json!({})).await;
        assert_eq!(got.field_errors(), [("/deadline".to_owned(), "after_service".to_owned())]);
    }
}
