use serde_json::json;

use super::{decide, send};
use crate::api::projects::desk::Desk;
use crate::on_both;

on_both! {
    async fn the_officer_publishes_an_approved_call_by_page(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.approved().await;
        let page = format!("/desk{project}/publish");
        let task = town.officer.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&task["kind"], &task["page"]), (&json!("publish_project"), &json!(page)));
        let shown = town.officer.page(&page).await;
        for said in ["发布采购公告", "20,000.00", "服务方案 50.00 分", "价格 20.00 分", "value=\"publish\""] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        for other in [&town.hub, &town.approver] {
            assert_eq!(other.page(&page).await.status, 303, "it is the officer's step");
        }
        assert_eq!(send(&town.hub, "/desk/drafts", &page, &[("decision", "publish")]).await.status, 403, "the hub never buys");
        assert_eq!(town.bidders[0].manager.page(&page).await.status, 404);
        let undecided = decide(&town.officer, &page, &[("reason", "另有安排")]).await;
        assert!(undecided.status == 422 && undecided.body.contains("另有安排"), "{}", undecided.body);
        let out = decide(&town.officer, &page, &[("decision", "publish")]).await;
        assert_eq!((out.status, out.header("location")), (303, Some(format!("/desk{project}"))), "{}", out.body);
        assert_eq!(town.officer.get(&project).await.ok(200)["status"], "published");
        assert_eq!(town.officer.page(&page).await.status, 303, "it is out");
    }

    async fn a_deadline_that_came_too_near_leaves_the_cancellation_and_says_so(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.approved().await;
        let page = format!("/desk{project}/publish");
        world.advance_to("2026-03-16T12:00:00+08:00").await;
        let late = decide(&town.officer, &page, &[("decision", "publish")]).await;
        assert!(late.status == 422 && late.body.contains("投标截止：") && late.body.contains("可复制本项目"), "{}", late.body);
        assert_eq!(decide(&town.officer, &page, &[("decision", "cancel"), ("reason", " ")]).await.status, 422);
        assert_eq!(decide(&town.officer, &page, &[("decision", "cancel"), ("reason", "错过发布时间")]).await.status, 303);
        assert_eq!(town.officer.get(&project).await.ok(200)["status"], "cancelled");
        assert_eq!(desk.committed_fen().await, 0);
    }
}
