use serde_json::json;

use super::report::jobs;
use crate::on_both;
use crate::support::Client;

async fn titles(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/needs{query}")).await.ok(200);
    page["items"].as_array().expect("items").iter().map(|n| n["title_zh"].as_str().unwrap_or_default().to_owned()).collect()
}

on_both! {
    async fn needs_are_found_by_words_field_category_place_and_status(world) {
        let town = world.town().await;
        let need = town.committee.post("/needs", jobs()).await.ok(201);
        let mut parking = jobs();
        parking["title_zh"] = json!("停车难");
        parking["field"] = json!("parking");
        town.hub.post("/needs", parking).await.ok(201);
        let stranger = &town.bidders[0].manager;
        assert!(titles(stranger, "").await.is_empty());
        town.hub.act(&format!("/needs/{}", need["id"].as_str().expect("id")), "verify", json!({})).await.ok(200);
        assert_eq!(titles(stranger, "").await, ["青年就业创业帮助"]);

        let both = ["青年就业创业帮助", "停车难"];
        assert_eq!(titles(&town.auditor, "").await, both);
        assert_eq!(titles(&town.officer, "?area=310107").await, both);
        assert!(titles(&town.officer, "?area=310107005").await.is_empty());
        assert_eq!(titles(&town.hub, "?status=reported").await, both[1..]);
        assert_eq!(titles(&town.hub, "?field=parking").await, both[1..]);
        assert_eq!(titles(&town.hub, "?category=livelihood").await, both[..1]);
        assert_eq!(titles(&town.hub, "?q=毕业生").await, both);
        assert_eq!(titles(&town.hub, "?q=停车").await, both[1..]);
        assert!(titles(&town.hub, "?q=_").await.is_empty());
        let first = town.hub.get("/needs?limit=1").await.ok(200);
        let cursor = first["next_cursor"].as_str().expect("a cursor");
        assert_eq!(titles(&town.hub, &format!("?limit=1&cursor={cursor}")).await, both[1..]);
    }
}
