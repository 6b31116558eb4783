use diesel::prelude::*;
use serde_json::json;
use shuniu::rules;
use shuniu::schema::rule_sets;

use crate::on_both;

on_both! {
    async fn the_rule_sets_of_the_program_are_there_with_their_sources(world) {
        let town = world.town().await;
        let page = town.hub.get("/rule-sets").await.ok(200);
        let rows: Vec<_> = page["items"].as_array().expect("items").iter().map(|r| (r["code"].clone(), r["confirmed"].clone(), r["open_cells"].clone())).collect();
        assert_eq!(rows, [(json!("below_threshold_selection"), json!(true), json!([])), (json!("open_tender"), json!(false), json!(["publicity"]))]);

        let first = town.hub.get("/rule-sets?limit=1").await.ok(200);
        let cursor = first["next_cursor"].as_str().expect("a cursor");
        assert_eq!(town.hub.get(&format!("/rule-sets?limit=1&cursor={cursor}")).await.ok(200)["items"][0]["code"], "open_tender");

        let one = town.hub.get("/rule-sets/below_threshold_selection/2026-01").await.ok(200);
        assert_eq!(one["body"]["min_window"], json!({"n": 5, "unit": "working_days"}));
        assert!(one["body"]["sources"]["min_window"]["certainty"].is_string());
        town.hub.get("/rule-sets/below_threshold_selection/1999").await.refused(404, "not_found");
    }

    async fn the_version_that_is_valid_on_the_day_is_current(world) {
        let current = |on: &str| {
            let on = on.parse().expect("date");
            world.platform.db.read(move |conn| rules::current(conn, "below_threshold_selection", on))
        };
        assert_eq!(current("2026-03-02").await.expect("current").version, "2026-01");
        assert_eq!(current("2025-12-31").await.expect_err("none").code(), "rules/no_valid_rule_set");
        let one = world.platform.db.read(|conn| rules::by_version(conn, "open_tender", "2026-01")).await.expect("read");
        assert_eq!(one.map(|r| r.code).as_deref(), Some("open_tender"));
    }

    async fn a_version_whose_content_was_changed_refuses_to_start(world) {
        rules::load(&world.platform).await.expect("the same content loads again");
        world.write(|conn| diesel::update(rule_sets::table.filter(rule_sets::code.eq("open_tender"))).set(rule_sets::digest.eq("sha256:00")).execute(conn)).await;
        let refused = rules::load(&world.platform).await.expect_err("changed");
        assert_eq!(refused.code(), "rules/digest_changed");
        let words = refused.to_string();
        assert!(words.contains("open_tender") && words.contains("2026-01") && words.contains("new version"), "{words}");
    }
}
