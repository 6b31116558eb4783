use serde_json::{Value, json};

use crate::on_both;
use crate::support::town::STREET;

pub fn jobs() -> Value {
    json!({"area_code": STREET, "title_zh": "青年就业创业帮助", "description_zh": "许多毕业生找不到工作", "field": "jobs_startups", "target_groups": ["youth"]})
}

on_both! {
    async fn the_committee_reports_and_the_hub_reports_at_its_desk(world) {
        let town = world.town().await;
        let need = town.committee.post("/needs", jobs()).await.ok(201);
        assert_eq!((&need["channel"], &need["status"], &need["category"]), (&json!("committee"), &json!("reported"), &json!("livelihood")));
        assert_eq!(need["reported_by"], town.committee.user_id.as_str());
        let mut body = jobs();
        body["category"] = json!("safety");
        let need = town.hub.post("/needs", body).await.ok(201);
        assert_eq!((&need["channel"], &need["category"]), (&json!("desk"), &json!("safety")));
    }

    async fn nobody_reports_for_a_place_out_of_reach(world) {
        let town = world.town().await;
        let mut body = jobs();
        body["area_code"] = json!("310107005");
        town.committee.post("/needs", body).await.refused(403, "needs/out_of_reach");
        town.officer.post("/needs", jobs()).await.refused(403, "auth/role_missing");
    }

    async fn residents_stay_anonymous(world) {
        let town = world.town().await;
        let body = json!({
            "area_code": STREET, "title_zh": "找13812345678", "description_zh": "身份证 31010719900101123X", "field": "jobs_startups",
        });
        let got = town.committee.post("/needs", body).await;
        let expected = [("/title_zh", "personal_data"), ("/description_zh", "personal_data")];
        assert_eq!(got.field_errors(), expected.map(|(p, c)| (p.to_owned(), c.to_owned())));
        assert!(!got.body.contains("13812345678"), "the number is not repeated");
        assert!(got.body.contains("匿名"), "{}", got.body);
    }

    async fn everything_wrong_is_listed_at_once(world) {
        let town = world.town().await;
        let body = json!({"area_code": "nowhere", "title_zh": "", "description_zh": " ", "field": "x", "target_groups": ["youth", "y"]});
        let pointers: Vec<_> = town.committee.post("/needs", body).await.field_errors().into_iter().map(|e| e.0).collect();
        assert_eq!(pointers, ["/area_code", "/title_zh", "/description_zh", "/field", "/target_groups/1"]);
    }
}
