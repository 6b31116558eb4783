use serde_json::{Value, json};
use shuniu::platform::actor::Role;

use super::{close, opened, survey};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn a_survey_is_opened_closed_and_published_by_the_hub_of_its_place(world) {
        let town = world.town().await;
        let draft = town.hub.post("/surveys", survey()).await.ok(201);
        let record = format!("/surveys/{}", draft["id"].as_str().expect("id"));
        let stranger = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        stranger.post_if(&format!("{record}/open"), "\"1\"", json!({})).await.refused(404, "not_found");
        town.hub.act(&record, "close", json!({})).await.refused(409, "surveys/wrong_status");
        for (verb, status, stamp) in [("open", "open", "opened_at"), ("close", "closed", "closed_at"), ("publish", "published", "published_at")] {
            let after = town.hub.act(&record, verb, json!({})).await.ok(200);
            assert_eq!(after["status"], status);
            assert!(after[stamp].is_string(), "{after}");
            town.hub.act(&record, verb, json!({})).await.refused(409, "surveys/wrong_status");
        }
        let events: Vec<_> = town.hub.get("/events").await.ok(200)["items"].as_array().expect("items").iter().map(|e| e["event"].clone()).collect();
        assert_eq!(events, ["survey.drafted", "survey.opened", "survey.closed", "survey.published"].map(|name| json!(name)));
    }

    async fn r111_no_survey_opens_without_a_notice_or_a_question(world) {
        let town = world.town().await;
        let draft = town.hub.post("/surveys", json!({"area_code": STREET, "title_zh": "空白问卷"})).await.ok(201);
        let record = format!("/surveys/{}", draft["id"].as_str().expect("id"));
        let missing: Vec<_> = town.hub.act(&record, "open", json!({})).await.field_errors().into_iter().map(|e| e.0).collect();
        assert_eq!(missing, ["/consent_zh", "/questions"]);
        assert_eq!(town.hub.get(&record).await.ok(200)["status"], "draft");
    }

    async fn published_results_are_everybodys_who_is_signed_in_and_no_draft_is(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let stranger = &town.bidders[0].manager;
        close(&town, &record).await;
        stranger.get(&format!("{record}/results")).await.refused(404, "not_found");
        town.hub.act(&record, "publish", json!({})).await.ok(200);
        let results: Value = stranger.get(&format!("{record}/results")).await.ok(200);
        assert_eq!(results["status"], "published");
        stranger.get(&record).await.ok(200);
        world.anonymous().get(&format!("{record}/results")).await.refused(401, "auth/required");
    }
}
