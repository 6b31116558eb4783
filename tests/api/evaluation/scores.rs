use serde_json::json;

use super::stage::{POINTS, Stage};
use crate::on_both;

on_both! {
    async fn s30_a_blank_criterion_or_a_missing_bid_blocks_signing_and_all_of_it_is_listed(world) {
        let stage = Stage::new(world).await;
        stage.all_declare().await;
        let member = stage.chair();
        let sheet = format!("/bids/{}/score-sheet", stage.bids[0]);
        member.put(&sheet, json!({"scores": [{"criterion": "plan", "points": "40.00"}]})).await.ok(200);
        let got = member.post(&stage.path("/scores/sign"), json!({})).await;
        let pointer = |rest: String| format!("/bids/{rest}");
        assert_eq!(got.field_errors(), [
            (pointer(format!("{}/team", stage.bids[0])), "blank".to_owned()),
            (pointer(stage.bids[1].clone()), "not_scored".to_owned()),
            (pointer(stage.bids[2].clone()), "not_scored".to_owned()),
        ]);
        assert_eq!(member.get(&stage.path("/scores")).await.ok(200)["items"][0]["status"], "draft");
    }

    async fn r33_only_the_calls_criteria_and_no_more_than_their_points(world) {
        let stage = Stage::new(world).await;
        stage.all_declare().await;
        let scores = json!([
            {"criterion": "plan", "points": "40.01"},
            {"criterion": "charm", "points": "1.00"},
            {"criterion": "team", "points": "-0.01"},
            {"criterion": "team", "points": "0.00"},
        ]);
        let sheet = format!("/bids/{}/score-sheet", stage.bids[0]);
        let got = stage.chair().put(&sheet, json!({"scores": scores})).await;
        let wrong: Vec<_> = got.field_errors().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
        assert_eq!(wrong, [
            "/scores/0/points out_of_range", "/scores/1/criterion unknown_criterion", "/scores/2/points out_of_range", "/scores/3/criterion twice",
        ]);
        let got = stage.chair().put(&sheet, json!({"scores": [{"criterion": "plan", "points": "1.005"}]})).await;
        assert_eq!(got.field_errors(), [("/scores/0/points".to_owned(), "wrong_type".to_owned())]);
    }

    async fn r34_a_signed_sheet_is_immutable(world) {
        let stage = Stage::new(world).await;
        stage.all_declare().await;
        let member = stage.chair();
        stage.score(member).await;
        let signed = stage.sign(member).await;
        assert!(signed["items"][0]["digest"].as_str().is_some_and(|digest| digest.starts_with("sha-256:")), "{signed}");
        let sheet = format!("/bids/{}/score-sheet", stage.bids[0]);
        member.put(&sheet, json!({"scores": []})).await.refused(409, "evaluation/sheet_signed");
        member.post(&stage.path("/scores/sign"), json!({})).await.refused(409, "evaluation/sheet_signed");
        assert_eq!(member.get(&stage.path("/scores")).await.ok(200)["items"], signed["items"]);
    }

    async fn scores_are_blind_until_everybody_has_signed(world) {
        let stage = Stage::new(world).await;
        stage.all_declare().await;
        let members = stage.members();
        for member in &members[..4] {
            stage.score(member).await;
            stage.sign(member).await;
        }
        stage.put(&members[4], 0, ["1.00", "2.00"]).await;
        let seen = async |who: &crate::support::Client| who.get(&stage.path("/scores")).await.ok(200)["items"].as_array().map(Vec::len);
        assert_eq!(seen(&members[4]).await, Some(1));
        assert_eq!(seen(&members[0]).await, Some(3));
        for outsider in [&stage.town.officer, &stage.town.approver, &stage.town.auditor] {
            assert_eq!(seen(outsider).await, Some(0));
            outsider.get(&stage.path("/ranking")).await.refused(404, "not_found");
        }
        stage.town.evaluators[5].get(&stage.path("/scores")).await.refused(404, "not_found");
        stage.score(&members[4]).await;
        stage.sign(&members[4]).await;
        assert_eq!(seen(&members[0]).await, Some(15));
        // R34: no hints from the buyer before the chair has reported.
        assert_eq!(seen(&stage.town.officer).await, Some(0));
        stage.report().await;
        assert_eq!(seen(&stage.town.officer).await, Some(15));
    }

    async fn an_evaluator_of_another_panel_finds_no_bid_to_score(world) {
        let stage = Stage::new(world).await;
        stage.all_declare().await;
        let stranger = world.person(&[(shuniu::platform::actor::Role::Evaluator, None, None)]).await;
        let scores = json!({"scores": [{"criterion": "plan", "points": POINTS[0][0]}]});
        stranger.put(&format!("/bids/{}/score-sheet", stage.bids[0]), scores).await.refused(404, "not_found");
        stranger.get(&stage.path("/scores")).await.refused(404, "not_found");
        stranger.get(&stage.path("/panel")).await.refused(404, "not_found");
    }
}
