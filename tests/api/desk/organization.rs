use serde_json::json;

use super::decide;
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn the_hub_verifies_and_returns_on_the_page_that_task_and_letter_lead_to(world) {
        let town = world.town().await;
        let draft = json!({
            "name_zh": "东新社工事务所", "kind": "social_service_agency", "credit_code": "52310107MJ0000026F", "area_code": STREET,
            "description_zh": "为社区青年提供就业服务", "fields": ["jobs_startups"], "areas_served": [STREET],
        });
        let id = town.hub.post("/organizations", draft).await.ok(201)["id"].as_str().expect("an id").to_owned();
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
}
