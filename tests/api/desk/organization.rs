use serde_json::json;

use super::decide;
use crate::on_both;
use crate::support::town::{STREET, Town};

/// The id of an organisation that the hub has entered and nobody has submitted.
async fn drafted(town: &Town) -> String {
    let draft = json!({
        "name_zh": "东新社工事务所", "kind": "social_service_agency", "credit_code": "52310107MJ0000026F", "area_code": STREET,
        "description_zh": "为社区青年提供就业服务", "fields": ["jobs_startups"], "areas_served": [STREET],
    });
    town.hub.post("/organizations", draft).await.ok(201)["id"].as_str().expect("an id").to_owned()
}

on_both! {
    async fn the_hub_verifies_and_returns_on_the_page_that_task_and_letter_lead_to(world) {
        let town = world.town().await;
        let id = drafted(&town).await;
        let (page, record) = (format!("/desk/organizations/{id}"), format!("/organizations/{id}"));
        town.hub.act(&record, "submit", json!({})).await.ok(200);
        let tasks = town.hub.get("/me/tasks").await.ok(200);
        assert_eq!(tasks["items"][0]["page"], json!(page));
        assert!(town.hub.page("/desk").await.body.replace("&#x2f;", "/").contains(&page));
        world.settle().await;
        assert!(world.outbox().iter().any(|(_, mail)| mail.replace("=\r\n", "").contains(&page)), "the letter leads there");

        let shown = town.hub.page(&page).await;
        for said in ["东新社工事务所", "52310107MJ0000026F", "社会服务机构", "已提交", "就业"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        let unexplained = decide(&town.hub, &page, &[("decision", "return"), ("reason", " ")]).await;
        assert!(unexplained.status == 422 && unexplained.body.contains("role=\"alert\""), "{}", unexplained.body);
        assert_eq!(decide(&town.hub, &page, &[("decision", "return"), ("reason", "请补充服务说明")]).await.status, 303);
        assert!(town.hub.page(&page).await.body.contains("请补充服务说明"));
        town.hub.act(&record, "submit", json!({})).await.ok(200);
        assert_eq!(decide(&town.hub, &page, &[("decision", "verify")]).await.status, 303);
        assert_eq!(town.hub.get(&record).await.ok(200)["status"], "verified");
        assert!(!town.officer.page(&page).await.body.contains("<textarea"), "nobody else decides");
    }

    async fn its_manager_corrects_what_was_returned_on_the_page(world) {
        let town = world.town().await;
        let id = drafted(&town).await;
        let (page, record) = (format!("/desk/organizations/{id}"), format!("/organizations/{id}"));
        let own = shuniu::platform::ids::OrganizationId::parse(&id).expect("an id");
        let manager = world.person(&[(shuniu::platform::actor::Role::NgoManager, Some(&own), None)]).await;
        town.hub.act(&record, "submit", json!({})).await.ok(200);
        assert!(!manager.page(&page).await.body.contains("<textarea"), "nothing is to be corrected yet");
        town.hub.act(&record, "return", json!({"reason": "请写明服务对象"})).await.ok(200);
        assert_eq!(manager.get("/me/tasks").await.ok(200)["items"][0]["page"], json!(page));
        let shown = manager.page(&page).await;
        assert!(shown.body.contains("请写明服务对象") && shown.body.contains("为社区青年提供就业服务</textarea>"), "{}", shown.body);

        let corrected = [("decision", "submit"), ("name_zh", "东新社工事务所"), ("description_zh", "为 16 至 35 岁青年提供就业服务")];
        let wrong = decide(&manager, &page, &[&corrected[..], &[("credit_code", "52310107MJ0000026X")]].concat()).await;
        assert!(wrong.status == 422 && wrong.body.contains("统一社会信用代码：") && wrong.body.contains("16 至 35 岁"), "{}", wrong.body);
        assert_eq!(manager.get(&record).await.ok(200)["status"], "returned");
        let fields = [("fields", "jobs_startups"), ("fields", "elderly_meals"), ("kind", "social_service_agency"), ("home", STREET), ("area", STREET)];
        assert_eq!(decide(&manager, &page, &[&corrected[..], &fields].concat()).await.status, 303);
        let after = manager.get(&record).await.ok(200);
        assert_eq!(after["fields"].as_array().map(Vec::len), Some(2), "{after}");
        assert_eq!((&after["status"], &after["description_zh"]), (&json!("submitted"), &json!("为 16 至 35 岁青年提供就业服务")));
        assert!(!town.officer.page(&page).await.body.contains("<textarea"), "nobody else corrects");
    }
}
