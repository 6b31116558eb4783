use serde_json::json;

use super::{close, opened};
use crate::on_both;

on_both! {
    async fn the_hub_reads_free_texts_apart_from_everything_else(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let wishes = ["多些长椅", "加装电梯", "多种树"];
        for wish in wishes {
            let body = json!({"consent": true, "answers": {"category": "safety", "wish": wish}});
            town.committee.post(&format!("{record}/answers"), body).await.ok(201);
        }
        close(&town, &record).await;
        let path = format!("{record}/questions/wish/texts");
        let page = town.hub.get(&format!("{path}?limit=2")).await.ok(200);
        let mut items = page["items"].as_array().expect("items").clone();
        assert_eq!(items.len(), 2);
        let cursor = page["next_cursor"].as_str().expect("cursor");
        items.extend(town.hub.get(&format!("{path}?cursor={cursor}")).await.ok(200)["items"].as_array().expect("items").clone());
        let mut texts: Vec<_> = items.iter().map(|item| item["text"].as_str().expect("a text")).collect();
        texts.sort_unstable();
        let mut all = wishes.to_vec();
        all.sort_unstable();
        assert_eq!(texts, all);
        assert_eq!(items[0].as_object().expect("object").keys().collect::<Vec<_>>(), ["id", "need_ids", "text"]);
        // The fourteenth digit is the UUID's version: 4 is random, 7 would tell the millisecond and what was written beside it.
        assert!(items.iter().all(|item| item["id"].as_str().expect("an id").as_bytes()[14] == b'4'), "{items:?}");
        town.hub.get(&format!("{record}/questions/category/texts")).await.refused(404, "not_found");
        for other in [&town.officer, &town.committee, &town.auditor] {
            other.get(&path).await.refused(403, "auth/role_missing");
        }
        let results = town.officer.get(&format!("{record}/results")).await.ok(200);
        assert!(!results.to_string().contains("长椅"), "results repeat what a resident wrote");
    }
}
