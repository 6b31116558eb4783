use serde_json::json;

use super::decide;
use crate::api::projects::desk::Desk;
use crate::api::projects::new_round::fail;
use crate::on_both;

on_both! {
    async fn after_a_failed_round_the_officer_is_told_why_and_begins_another(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        fail(world, &project).await;
        let page = format!("/desk{project}/failed");
        let task = town.officer.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&task["kind"], &task["page"], &task["detail"]["zh"]), (&json!("decide_failed"), &json!(page), &json!("收到的投标份数不足")));
        let listed = town.officer.page("/desk").await.body;
        assert!(listed.contains("流标，决定下一步") && listed.contains("收到的投标份数不足") && !listed.contains("too_few_received"), "{listed}");
        world.settle().await;
        assert!(world.outbox().iter().any(|(_, mail)| mail.replace("=\r\n", "").contains(&page)), "the letter leads there");

        let shown = town.officer.page(&page).await;
        for said in ["收到的投标份数不足", "重新组织一轮", "取消项目", "收到 0 份"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        assert!(!shown.body.contains("too_few_received"));
        // The hub drafts, and so it may begin a round; it cancels nothing. Whoever bids reads the public notice.
        let hub = town.hub.page(&page).await;
        assert!(hub.body.contains("value=\"new_round\"") && !hub.body.contains("value=\"cancel\""), "{}", hub.body);
        let bidder = town.bidders[0].manager.page(&page).await;
        assert!(bidder.status == 303 && bidder.header("location").is_some_and(|to| to.starts_with("/notices?q=")), "{}", bidder.body);
        assert!(!town.approver.page(&page).await.body.contains("name=\"decision\""));

        assert_eq!(decide(&town.hub, &page, &[("decision", "cancel"), ("reason", "不再需要")]).await.status, 403);
        let undecided = decide(&town.officer, &page, &[("reason", "条件太严")]).await;
        assert!(undecided.status == 422 && undecided.body.contains("条件太严"), "{}", undecided.body);
        let forged = [("csrf", "sha-256:forged"), ("version", "1"), ("key", "forged"), ("decision", "new_round")];
        assert_eq!(town.officer.form(&page, &forged).await.status, 403);
        let begun = decide(&town.officer, &page, &[("decision", "new_round")]).await;
        assert_eq!((begun.status, begun.header("location")), (303, Some(format!("/desk{project}/draft"))));
        assert_eq!(town.officer.get(&project).await.ok(200)["round"], 2);
        assert_eq!(town.officer.page(&page).await.status, 303, "it has gone on");
        // Whoever has drafted the first round is asked for the next.
        let task = town.hub.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&task["kind"], &task["page"]), (&json!("draft_round"), &json!(format!("/desk{project}/draft"))));
    }

    async fn r32_a_failed_purchase_that_nobody_needs_any_more_is_cancelled_with_a_reason(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        fail(world, &project).await;
        let page = format!("/desk{project}/failed");
        let mute = decide(&town.officer, &page, &[("decision", "cancel"), ("reason", " ")]).await;
        assert!(mute.status == 422 && mute.body.contains("理由："), "{}", mute.body);
        assert_eq!(decide(&town.officer, &page, &[("decision", "cancel"), ("reason", "居民另有途径解决")]).await.status, 303);
        let ended = town.officer.get(&project).await.ok(200);
        assert_eq!((&ended["status"], &ended["status_reason"]), (&json!("cancelled"), &json!("居民另有途径解决")));
        assert_eq!(desk.committed_fen().await, 0, "what was released is not released twice");
        assert!(town.officer.get("/me/tasks").await.ok(200)["items"].as_array().is_some_and(Vec::is_empty));
        assert!(town.officer.page(&format!("/desk{project}")).await.body.contains("居民另有途径解决"));
    }
}
