use serde_json::json;

use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn money_is_exported_in_yuan_and_for_the_places_one_reaches(world) {
        let town = world.town().await;
        let body = json!({"area_code": STREET, "organization_id": town.street, "year": 2026, "code": "0080799", "title_zh": "就业服务", "amount_fen": 100_000_005});
        town.finance.post("/budget-lines", body).await.ok(201);
        let csv = town.auditor.get("/budget-lines/export?format=csv&year=2026").await;
        assert!(csv.body.contains("就业服务,2026,0080799\t,310107015,1000000.05,"), "{}", csv.body);
        assert!(csv.body.contains("长寿路街道办事处,0.00,1000000.05,"), "{}", csv.body);
        let other = town.auditor.get("/budget-lines/export?format=csv&year=2025").await;
        assert_eq!(other.body.lines().count(), 1);
        town.bidders[0].manager.get("/budget-lines/export").await.refused(403, "auth/role_missing");
    }
}
