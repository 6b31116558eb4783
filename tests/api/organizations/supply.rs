//! What an organisation can take on, and how it stands; and that the matching weighs both.

use serde_json::{Value, json};

use crate::on_both;

fn criterion<'v>(found: &'v Value, organization: &str, key: &str) -> &'v Value {
    let items = found["items"].as_array().expect("items");
    let item = items.iter().find(|item| item["id"] == organization).expect("listed");
    item["criteria"].as_array().expect("criteria").iter().find(|criterion| criterion["key"] == key).expect("criterion")
}

on_both! {
    async fn a_manager_states_what_its_organisation_can_take_on_and_the_next_answer_weighs_it(world) {
        let town = world.town().await;
        let project = world.project(&town, "published").await;
        let (bidder, matches) = (&town.bidders[0], format!("/projects/{project}/matches"));
        let supply = format!("/organizations/{}/supply", bidder.organization);
        let nothing = bidder.manager.get(&supply).await;
        assert_eq!((nothing.etag().as_str(), nothing.ok(200)["staff"].is_null()), ("\"0\"", true));
        let before = town.hub.get(&matches).await.ok(200);
        assert_eq!(criterion(&before, bidder.organization.as_str(), "capacity")["no_data"], true);

        let stated = json!({
            "services": [{"name_zh": " 求职辅导 ", "field": "jobs_startups", "target_groups": ["youth", "youth"]}],
            "staff": 12, "capacity": 3, "budget_min_fen": 1_000_000, "budget_max_fen": 50_000_000, "preferred_fields": ["jobs_startups"],
        });
        let kept = bidder.manager.replace(&supply, "\"0\"", stated.clone()).await.ok(200);
        assert_eq!((&kept["services"][0]["name_zh"], &kept["services"][0]["target_groups"]), (&json!("求职辅导"), &json!(["youth"])));
        bidder.manager.replace(&supply, "\"0\"", stated.clone()).await.refused(412, "stale");
        let after = town.hub.get(&matches).await.ok(200);
        let capacity = criterion(&after, bidder.organization.as_str(), "capacity");
        assert_eq!((&capacity["no_data"], &capacity["value"]), (&json!(false), &json!(10_000)), "{capacity}");

        bidder.manager.replace(&supply, "\"1\"", json!({"budget_max_fen": 5_000_000})).await.ok(200);
        let why = town.hub.get(&format!("{matches}/{}/why-not", bidder.organization)).await.ok(200);
        assert_eq!(why["failed"][0]["filter"], "budget_limits", "the call is worth 78,000 yuan: {why}");
        bidder.manager.replace(&supply, "\"2\"", json!({"capacity": 0})).await.ok(200);
        let why = town.hub.get(&format!("{matches}/{}/why-not", bidder.organization)).await.ok(200);
        assert_eq!(why["failed"][0]["filter"], "free_capacity", "{why}");
    }

    async fn what_is_wrong_is_named_and_strangers_neither_read_nor_write_it(world) {
        let town = world.town().await;
        let supply = format!("/organizations/{}/supply", town.bidders[0].organization);
        let manager = &town.bidders[0].manager;
        let got = manager.replace(&supply, "\"0\"", json!({"staff": -1})).await;
        assert_eq!(got.status, 422, "{}", got.body);
        let got = manager.replace(&supply, "\"0\"", json!({"capacity": 2000, "available_from": "2026-05-02", "available_to": "2026-05-01"})).await;
        assert_eq!(got.field_errors(), [("/capacity".to_owned(), "out_of_range".to_owned()), ("/available_to".to_owned(), "before_the_first".to_owned())]);
        town.bidders[1].manager.get(&supply).await.refused(403, "organizations/not_yours");
        town.bidders[1].manager.replace(&supply, "\"0\"", json!({"staff": 3})).await.refused(403, "organizations/not_yours");
        town.bidders[0].member.replace(&supply, "\"0\"", json!({"staff": 3})).await.refused(403, "auth/role_missing");
        town.auditor.get(&supply).await.ok(200);
        town.hub.replace(&supply, "\"0\"", json!({"staff": 3})).await.ok(200);
    }

    async fn r24_the_hub_records_how_an_organisation_stands_and_a_grade_counts_until_its_last_day(world) {
        let town = world.town().await;
        let project = world.project(&town, "published").await;
        let (bidder, matches) = (&town.bidders[0], format!("/projects/{project}/matches"));
        let standing = format!("/organizations/{}/standing", bidder.organization);
        let recorded = json!({"grade": 4, "grade_until": "2026-03-10", "inspection": "passed", "inspection_year": 2025, "source_zh": "市民政局评估公告"});
        bidder.manager.replace(&standing, "\"0\"", recorded.clone()).await.refused(403, "auth/role_missing");
        town.hub.replace(&format!("/organizations/{}/standing", town.hub_organization), "\"0\"", recorded.clone()).await
            .refused(403, "organizations/own_organization");
        town.hub.replace(&standing, "\"0\"", recorded).await.ok(200);
        assert_eq!(town.bidders[1].manager.get(&standing).await.ok(200)["grade"], 4, "a grade is public");
        let found = town.hub.get(&matches).await.ok(200);
        let rated = criterion(&found, bidder.organization.as_str(), "rating")["value"].as_u64().expect("value");
        assert_eq!(criterion(&found, bidder.organization.as_str(), "rating")["no_data"], false);
        world.advance_to("2026-03-11T09:00:00+08:00").await;
        let found = town.hub.get(&matches).await.ok(200);
        let later = criterion(&found, bidder.organization.as_str(), "rating");
        assert_ne!(later["value"].as_u64(), Some(rated), "the grade has run out: {later}");
    }
}
