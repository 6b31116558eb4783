use serde_json::json;

use super::{asked, only_who_reaches_the_place_is_answered};
use crate::api::projects::desk::{Desk, budget_line};
use crate::on_both;

on_both! {
    async fn r25_purchases_that_reach_the_threshold_together_are_listed_with_what_was_warned(world) {
        let desk = Desk::at(world).await;
        let sized = |fen: i64| desk.complete_with(json!({"budget_fen": fen}));
        let first = desk.submitted(sized(60_000_000)).await;
        // A draft does not count, nor does another line, nor another item.
        desk.drafted(sized(90_000_000)).await;
        let line = budget_line(&desk.town, "2080701", 1_000_000_000).await;
        desk.submitted(desk.complete_with(json!({"budget_fen": 90_000_000, "budget_line_id": line}))).await;
        let item = json!({"code": "B0702", "title_zh": "创业服务", "title_en": "Start-ups", "field": "jobs_startups", "valid_from": "2026-01-01"});
        let item = desk.town.officer.post("/catalogue", item).await.ok(201)["id"].clone();
        desk.submitted(desk.complete_with(json!({"budget_fen": 90_000_000, "catalogue_item_id": item}))).await;
        let below = desk.submitted(sized(39_999_999)).await;
        assert!(asked(&desk.town.auditor, "split-purchases").await.is_empty(), "a fen below the threshold");
        desk.town.approver.act(&below, "reject", json!({"reason": "不再需要。"})).await.ok(200);
        let second = desk.submitted(desk.complete_with(json!({
            "budget_fen": 40_000_000, "splitting_exemption": "两个居民区分期实施，服务对象不同。",
        }))).await;

        let groups = asked(&desk.town.auditor, "split-purchases").await;
        assert_eq!(groups.len(), 1, "{groups:?}");
        let group = &groups[0];
        assert_eq!((&group["purchases"], &group["sum_fen"], &group["from_fen"]), (&json!(2), &json!(100_000_000), &json!(100_000_000)));
        assert_eq!((&group["year"], &group["budget_line_id"], &group["catalogue_item_id"]), (&json!(2026), &desk.line, &desk.item));
        let told: Vec<_> = group["members"].as_array().expect("members").iter().map(|member| {
            (format!("/projects/{}", member["purchase"]["id"].as_str().unwrap_or_default()), member["was_warned"] == true, member["gave_reason"] == true)
        }).collect();
        assert_eq!(told, [(first, false, false), (second, true, true)]);
        only_who_reaches_the_place_is_answered(world, &desk.town, "split-purchases").await;
        assert!(asked(&desk.town.auditor, "split-purchases?from=2026-03-03").await.is_empty());
    }
}
