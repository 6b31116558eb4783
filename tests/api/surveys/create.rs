use serde_json::json;

use super::survey;
use crate::on_both;

on_both! {
    async fn the_hub_of_the_place_drafts(world) {
        let town = world.town().await;
        let draft = town.hub.post("/surveys", survey()).await.ok(201);
        assert_eq!((&draft["status"], &draft["responses"]), (&json!("draft"), &json!(0)));
        assert_eq!(draft["allowed_actions"], json!(["update", "open", "invite", "open_link"]));
        let keys: Vec<_> = draft["questions"].as_array().expect("questions").iter().map(|q| q["key"].as_str().unwrap_or_default()).collect();
        assert_eq!(keys, ["category", "services", "content", "place", "wish"]);
        let record = format!("/surveys/{}", draft["id"].as_str().expect("id"));
        for reader in [&town.officer, &town.committee, &town.auditor] {
            assert_eq!(reader.get(&record).await.ok(200)["allowed_actions"], json!([]));
        }
        town.bidders[0].manager.get(&record).await.refused(404, "not_found");
        let mut elsewhere = survey();
        elsewhere["area_code"] = json!("310000");
        town.hub.post("/surveys", elsewhere).await.refused(403, "surveys/out_of_reach");
        town.officer.post("/surveys", survey()).await.refused(403, "auth/role_missing");
    }

    async fn everything_wrong_is_listed_at_once(world) {
        let town = world.town().await;
        let body = json!({"area_code": "nowhere", "title_zh": " ", "questions": [
            {"key": "A", "kind": "single", "text_zh": "", "options": [{"key": "a", "label_zh": "甲"}]},
            {"key": "b", "kind": "text", "text_zh": "乙", "max_choices": 2},
            // Of one choice each the counts add up to the base: a hidden one could be worked out.
            {"key": "c", "kind": "multiple", "text_zh": "丙", "max_choices": 1, "options": [{"key": "a", "label_zh": "甲"}, {"key": "b", "label_zh": "乙"}]},
        ]});
        let pointers: Vec<_> = town.hub.post("/surveys", body).await.field_errors().into_iter().map(|e| e.0).collect();
        assert_eq!(
            pointers,
            [
                "/area_code", "/title_zh", "/questions/0/key", "/questions/0/text_zh", "/questions/0/options", "/questions/1/max_choices",
                "/questions/2/max_choices",
            ]
        );
    }
}
