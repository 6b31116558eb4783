use serde_json::json;
use shuniu::platform::actor::Role;

use super::desk::{Desk, budget_line, events, meeting};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn r60_from_30000_yuan_two_approvers_and_a_collective_decision(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete_with(json!({"budget_fen": 3_000_000}))).await;
        let first = desk.town.approver.act(&project, "approve", json!({})).await.ok(200);
        assert_eq!((&first["status"], &first["approvals"]["open"]["step"]), (&json!("submitted"), &json!(2)));
        assert_eq!(first["allowed_actions"], json!([]));
        assert_eq!(desk.committed_fen().await, 0);

        desk.town.approver.act(&project, "approve", meeting()).await.refused(409, "projects/already_decided");
        let unrecorded = desk.town.second_approver.act(&project, "approve", json!({})).await;
        assert_eq!(unrecorded.field_errors(), [("/collective_decision".to_owned(), "required".to_owned())]);
        let second = desk.town.second_approver.act(&project, "approve", meeting()).await.ok(200);
        assert_eq!(second["status"], "approved");
        assert_eq!(second["approvals"]["decisions"][1]["collective_decision"]["minute_number"], "2026-07");
        assert_eq!(desk.committed_fen().await, 3_000_000);
        assert_eq!(desk.need_status(world).await, "planned");

        let names: Vec<_> = events(world, &desk.town.auditor, &project).await.into_iter().map(|(name, _)| name).collect();
        let story = ["project.drafted", "project.submitted", "approval.step_passed", "budget.reserved", "need.planned", "project.approved"];
        assert_eq!(names, story);
    }

    async fn under_30000_yuan_one_approver_is_enough(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete_with(json!({"budget_fen": 2_999_999}))).await;
        assert_eq!(desk.town.approver.act(&project, "approve", json!({})).await.ok(200)["status"], "approved");
    }

    async fn r63_nobody_approves_what_they_drafted_edited_or_submitted(world) {
        let desk = Desk::at(world).await;
        let both = || async { world.person(&[
            (Role::StreetOfficer, Some(&desk.town.street), Some(STREET)),
            (Role::StreetApprover, Some(&desk.town.street), Some(STREET)),
        ]).await };
        let (drafter, editor, submitter) = (both().await, both().await, both().await);
        let project = drafter.post("/projects", desk.complete()).await.ok(201);
        let project = crate::api::projects::desk::path(&project);
        editor.patch(&project, "\"1\"", json!({"title_en": "Jobs"})).await.ok(200);
        submitter.act(&project, "submit", json!({})).await.ok(200);
        for person in [&drafter, &editor, &submitter] {
            person.act(&project, "approve", json!({})).await.refused(403, "projects/own_draft");
            assert_eq!(person.get(&project).await.ok(200)["allowed_actions"], json!([]));
        }
        desk.town.approver.act(&project, "approve", json!({})).await.ok(200);
    }

    async fn the_approver_of_another_buyer_does_not_approve(world) {
        let desk = Desk::at(world).await;
        let other = world.organization("曹杨新村街道办事处", "government", &[]).await;
        let stranger = world.person(&[(Role::StreetApprover, Some(&other), Some(STREET))]).await;
        let project = desk.submitted(desk.complete()).await;
        stranger.act(&project, "approve", json!({})).await.refused(403, "projects/not_the_buyer");
    }

    /// S48: ten million yuan with 9.8 million committed hold 200,000 yuan more, and not one fen above.
    async fn s48_the_budget_line_is_a_hard_guard_and_a_refused_step_leaves_nothing(world) {
        let mut desk = Desk::at(world).await;
        desk.line = budget_line(&desk.town, "2080701", 1_000_000_000).await;
        let approve = async |fen: i64| {
            let project = desk.submitted(desk.complete_with(json!({"budget_fen": fen}))).await;
            desk.town.approver.act(&project, "approve", json!({})).await.ok(200);
            let last = desk.town.second_approver.act(&project, "approve", meeting()).await;
            (project, last)
        };
        approve(980_000_000).await.1.ok(200);
        let (project, refused) = approve(20_000_001).await;
        refused.refused(409, "rules/budget_exceeded");
        let after = desk.town.approver.get(&project).await.ok(200);
        assert_eq!((&after["status"], after["approvals"]["decisions"].as_array().map(Vec::len)), (&json!("submitted"), Some(1)));
        assert_eq!(desk.committed_fen().await, 980_000_000);
        approve(20_000_000).await.1.ok(200);
        assert_eq!(desk.committed_fen().await, 1_000_000_000);
    }

    async fn two_approvers_at_once_pass_one_step(world) {
        let desk = Desk::at(world).await;
        for _ in 0..5 {
            let project = desk.submitted(desk.complete()).await;
            let version = desk.town.approver.get(&project).await.etag();
            let path = format!("{project}/approve");
            let (one, two) = tokio::join!(
                desk.town.approver.post_if(&path, &version, json!({})),
                desk.town.second_approver.post_if(&path, &version, json!({})),
            );
            let mut statuses = [one.status, two.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 412], "{} {}", one.body, two.body);
            let after = desk.town.approver.get(&project).await.ok(200);
            assert_eq!(after["approvals"]["decisions"].as_array().map(Vec::len), Some(1));
        }
        assert_eq!(desk.committed_fen().await, 10_000_000);
    }

    async fn a_returned_project_is_changed_and_submitted_again_and_keeps_its_history(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete_with(json!({"budget_fen": 3_000_000}))).await;
        desk.town.approver.act(&project, "approve", json!({})).await.ok(200);
        let unexplained = desk.town.second_approver.act(&project, "return", json!({"reason": " "})).await;
        assert_eq!(unexplained.field_errors(), [("/reason".to_owned(), "required".to_owned())]);
        let returned = desk.town.second_approver.act(&project, "return", json!({"reason": "请细化服务对象"})).await.ok(200);
        assert_eq!((&returned["status"], &returned["status_reason"]), (&json!("returned"), &json!("请细化服务对象")));
        let version = desk.town.hub.get(&project).await.etag();
        desk.town.hub.patch(&project, &version, json!({"description_zh": "为 16–24 岁失业青年提供就业指导"})).await.ok(200);
        let again = desk.town.hub.act(&project, "submit", json!({})).await.ok(200);
        assert_eq!((&again["approvals"]["submission"], &again["approvals"]["open"]["step"]), (&json!(2), &json!(1)));
        assert_eq!(again["approvals"]["decisions"].as_array().map(Vec::len), Some(2));
        desk.town.approver.act(&project, "approve", json!({})).await.ok(200);
        assert_eq!(desk.town.second_approver.act(&project, "approve", meeting()).await.ok(200)["status"], "approved");
    }

    async fn a_rejected_project_is_at_its_end(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        assert_eq!(desk.town.approver.act(&project, "reject", json!({"reason": "重复立项"})).await.ok(200)["status"], "rejected");
        let refused = desk.town.hub.act(&project, "submit", json!({})).await.refused(409, "projects/wrong_status");
        assert_eq!(refused["allowed"], json!([]));
        assert_eq!(desk.committed_fen().await, 0);
    }

    async fn a_repeated_approval_with_the_same_key_is_one_approval(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        let version = desk.town.approver.get(&project).await.etag();
        let headers = [("idempotency-key", "approve-once"), ("if-match", version.as_str())];
        let approve = async || {
            desk.town.approver.send(reqwest::Method::POST, &format!("{project}/approve"), Some("{}".into()), &headers).await
        };
        let (first, second) = (approve().await, approve().await);
        assert_eq!((first.status, second.status), (200, 200));
        assert_eq!(first.body, second.body);
        assert_eq!(desk.committed_fen().await, 2_000_000);
    }
}
