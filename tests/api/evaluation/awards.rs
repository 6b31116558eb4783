use serde_json::json;
use shuniu::platform::actor::Role;

use super::stage::{BUDGET, Stage};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn from_the_decision_to_the_award_each_bidder_learns_its_own_result(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        let (winner, loser) = (&stage.town.bidders[0], &stage.town.bidders[1]);
        loser.manager.get(&stage.path("/award")).await.refused(404, "not_found");
        let award = stage.decide(&stage.town.approver).await;
        assert_eq!((&award["status"], &award["publicity_until"]), (&json!("publicity"), &json!("2026-03-09T16:00:00Z")));

        let seen = loser.manager.get(&stage.path("/award")).await;
        let own = &seen.json["own"];
        assert_eq!((&own["place"], &own["total"], &own["criteria"][0]["mean"]), (&json!(3), &json!("82.00"), &json!("30.00")));
        assert_eq!(own["criteria"][0]["comments"], json!(["方案可行", "方案可行", "方案可行", "方案可行", "方案可行"]));
        assert_eq!((&seen.json["winner"]["price_fen"], &seen.json["winner"]["total"]), (&json!(7_600_000), &json!("86.29")));
        assert_eq!(seen.json["reason"], "综合得分最高");
        // Nothing of the third bidder.
        assert!(seen.json.get("ranking").is_none() && !seen.body.contains(&stage.bids[2]), "{}", seen.body);

        world.advance_to("2026-03-09T23:59:59+08:00").await;
        assert_eq!(stage.project_status().await, "publicity");
        world.advance_to("2026-03-10T00:00:00+08:00").await;
        assert_eq!(stage.project_status().await, "awarded");
        assert_eq!(stage.bid_statuses().await, ["winner", "not_selected", "reserve"]);
        let award = winner.member.get(&stage.path("/award")).await.ok(200);
        assert_eq!((&award["own"]["place"], &award["sign_by"]), (&json!(1), &json!("2026-04-09T16:00:00Z")));
    }

    async fn s48_the_budget_line_keeps_the_price_and_is_lowered_once(world) {
        let stage = Stage::new(world).await;
        stage.awarded().await;
        let ledger = vec![("reserved".to_owned(), BUDGET), ("lowered".to_owned(), 7_600_000 - BUDGET)];
        assert_eq!(stage.budget().await, (7_600_000, ledger.clone()));
        // The job runs again after a crash.
        let project = stage.project.clone();
        let platform = world.platform.clone();
        platform.db.write(move |tx| shuniu::platform::jobs::soon(tx, "evaluation.publicity_end", &project)).await.expect("a job");
        world.settle().await;
        assert_eq!(stage.budget().await, (7_600_000, ledger));
        assert_eq!(stage.events().await.iter().filter(|event| *event == "project.awarded").count(), 1);
    }

    async fn two_approvers_deciding_at_once_make_one_award(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        let version = stage.town.approver.get(&stage.path("/award")).await.etag();
        let path = stage.path("/award/decide");
        let body = || json!({"accept": true, "reason": "同意"});
        let (first, second) =
            tokio::join!(stage.town.approver.post_if(&path, &version, body()), stage.town.second_approver.post_if(&path, &version, body()));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert!(statuses == [200, 409] || statuses == [200, 412], "{statuses:?}");
        assert_eq!(stage.events().await.iter().filter(|event| *event == "award.decided").count(), 1);
    }

    async fn r63_nobody_decides_what_they_drafted_or_scored(world) {
        let stage = Stage::new(world).await;
        let street = stage.town.street.clone();
        let both = world.person(&[(Role::StreetApprover, Some(&street), Some(STREET)), (Role::Evaluator, None, None)]).await;
        let mut panel = stage.panel();
        panel["members"][5]["user_id"] = json!(both.user_id);
        stage.town.officer.post(&stage.path("/panel"), panel).await.ok(200);
        for member in stage.members() {
            stage.declare(member, None).await;
        }
        for member in stage.members() {
            stage.score(member).await;
            stage.sign(member).await;
        }
        stage.report().await;
        let (project, drafter) = (stage.project.clone(), stage.town.second_approver.user_id.clone());
        world.write(move |conn| {
            use diesel::prelude::*;
            use shuniu::schema::project_editors as t;
            diesel::insert_into(t::table).values((t::project_id.eq(&project), t::user_id.eq(&drafter))).execute(conn)
        }).await;
        let decision = || json!({"accept": true, "reason": "同意"});
        for involved in [&both, &stage.town.second_approver] {
            assert_eq!(involved.get(&stage.path("/award")).await.ok(200)["allowed_actions"], json!([]));
            involved.act(&stage.path("/award"), "decide", decision()).await.refused(403, "evaluation/not_independent");
        }
        let elsewhere = world.person(&[(Role::StreetApprover, Some(&stage.town.hub_organization), Some(STREET))]).await;
        elsewhere.post_if(&stage.path("/award/decide"), "\"1\"", decision()).await.refused(403, "evaluation/not_the_buyer");
        stage.decide(&stage.town.approver).await;
    }

    async fn the_decision_follows_the_ranking_and_says_why(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        let decide = async |body| stage.town.approver.act(&stage.path("/award"), "decide", body).await;
        assert_eq!(decide(json!({"accept": true, "reason": " "})).await.field_errors(), [("/reason".to_owned(), "required".to_owned())]);
        let refused = decide(json!({"accept": false, "reason": "另选"})).await;
        assert_eq!(refused.field_errors(), [("/accept".to_owned(), "must_follow_ranking".to_owned())]);
        stage.town.approver.post_if(&stage.path("/award/decide"), "\"9\"", json!({"accept": true, "reason": "是"})).await.refused(412, "stale");
        assert_eq!(stage.project_status().await, "award_proposed");
    }

    async fn r20_a_winner_in_major_breach_is_not_awarded(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        let winner = stage.town.bidders[0].organization.clone();
        world.write(move |conn| {
            use diesel::prelude::*;
            use shuniu::schema::organizations as t;
            diesel::update(t::table.filter(t::id.eq(&winner))).set(t::major_breach_until.eq(Some("2026-03-02"))).execute(conn)
        }).await;
        let decision = json!({"accept": true, "reason": "同意"});
        stage.town.approver.act(&stage.path("/award"), "decide", decision).await.refused(409, "evaluation/supplier_in_breach");
    }

    async fn publicity_counts_worked_saturdays_and_leaves_holidays_out(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        world.advance_to("2026-04-30T10:00:00+08:00").await;
        // 6, 7, 8 May, Saturday 9 May which is worked, and 11 May.
        let award = stage.decide(&stage.town.approver).await;
        assert_eq!((&award["publicity_until"], &award["is_provisional"]), (&json!("2026-05-11T16:00:00Z"), &json!(false)));
        world.advance_to("2026-05-12T00:00:00+08:00").await;
        assert_eq!(stage.project_status().await, "awarded");
    }

    async fn a_publicity_into_an_unknown_year_waits_for_the_approver(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        world.advance_to("2026-12-28T10:00:00+08:00").await;
        let award = stage.decide(&stage.town.approver).await;
        assert_eq!((&award["publicity_until"], &award["is_provisional"]), (&json!("2027-01-05T16:00:00Z"), &json!(true)));
        let confirm = async || stage.town.approver.act(&stage.path("/award"), "confirm-publicity", json!({"reason": "按国务院通知核对"})).await;
        confirm().await.refused(409, "evaluation/publicity_running");
        world.advance_to("2027-01-20T09:00:00+08:00").await;
        assert_eq!(stage.project_status().await, "publicity");
        assert_eq!(stage.events().await.iter().filter(|event| *event == "award.publicity_unconfirmed").count(), 1);
        assert_eq!(confirm().await.ok(200)["status"], "awarded");
        assert_eq!(stage.budget().await.0, 7_600_000);
    }

    async fn a_provisional_publicity_is_counted_again_when_the_year_is_known(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        world.advance_to("2026-12-28T10:00:00+08:00").await;
        stage.decide(&stage.town.approver).await;
        let year = include_str!("../../../config/calendar/cn-2026.toml").replace("2026", "2027");
        let year = year.lines().filter(|line| !line.starts_with("weekend_working_days")).collect::<Vec<_>>().join("\n");
        let year = shuniu::platform::calendar::Calendar::from_toml(&format!("weekend_working_days = []\n{year}")).expect("sound");
        let mut year = serde_json::to_value(year).expect("a year");
        year["holidays"] = year["holiday"].take();
        year.as_object_mut().expect("a year").remove("holiday");
        stage.town.admin.post("/calendar/years", year).await.ok(201);
        world.settle().await;
        let award = stage.town.approver.get(&stage.path("/award")).await.ok(200);
        assert_eq!((&award["publicity_until"], &award["is_provisional"]), (&json!("2027-01-05T16:00:00Z"), &json!(false)));
        stage.town.approver.act(&stage.path("/award"), "confirm-publicity", json!({"reason": "急"})).await.refused(409, "evaluation/publicity_not_provisional");
        world.advance_to("2027-01-06T00:00:00+08:00").await;
        assert_eq!(stage.project_status().await, "awarded");
    }

    async fn r34_a_correction_opens_only_the_named_sheets_and_keeps_what_was_signed(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        let sheets = stage.town.approver.get(&stage.path("/scores")).await.ok(200);
        let chair = stage.chair().get(&stage.path("/panel")).await.ok(200)["members"][0]["id"].clone();
        let of_chair = |v: &serde_json::Value| v["items"].as_array().into_iter().flatten().filter(|s| s["panel_member_id"] == chair).cloned().collect::<Vec<_>>();
        let before = of_chair(&sheets);
        let correction = json!({"correction": "arithmetic", "members": [chair], "reason": "团队得分录入错误"});
        let award = stage.town.approver.act(&stage.path("/award"), "return-to-panel", correction).await.ok(200);
        assert_eq!(award["status"], "returned_to_panel");
        stage.members()[1].put(&format!("/bids/{}/score-sheet", stage.bids[0]), json!({"scores": []})).await.refused(409, "evaluation/sheet_signed");
        assert_eq!(stage.put(stage.chair(), 0, ["35.50", "30.00"]).await["status"], "draft");
        assert_eq!(stage.project_status().await, "evaluating");
        stage.sign(stage.chair()).await;
        let ranking = stage.chair().get(&stage.path("/ranking")).await.ok(200);
        assert_eq!(ranking["items"][0]["technical"], "69.50");
        stage.report().await;
        stage.decide(&stage.town.approver).await;
        // The digests of what was signed first are in the journal.
        world.settle().await;
        let feed = stage.town.auditor.get("/events?limit=200").await;
        assert_eq!(before.len(), 3);
        for sheet in before {
            assert!(feed.body.contains(sheet["digest"].as_str().expect("a digest")));
        }
    }
}
