use serde_json::json;

use super::{opened, survey};
use crate::on_both;
use crate::support::Client;

async fn titles(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/surveys{query}")).await.ok(200);
    page["items"].as_array().expect("items").iter().map(|n| n["title_zh"].as_str().unwrap_or_default().to_owned()).collect()
}

on_both! {
    async fn surveys_are_listed_for_whoever_may_know_of_them(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        town.committee.post(&format!("{record}/answers"), json!({"consent": true, "answers": {"category": "safety"}})).await.ok(201);
        let mut other = survey();
        other["title_zh"] = json!("停车调查");
        town.hub.post("/surveys", other).await.ok(201);
        let both = ["社区需求调查", "停车调查"];
        for reader in [&town.hub, &town.officer, &town.committee, &town.auditor] {
            assert_eq!(titles(reader, "").await, both);
        }
        let stranger = &town.bidders[0].manager;
        assert!(titles(stranger, "").await.is_empty());
        assert_eq!(titles(&town.hub, "?status=open").await, both[..1]);
        assert!(titles(&town.hub, "?area=310107005").await.is_empty());
        let first = town.hub.get("/surveys?limit=1").await.ok(200);
        assert_eq!(first["items"][0]["responses"], 1);
        let cursor = first["next_cursor"].as_str().expect("a cursor");
        assert_eq!(titles(&town.hub, &format!("?limit=1&cursor={cursor}")).await, both[1..]);
        town.hub.act(&record, "close", json!({})).await.ok(200);
        town.hub.act(&record, "publish", json!({})).await.ok(200);
        assert_eq!(titles(stranger, "").await, both[..1]);
    }
}
