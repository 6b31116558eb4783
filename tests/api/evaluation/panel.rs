use serde_json::json;
use shuniu::platform::actor::Role;

use super::stage::{PRICES, Stage};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn a_panel_that_breaks_the_rules_hears_of_every_defect_at_once(world) {
        let stage = Stage::at(world, "published", PRICES).await;
        let who = |at: usize| stage.town.evaluators[at].user_id.clone();
        let members = json!([
            {"user_id": who(0), "seat": "evaluator"},
            {"user_id": who(0), "seat": "evaluator"},
            {"user_id": stage.town.hub.user_id, "seat": "evaluator"},
            {"user_id": who(1), "seat": "evaluator"},
        ]);
        let got = stage.town.officer.post(&stage.path("/panel"), json!({"members": members})).await;
        assert_eq!(got.status, 422, "{}", got.body);
        let wrong: Vec<_> = got.field_errors().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
        assert_eq!(wrong, [
            "/members one_chair", "/members too_few_members", "/members even_number", "/members too_few_reserves",
            "/members/1/user_id twice", "/members/2/user_id not_an_evaluator", "/members/2/user_id involved",
        ]);
    }

    async fn r63_nobody_evaluates_what_they_drafted(world) {
        let stage = Stage::at(world, "published", PRICES).await;
        let town = &stage.town;
        // The drafter gets an evaluator's role as well; it does not help.
        let street = town.street.clone();
        let officer = world.person(&[(Role::StreetOfficer, Some(&street), Some(STREET)), (Role::Evaluator, None, None)]).await;
        let (project, editor) = (stage.project.clone(), officer.user_id.clone());
        world.write(move |conn| {
            use diesel::prelude::*;
            use shuniu::schema::project_editors as t;
            diesel::insert_into(t::table).values((t::project_id.eq(&project), t::user_id.eq(&editor))).execute(conn)
        }).await;
        let mut panel = stage.panel();
        panel["members"][1]["user_id"] = json!(officer.user_id);
        let got = town.officer.post(&stage.path("/panel"), panel).await;
        assert_eq!(got.field_errors(), [("/members/1/user_id".to_owned(), "involved".to_owned())]);
    }

    async fn who_sits_on_the_panel_is_secret(world) {
        let stage = Stage::new(world).await;
        stage.tallied().await;
        let town = &stage.town;
        for stranger in [&town.hub, &town.approver, &town.bidders[0].manager] {
            let refused = stranger.get(&stage.path("/panel")).await;
            assert!(refused.status == 403 || refused.status == 404, "{}", refused.body);
        }
        // The reserve that was not called knows of itself only.
        let seen = town.evaluators[5].get(&stage.path("/panel")).await.ok(200);
        assert_eq!(seen["members"].as_array().map(Vec::len), Some(1));
        assert_eq!(town.auditor.get(&stage.path("/panel")).await.ok(200)["members"].as_array().map(Vec::len), Some(6));
        // What members did is in the journal without saying who they are.
        world.settle().await;
        for reader in [&town.hub, &town.officer, &town.auditor] {
            let feed = reader.get("/events?limit=200").await;
            assert!(feed.body.contains("panel.member_signed") && feed.body.contains("panel_member:"), "{}", feed.body);
            for member in stage.members() {
                assert!(!feed.body.contains(&member.user_id));
            }
        }
    }

    async fn r22_a_conflict_takes_the_member_off_and_the_reserve_steps_in(world) {
        let stage = Stage::new(world).await;
        stage.form().await;
        let [chair, second, third, fourth, fifth, reserve] = stage.town.evaluators.as_slice() else { panic!("six evaluators") };
        let nothing = json!({"declarations": []});
        reserve.post(&stage.path("/panel/declare"), nothing).await.refused(409, "evaluation/not_asked_to_declare");
        stage.declare(second, None).await;
        let seen = stage.declare(chair, Some((&stage.bids[1], "kinship"))).await;
        assert_eq!((seen["members"].as_array().map(Vec::len), &seen["members"][0]["status"]), (Some(1), &json!("recused")));

        let panel = stage.town.officer.get(&stage.path("/panel")).await.ok(200);
        let called = panel["members"].as_array().and_then(|m| m.iter().find(|m| m["user_id"] == reserve.user_id)).cloned().expect("the reserve");
        assert_eq!((&called["status"], &called["seat"]), (&json!("assigned"), &json!("chair")));
        assert_eq!(panel["status"], "declaring");
        for member in [third, fourth, fifth, reserve] {
            stage.declare(member, None).await;
        }
        assert_eq!(stage.town.officer.get(&stage.path("/panel")).await.ok(200)["status"], "scoring");
        chair.put(&format!("/bids/{}/score-sheet", stage.bids[0]), json!({"scores": []})).await.refused(409, "evaluation/not_declared");
        stage.put(reserve, 0, ["40", "0"]).await;
        let events = stage.events().await;
        assert!(events.contains(&"panel.member_recused".to_owned()) && events.contains(&"panel.reserve_called".to_owned()), "{events:?}");
    }

    async fn when_no_reserve_is_left_the_officer_forms_the_panel_anew(world) {
        let stage = Stage::new(world).await;
        stage.form().await;
        let [chair, second, third, ..] = stage.town.evaluators.as_slice() else { panic!("evaluators") };
        stage.declare(second, Some((&stage.bids[0], "employment"))).await;
        stage.town.officer.post(&stage.path("/panel"), stage.panel()).await.refused(409, "evaluation/panel_at_work");
        stage.declare(third, Some((&stage.bids[0], "board"))).await;
        let panel = stage.town.officer.get(&stage.path("/panel")).await.ok(200);
        assert_eq!((&panel["status"], &panel["allowed_actions"]), (&json!("forming"), &json!(["form"])));
        let said: Vec<_> = stage.bids.iter().map(|bid| json!({"bid_id": bid, "kind": "none"})).collect();
        chair.post(&stage.path("/panel/declare"), json!({"declarations": said})).await.refused(409, "evaluation/panel_incomplete");
        // Who left does not come back.
        let got = stage.town.officer.post(&stage.path("/panel"), stage.panel()).await;
        let recused = [("/members/1/user_id".to_owned(), "recused".to_owned()), ("/members/2/user_id".to_owned(), "recused".to_owned())];
        assert_eq!(got.field_errors(), recused);
        let (fresh, another) = (world.person(&[(Role::Evaluator, None, None)]).await, world.person(&[(Role::Evaluator, None, None)]).await);
        let mut names = stage.panel();
        names["members"][1]["user_id"] = json!(fresh.user_id);
        names["members"][2]["user_id"] = json!(another.user_id);
        stage.town.officer.post(&stage.path("/panel"), names).await.ok(200);
        assert_eq!(stage.declare(chair, None).await["status"], "declaring");
    }

    async fn a_declaration_speaks_of_every_bidder(world) {
        let stage = Stage::new(world).await;
        stage.form().await;
        let said = json!({"declarations": [{"bid_id": stage.bids[0], "kind": "other"}, {"bid_id": stage.bids[0], "kind": "none"}]});
        let got = stage.chair().post(&stage.path("/panel/declare"), said).await;
        let wrong: Vec<_> = got.field_errors().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
        assert_eq!(wrong, ["/declarations/0/note required", "/declarations/1/bid_id twice", "/declarations missing", "/declarations missing"]);
    }

    async fn only_the_buyers_officer_in_charge_forms_the_panel(world) {
        let stage = Stage::at(world, "closed", PRICES).await;
        let street = stage.town.street.clone();
        let colleague = world.person(&[(Role::StreetOfficer, Some(&street), Some(STREET))]).await;
        colleague.post(&stage.path("/panel"), stage.panel()).await.refused(403, "evaluation/not_in_charge");
        stage.form().await;
        let said = json!({"declarations": []});
        stage.chair().post(&stage.path("/panel/declare"), said).await.refused(409, "evaluation/wrong_status");
    }
}
