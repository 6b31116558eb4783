use serde_json::json;

use crate::on_both;
use crate::support::town::{STREET, Town};

fn body(town: &Town) -> serde_json::Value {
    json!({"area_code": STREET, "organization_id": town.street, "year": 2026, "code": "2080799", "title_zh": "就业服务", "amount_fen": 1_000_000})
}

on_both! {
    async fn finance_opens_a_line_of_its_street_once(world) {
        let town = world.town().await;
        let line = town.finance.post("/budget-lines", body(&town)).await.ok(201);
        assert_eq!(line["available_fen"], 1_000_000);
        assert_eq!(line["committed_fen"], 0);
        let again = town.finance.post("/budget-lines", body(&town)).await;
        assert_eq!((again.status, again.field_errors()), (422, vec![("/code".to_owned(), "taken".to_owned())]));
    }

    async fn a_line_of_another_place_or_organisation_is_not_opened(world) {
        let town = world.town().await;
        let mut elsewhere = body(&town);
        elsewhere["area_code"] = json!("310107005");
        town.finance.post("/budget-lines", elsewhere).await.refused(403, "rules/not_your_budget");
        let mut of_the_hub = body(&town);
        of_the_hub["organization_id"] = json!(town.hub_organization);
        town.finance.post("/budget-lines", of_the_hub).await.refused(403, "rules/not_your_budget");
    }

    async fn everything_wrong_is_listed_at_once(world) {
        let town = world.town().await;
        let wrong = json!({
            "area_code": "nowhere", "organization_id": town.street, "year": 26, "code": " ", "title_zh": "", "amount_fen": -1,
        });
        let got = town.finance.post("/budget-lines", wrong).await;
        let pointers: Vec<_> = got.field_errors().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/area_code", "/year", "/code", "/title_zh", "/amount_fen"]);
    }
}
