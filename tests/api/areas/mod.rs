use serde_json::json;

use crate::on_both;

on_both! {
    async fn an_area_is_added_below_its_parent(world) {
        let town = world.town().await;
        let body = json!({"code": "310107015C01", "parent_code": "310107015", "level": "committee", "name_zh": "长寿第一居委会", "name_en": "First Committee", "status": "preparatory"});
        let area = town.admin.post("/areas", body).await.ok(201);
        assert_eq!(area["path"], "/310000/310107/310107015/310107015C01/");
        assert_eq!(town.hub.get("/areas/310107015C01").await.ok(200)["status"], "preparatory");
    }

    async fn an_area_needs_a_parent_one_level_above(world) {
        let town = world.town().await;
        let body = json!({"code": "X1", "parent_code": "310000", "level": "street", "name_zh": "路", "name_en": ""});
        let got = town.admin.post("/areas", body).await;
        assert_eq!(got.field_errors(), [("/name_en".to_owned(), "required".to_owned()), ("/parent_code".to_owned(), "wrong_parent".to_owned())]);
        assert_eq!(got.status, 422);
    }

    async fn areas_are_listed_in_pages_in_the_order_of_the_tree(world) {
        let town = world.town().await;
        let first = town.hub.get("/areas?limit=3").await.ok(200);
        let cursor = first["next_cursor"].as_str().expect("a cursor").to_owned();
        let rest = town.hub.get(&format!("/areas?limit=3&cursor={cursor}")).await.ok(200);
        let codes: Vec<_> = [&first, &rest].iter().flat_map(|p| p["items"].as_array().cloned().unwrap_or_default()).map(|a| a["code"].clone()).collect();
        assert_eq!(codes, ["310000", "310107", "310107005", "310107015"]);
        assert!(rest["next_cursor"].is_null());
    }
}
