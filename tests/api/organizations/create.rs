use serde_json::{Value, json};
use shuniu::platform::actor::Role;

use crate::on_both;
use crate::support::town::STREET;

pub fn agency() -> Value {
    json!({
        "name_zh": "春雨社工服务社", "kind": "social_service_agency", "credit_code": "52310107MJ0000026F", "area_code": STREET,
        "description_zh": "陪伴独居老人", "contact_email": "office@example.org", "fields": ["elderly_care", "elderly_care"],
        "areas_served": ["310107"], "target_groups": ["elderly"],
    })
}

on_both! {
    async fn a_hub_enters_a_draft_of_its_area(world) {
        let town = world.town().await;
        let entered = town.hub.post("/organizations", agency()).await.ok(201);
        assert_eq!((&entered["status"], &entered["fields"], &entered["synthetic"]), (&json!("draft"), &json!(["elderly_care"]), &json!(false)));
        assert_eq!(entered["allowed_actions"], json!(["update", "submit"]));
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        elsewhere.post("/organizations", agency()).await.refused(403, "organizations/not_yours");
    }

    async fn r77_the_code_is_sound_fits_the_kind_and_stands_once(world) {
        let town = world.town().await;
        town.hub.post("/organizations", agency()).await.ok(201);
        let refused = async |field: &str, value: Value| {
            let mut body = agency();
            body[field] = value;
            town.hub.post("/organizations", body).await.field_errors()
        };
        let error = |code: &str| vec![("/credit_code".to_owned(), code.to_owned())];
        assert_eq!(refused("form", json!("again")).await, error("taken"));
        assert_eq!(refused("credit_code", json!("52310107MJ0000026X")).await, error("malformed"));
        assert_eq!(refused("credit_code", json!("51310107MJ0000018P")).await, error("wrong_class"));
        assert_eq!(refused("credit_code", Value::Null).await, error("required"));
        assert_eq!(refused("kind", json!("community_team")).await, error("not_applicable"));
    }

    async fn everything_wrong_is_listed_at_once(world) {
        let town = world.town().await;
        let body = json!({
            "name_zh": " ", "kind": "society", "area_code": "nowhere", "contact_email": "office", "fields": ["elderly_care", "x"],
            "areas_served": ["310107", "y"], "target_groups": ["z"], "registered_on": "0001-01-01",
        });
        let pointers: Vec<_> = town.hub.post("/organizations", body).await.field_errors().into_iter().map(|e| e.0).collect();
        let expected =
            ["/name_zh", "/credit_code", "/area_code", "/contact_email", "/registered_on", "/fields/1", "/areas_served/1", "/target_groups/0"];
        assert_eq!(pointers, expected);
    }
}
