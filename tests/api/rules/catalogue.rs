use serde_json::{Value, json};
use shuniu::platform::ids::CatalogueItemId;

use crate::on_both;

fn mediation(from: &str, to: Option<&str>) -> Value {
    json!({"code": "C0301", "title_zh": "专业调解", "title_en": "Professional mediation", "field": "conflict_mediation", "valid_from": from, "valid_to": to})
}

on_both! {
    async fn s25_a_purchase_of_2016_may_cite_the_2016_version_and_one_of_2015_may_not(world) {
        let town = world.town().await;
        let item = town.officer.post("/catalogue", mediation("2016-01-01", None)).await.ok(201);
        let id = CatalogueItemId::parse(item["id"].as_str().expect("id")).expect("uuid");
        for (date, valid) in [("2015-12-31", false), ("2016-01-01", true), ("2026-03-02", true)] {
            let (id, date) = (id.clone(), date.parse().expect("date"));
            let found = world.platform.db.read(move |conn| shuniu::rules::catalogue_valid_on(conn, &id, date)).await.expect("read");
            assert_eq!(found.is_some(), valid, "{date}");
        }
        assert_eq!(town.hub.get("/catalogue?valid_on=2015-12-31").await.ok(200)["items"], json!([]));
        assert_eq!(town.hub.get("/catalogue?valid_on=2016-01-01&q=调解").await.ok(200)["items"][0]["code"], "C0301");
        assert_eq!(town.hub.get("/catalogue?q=professional%20MED").await.ok(200)["items"][0]["code"], "C0301");
        assert_eq!(town.hub.get("/catalogue?q=%25").await.ok(200)["items"], json!([]));
    }

    async fn versions_of_a_code_follow_each_other_and_never_overlap(world) {
        let town = world.town().await;
        town.officer.post("/catalogue", mediation("2016-01-01", Some("2019-12-31"))).await.ok(201);
        for (from, to) in [("2019-12-31", None), ("2015-01-01", Some("2016-01-01")), ("2017-01-01", Some("2018-01-01")), ("2015-01-01", None)] {
            let got = town.officer.post("/catalogue", mediation(from, to)).await;
            assert_eq!(got.field_errors(), [("/valid_from".to_owned(), "overlaps".to_owned())], "{from}");
        }
        town.officer.post("/catalogue", mediation("2020-01-01", None)).await.ok(201);
        town.officer.post("/catalogue", mediation("2015-01-01", Some("2015-12-31"))).await.ok(201);
    }

    async fn an_item_has_a_known_field_and_ends_after_it_begins(world) {
        let town = world.town().await;
        let mut wrong = mediation("2020-01-01", Some("2019-01-01"));
        wrong["field"] = json!("nothing");
        wrong["code"] = json!("%");
        let got = town.hub.post("/catalogue", wrong).await;
        let pointers: Vec<_> = got.field_errors().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/code", "/field", "/valid_to"]);
    }
}
