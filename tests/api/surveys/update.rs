use serde_json::json;

use super::{opened, survey};
use crate::on_both;

on_both! {
    async fn a_draft_is_changed_field_by_field_on_the_version_that_was_read(world) {
        let town = world.town().await;
        let draft = town.hub.post("/surveys", survey()).await.ok(201);
        let record = format!("/surveys/{}", draft["id"].as_str().expect("id"));
        let body = json!({"title_zh": "社区需求调查（二）", "title_en": null});
        let changed = town.hub.patch(&record, "\"1\"", body.clone()).await.ok(200);
        assert_eq!((&changed["title_zh"], &changed["title_en"]), (&body["title_zh"], &json!(null)));
        assert_eq!((&changed["consent_zh"], &changed["questions"]), (&draft["consent_zh"], &draft["questions"]));
        town.hub.patch(&record, "\"1\"", body).await.refused(412, "stale");
        let got = town.hub.patch(&record, "\"2\"", json!({"title_zh": null, "area_code": "310107"})).await;
        assert_eq!(got.field_errors(), [("/title_zh".to_owned(), "required".to_owned())]);
    }

    async fn an_open_survey_is_frozen(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let version = town.hub.get(&record).await.etag();
        let refused = town.hub.patch(&record, &version, json!({"questions": []})).await.refused(409, "surveys/wrong_status");
        assert_eq!((&refused["current_status"], &refused["allowed"]), (&json!("open"), &json!(["close"])));
        town.officer.patch(&record, &version, json!({})).await.refused(403, "auth/role_missing");
    }
}
