use serde_json::json;

use super::{close, opened};
use crate::on_both;

on_both! {
    async fn the_hub_reads_free_texts_apart_from_everything_else(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        for wish in ["多些长椅", "加装电梯", "多种树"] {
            let body = json!({"consent": true, "answers": {"category": "safety", "wish": wish}});
            town.committee.post(&format!("{record}/answers"), body).await.ok(201);
        }
        close(&town, &record).await;
        let path = format!("{record}/questions/wish/texts");
        let page = town.hub.get(&format!("{path}?limit=2")).await.ok(200);
        let texts: Vec<_> = page["items"].as_array().expect("items").iter().map(|item| item["text"].clone()).collect();
        assert_eq!(texts, [json!("多些长椅"), json!("加装电梯")]);
        assert_eq!(page["items"][0].as_object().expect("object").keys().collect::<Vec<_>>(), ["id", "need_ids", "text"]);
        let cursor = page["next_cursor"].as_str().expect("cursor");
        assert_eq!(town.hub.get(&format!("{path}?cursor={cursor}")).await.ok(200)["items"][0]["text"], "多种树");
        town.hub.get(&format!("{record}/questions/category/texts")).await.refused(404, "not_found");
        for other in [&town.officer, &town.committee, &town.auditor] {
            other.get(&path).await.refused(403, "auth/role_missing");
        }
        let results = town.officer.get(&format!("{record}/results")).await.ok(200);
        assert!(!results.to_string().contains("长椅"), "results repeat what a resident wrote");
    }
}
