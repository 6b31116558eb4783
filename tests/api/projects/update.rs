use serde_json::json;

use super::desk::Desk;
use crate::on_both;

on_both! {
    async fn absent_keeps_null_clears_and_a_value_sets(world) {
        let desk = Desk::at(world).await;
        let project = desk.drafted(desk.complete()).await;
        let changed = desk.town.hub.patch(&project, "\"1\"", json!({"budget_fen": null, "title_en": "Jobs next door"})).await;
        assert_eq!(changed.etag(), "\"2\"");
        let changed = changed.ok(200);
        assert_eq!((&changed["budget_fen"], &changed["title_en"], &changed["price_weight"]), (&json!(null), &json!("Jobs next door"), &json!("20.00")));
        let unnamed = desk.town.hub.patch(&project, "\"2\"", json!({"title_zh": null})).await;
        assert_eq!(unnamed.field_errors(), [("/title_zh".to_owned(), "required".to_owned())]);
    }

    async fn a_stale_or_missing_version_changes_nothing(world) {
        let desk = Desk::at(world).await;
        let project = desk.drafted(desk.complete()).await;
        desk.town.hub.patch(&project, "\"1\"", json!({"title_zh": "第一稿"})).await.ok(200);
        desk.town.officer.patch(&project, "\"1\"", json!({"title_zh": "第二稿"})).await.refused(412, "stale");
        let body = json!({"title_zh": "第三稿"}).to_string();
        desk.town.hub.send(reqwest::Method::PATCH, &project, Some(body), &[]).await.refused(428, "if_match_required");
        assert_eq!(desk.town.hub.get(&project).await.ok(200)["title_zh"], "第一稿");
    }

    async fn s27_instrument_and_criteria_stand_still_from_submission_on(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        let refused = desk.town.hub.patch(&project, "\"2\"", json!({"instrument": "facility_hosting"})).await.refused(409, "projects/wrong_status");
        assert_eq!(refused["current_status"], "submitted");
        let project = desk.published().await;
        let version = desk.town.hub.get(&project).await.etag();
        desk.town.hub.patch(&project, &version, json!({"instrument": "facility_hosting"})).await.refused(409, "projects/wrong_status");
        assert_eq!(desk.town.hub.get(&project).await.ok(200)["instrument"], "purchase");
    }
}
