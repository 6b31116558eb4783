use serde_json::json;
use shuniu::platform::actor::Role;
use shuniu::platform::crypto::ProjectPublicKey;

use super::desk::{DEADLINE, Desk, events};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn the_notice_says_what_bidders_need_and_freezes_the_rules(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        desk.town.bidders[0].manager.get(&project).await.refused(404, "not_found");
        let published = desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        assert_eq!((&published["status"], &published["rule_set_version"]), (&json!("published"), &json!("2026-01")));

        let seen = desk.town.bidders[0].manager.get(&project).await.ok(200);
        assert!(seen["public_key"].as_str().expect("a key").parse::<ProjectPublicKey>().is_ok());
        assert_eq!((seen.get("approvals"), seen.get("counts"), seen.get("warnings")), (None, None, None));
        assert_eq!(seen["allowed_actions"], json!([]));

        world.settle().await;
        let feed = desk.town.bidders[0].manager.get("/events?after=0").await.ok(200);
        let notice = feed["items"].as_array().expect("items").iter().find(|e| e["event"] == "project.published").expect("the notice").clone();
        assert_eq!(notice["payload"]["public_key"], seen["public_key"]);
        assert_eq!((&notice["payload"]["deadline"], &notice["payload"]["budget_fen"]), (&json!(DEADLINE), &json!(2_000_000)));
        assert!(notice["payload"]["rule_set_digest"].as_str().expect("digest").starts_with("sha256:"));
        let mut of_project = feed["items"].as_array().expect("items").iter().filter(|e| e["project_id"] == seen["id"]);
        assert!(of_project.all(|e| e["seq"].as_i64() >= notice["seq"].as_i64()), "a bidder reads nothing from before the notice: {feed}");
    }

    async fn the_window_is_measured_again_at_publication(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        // From Tuesday 10 March on, five working days reach beyond 16 March.
        world.advance_to("2026-03-10T09:00:00+08:00").await;
        let late = desk.town.officer.act(&project, "publish", json!({})).await;
        assert_eq!((late.status, late.field_errors()), (422, vec![("/deadline".to_owned(), "too_early".to_owned())]));
        assert!(late.body.contains("2026-03-17T16:00:00Z"), "{}", late.body);
        assert_eq!(desk.town.officer.get(&project).await.ok(200)["public_key"], json!(null));
    }

    async fn a_regime_with_unconfirmed_values_is_not_published_under(world) {
        let desk = Desk::at(world).await;
        let tender = json!({"regime": "open_tender", "deadline": "2026-06-01T09:00:00Z"});
        let project = desk.submitted(desk.complete_with(tender)).await;
        let mut approved = desk.town.approver.act(&project, "approve", json!({})).await.ok(200);
        if approved["status"] == "submitted" {
            let collective = approved["approvals"]["open"]["collective_decision"] == true;
            let body = if collective { crate::api::projects::desk::meeting() } else { json!({}) };
            approved = desk.town.second_approver.act(&project, "approve", body).await.ok(200);
        }
        assert_eq!(approved["status"], "approved");
        desk.town.officer.act(&project, "publish", json!({})).await.refused(409, "projects/regime_unconfirmed");
    }

    async fn only_an_officer_of_the_buyer_publishes(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        let other = world.organization("曹杨新村街道办事处", "government", &[]).await;
        let stranger = world.person(&[(Role::StreetOfficer, Some(&other), Some(STREET))]).await;
        stranger.act(&project, "publish", json!({})).await.refused(403, "projects/not_the_buyer");
        desk.town.hub.act(&project, "publish", json!({})).await.refused(403, "auth/role_missing");
        let names: Vec<_> = events(world, &desk.town.auditor, &project).await.into_iter().map(|(name, _)| name).collect();
        assert!(!names.contains(&"project.published".to_owned()), "{names:?}");
    }
}
