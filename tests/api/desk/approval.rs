use serde_json::json;

use super::decide;
use crate::api::projects::desk::Desk;
use crate::on_both;

fn sheet(project: &str) -> String {
    format!("/desk{project}")
}

on_both! {
    async fn the_sheet_shows_what_the_decision_needs_and_takes_it(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        let shown = desk.town.approver.page(&sheet(&project)).await;
        assert_eq!(shown.status, 200);
        for said in ["审批单", "申请金额", "科目余额", "依据的需求", "等待第 1 步，共 1 步", "value=\"approved\""] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        assert!(!shown.body.contains("<script") && shown.header("content-security-policy").is_some());
        let done = decide(&desk.town.approver, &sheet(&project), &[("decision", "approved")]).await;
        assert_eq!((done.status, done.header("location")), (303, Some(sheet(&project))), "{}", done.body);
        assert_eq!(desk.town.approver.get(&project).await.ok(200)["status"], "approved");
        let after = desk.town.approver.page(&sheet(&project)).await;
        assert!(after.body.contains("approved") && !after.body.contains("value=\"approved\""), "nothing is left to decide: {}", after.body);
    }

    async fn a_form_sent_twice_decides_once(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        let shown = desk.town.approver.page(&sheet(&project)).await;
        let (csrf, version, key) = (shown.hidden("csrf"), shown.hidden("version"), shown.hidden("key"));
        let fields = [("csrf", csrf.as_str()), ("version", &version), ("key", &key), ("decision", "approved")];
        for _ in 0..2 {
            assert_eq!(desk.town.approver.form(&sheet(&project), &fields).await.status, 303);
        }
        let view = desk.town.approver.get(&project).await.ok(200);
        assert_eq!(view["approvals"]["decisions"].as_array().map(Vec::len), Some(1));
    }

    async fn a_return_needs_its_reason_and_loses_nothing_that_was_typed(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        let refused = decide(&desk.town.approver, &sheet(&project), &[("decision", "returned"), ("reason", " ")]).await;
        assert!(refused.status == 422 && refused.body.contains("role=\"alert\""), "{}", refused.body);
        let fields = [("decision", "returned"), ("reason", "请补充<服务>次数")];
        assert_eq!(decide(&desk.town.approver, &sheet(&project), &fields).await.status, 303);
        let view = desk.town.approver.get(&project).await.ok(200);
        assert_eq!((&view["status"], &view["status_reason"]), (&json!("returned"), &json!("请补充<服务>次数")));
        assert!(desk.town.approver.page(&sheet(&project)).await.body.contains("请补充&lt;服务&gt;次数"));
    }

    async fn what_was_decided_meanwhile_is_said_and_not_overwritten(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        let shown = desk.town.approver.page(&sheet(&project)).await;
        desk.town.second_approver.act(&project, "return", json!({"reason": "补充材料"})).await.ok(200);
        let (csrf, version, key) = (shown.hidden("csrf"), shown.hidden("version"), shown.hidden("key"));
        let fields = [("csrf", csrf.as_str()), ("version", &version), ("key", &key), ("decision", "approved")];
        let late = desk.town.approver.form(&sheet(&project), &fields).await;
        assert!(late.status == 412 && late.body.contains("role=\"alert\"") && late.body.contains("补充材料"), "{} {}", late.status, late.body);
        assert_eq!(desk.town.approver.get(&project).await.ok(200)["status"], "returned");
    }

    async fn a_form_of_another_site_or_of_somebody_elses_page_does_nothing(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        let foreign = desk.town.second_approver.page(&sheet(&project)).await;
        for csrf in ["", "sha-256:0", &foreign.hidden("csrf")] {
            let fields = [("csrf", csrf), ("version", "2"), ("key", "k"), ("decision", "approved")];
            assert_eq!(desk.town.approver.form(&sheet(&project), &fields).await.status, 403);
        }
        assert_eq!(world.anonymous().form(&sheet(&project), &[("decision", "approved")]).await.status, 303, "to the sign-in");
        assert_eq!(desk.town.approver.get(&project).await.ok(200)["status"], "submitted");
    }

    async fn r63_who_drafted_reads_and_does_not_decide_and_strangers_do_not_read(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        let own = desk.town.hub.page(&sheet(&project)).await;
        assert!(own.status == 200 && !own.body.contains("value=\"approved\""), "{}", own.body);
        let stranger = desk.town.bidders[0].manager.page(&sheet(&project)).await;
        assert!(stranger.status == 404 && stranger.body.contains("<h1>"), "a page, not a problem document: {}", stranger.body);
        assert_eq!(desk.town.approver.page("/desk/projects/nothing").await.status, 404);
    }

    async fn r60_a_collective_decision_is_asked_for_on_the_sheet(world) {
        let desk = Desk::at(world).await;
        let line = crate::api::projects::desk::budget_line(&desk.town, "SQ-99", 20_000_000).await;
        let project = desk.submitted(desk.complete_with(json!({"budget_fen": 8_000_000, "budget_line_id": line}))).await;
        assert_eq!(decide(&desk.town.approver, &sheet(&project), &[("decision", "approved")]).await.status, 303);
        let second = desk.town.second_approver.page(&sheet(&project)).await;
        assert!(second.body.contains("集体决策"), "{}", second.body);
        let bare = decide(&desk.town.second_approver, &sheet(&project), &[("decision", "approved"), ("reason", "同意")]).await;
        assert!(bare.status == 422 && bare.body.contains(">同意</textarea>"), "{}", bare.body);
        let fields = [("decision", "approved"), ("meeting", "主任办公会"), ("held_on", "2026-03-02"), ("minute_number", "2026-07")];
        assert_eq!(decide(&desk.town.second_approver, &sheet(&project), &fields).await.status, 303);
        assert_eq!(desk.town.approver.get(&project).await.ok(200)["status"], "approved");
    }

    async fn the_sheet_can_be_read_at_every_later_stage(world) {
        let stage = crate::api::evaluation::stage::Stage::new(world).await;
        let page = format!("/desk/projects/{}", stage.project);
        for reader in [&stage.town.approver, &stage.town.hub, &stage.town.officer, &stage.town.auditor] {
            let shown = reader.page(&page).await;
            assert!(shown.status == 200 && shown.body.contains("审批单"), "{} {}", shown.status, shown.body);
        }
        stage.reported().await;
        assert_eq!(stage.town.approver.page(&page).await.status, 200);
    }

    async fn a_remark_with_the_approval_is_kept(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        assert_eq!(decide(&desk.town.approver, &sheet(&project), &[("decision", "approved"), ("reason", "请注意食品安全")]).await.status, 303);
        let view = desk.town.approver.get(&project).await.ok(200);
        assert_eq!(view["approvals"]["decisions"][0]["reason"], "请注意食品安全");
        assert!(desk.town.approver.page(&sheet(&project)).await.body.contains("请注意食品安全"));
    }
}
