use serde_json::json;

use super::decide;
use crate::api::projects::desk::{Desk, need};
use crate::on_both;

on_both! {
    async fn the_hub_verifies_a_reported_need_by_page_and_corrects_its_field(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let id = need(world, town, "reported").await;
        let page = format!("/desk/needs/{id}");
        let tasks = town.hub.get("/me/tasks").await.ok(200)["items"].clone();
        let task = tasks.as_array().and_then(|tasks| tasks.iter().find(|task| task["kind"] == "verify_need")).cloned();
        assert_eq!(task.map(|task| task["page"].clone()), Some(json!(page)), "{tasks}");
        let shown = town.hub.page(&page).await;
        for said in ["失业青年找工作难", "缺少就近的就业指导", "value=\"verify\"", "value=\"decline\""] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        assert!(!town.committee.page(&page).await.body.contains("value=\"verify\""), "who reported it does not verify it");
        assert_eq!(town.bidders[0].manager.page(&page).await.status, 404);
        let mute = decide(&town.hub, &page, &[("decision", "decline"), ("reason", " ")]).await;
        assert!(mute.status == 422 && mute.body.contains("理由："), "{}", mute.body);
        let done = decide(&town.hub, &page, &[("decision", "verify"), ("field", "elderly_meals")]).await;
        assert_eq!((done.status, done.header("location")), (303, Some(page.clone())), "{}", done.body);
        let verified = town.hub.get(&format!("/needs/{id}")).await.ok(200);
        assert_eq!((&verified["status"], &verified["field"]), (&json!("verified"), &json!("elderly_meals")));
        assert!(!town.hub.page(&page).await.body.contains("value=\"verify\""));
    }

    async fn a_need_is_declined_by_page_with_a_reason_that_names_nobody(world) {
        let desk = Desk::at(world).await;
        let id = need(world, &desk.town, "reported").await;
        let page = format!("/desk/needs/{id}");
        let named = decide(&desk.town.hub, &page, &[("decision", "decline"), ("reason", "请致电 13800138000")]).await;
        assert!(named.status == 422 && named.body.contains("13800138000</textarea>"), "{}", named.body);
        assert_eq!(decide(&desk.town.hub, &page, &[("decision", "decline"), ("reason", "已由其他途径解决")]).await.status, 303);
        let declined = desk.town.hub.get(&format!("/needs/{id}")).await.ok(200);
        assert_eq!((&declined["status"], &declined["status_reason"]), (&json!("declined"), &json!("已由其他途径解决")));
    }
}
