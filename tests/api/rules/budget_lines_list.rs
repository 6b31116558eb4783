use serde_json::json;
use shuniu::platform::actor::Role;

use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn lines_are_seen_by_those_who_reach_the_place(world) {
        let town = world.town().await;
        let mut ids = Vec::new();
        for (year, code) in [(2026, "a"), (2026, "b"), (2027, "a")] {
            let body = json!({
                "area_code": STREET, "organization_id": town.street, "year": year, "code": code, "title_zh": "就业服务", "amount_fen": 100,
            });
            ids.push(town.finance.post("/budget-lines", body).await.ok(201)["id"].as_str().expect("id").to_owned());
        }
        let listed = async |client: &crate::support::Client, query: &str| {
            let page = client.get(&format!("/budget-lines{query}")).await.ok(200);
            page["items"].as_array().expect("items").iter().map(|l| l["id"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(listed(&town.hub, "").await, ids);
        assert_eq!(listed(&town.approver, "?year=2026").await, ids[..2]);
        assert_eq!(listed(&town.auditor, "?area=310107").await, ids);
        assert!(listed(&town.auditor, "?area=310107005").await.is_empty());
        assert!(listed(&town.auditor, &format!("?organization_id={}", town.hub_organization)).await.is_empty());

        let stranger = world.person(&[(Role::StreetOfficer, Some(&town.street), Some("310107005"))]).await;
        assert!(listed(&stranger, "").await.is_empty());
        stranger.get(&format!("/budget-lines/{}", ids[0])).await.refused(404, "not_found");
        town.hub.get("/budget-lines?area=nowhere").await.refused(422, "invalid");

        let first = town.hub.get("/budget-lines?limit=2").await.ok(200);
        let cursor = first["next_cursor"].as_str().expect("a cursor");
        assert_eq!(listed(&town.hub, &format!("?limit=2&cursor={cursor}")).await, ids[2..]);
    }
}
