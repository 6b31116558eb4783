use serde_json::json;

use super::{kinds, listed};
use crate::api::contracts::draft::terms;
use crate::api::evaluation::stage::Stage;
use crate::api::projects::desk::Desk;
use crate::on_both;

on_both! {
    async fn a_call_is_public_before_anybody_is_invited_and_says_what_a_bidder_needs(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        assert_eq!(listed(world, "").await, Vec::<serde_json::Value>::new());
        let published = desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        let notices = listed(world, "?open=true").await;
        assert_eq!(kinds(&notices), ["call"]);
        let notice = world.anonymous().get(&format!("/notices/{}", notices[0]["id"].as_str().expect("an id"))).await.ok(200);
        let call = &notice["content"];
        assert_eq!((&call["deadline"], &call["public_key"]), (&published["deadline"], &published["public_key"]));
        assert_eq!((&call["budget_fen"], &call["rule_set_version"]), (&published["budget_fen"], &json!("2026-01")));
        // The public reads no name: neither who drafted nor who decided.
        for person in [&desk.town.hub, &desk.town.officer, &desk.town.approver] {
            assert!(!notice.to_string().contains(&person.user_id), "{notice}");
        }
        let ledger = world.ledger().await;
        assert!(ledger.iter().any(|(_, template, _)| template == "project_published"), "letters come after the notice: {ledger:?}");
    }

    async fn a_purchase_leaves_its_result_award_and_contract(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        stage.decide(&stage.town.approver).await;
        let result = listed(world, "").await;
        assert_eq!(kinds(&result), ["result"]);
        let result = world.anonymous().get(&format!("/notices/{}", result[0]["id"].as_str().expect("an id"))).await.ok(200);
        assert_eq!((&result["content"]["winner"]["zh"], &result["content"]["price_fen"]), (&json!("鸟巢创业服务社"), &json!(7_600_000)));
        assert_eq!((&result["content"]["total"], &result["content"]["reason"]), (&json!("86.29"), &json!("综合得分最高")));
        world.advance_to("2026-03-10T00:00:00+08:00").await;
        let contract = stage.town.officer.post(&stage.path("/contract"), terms(&[7_600_000])).await.ok(201);
        assert_eq!(kinds(&listed(world, "").await), ["award", "result"], "a drafted contract is not public");
        let path = format!("/contracts/{}", contract["id"].as_str().expect("an id"));
        for client in [&stage.town.bidders[0].manager, &stage.town.approver] {
            let signature = json!({"signer_name": "某人", "authority": "法定代表人", "signed_on": "2026-03-10", "document_digest": format!("sha-256:{}", "0".repeat(64))});
            client.act(&path, "sign", signature).await.ok(200);
        }
        let all = listed(world, "").await;
        assert_eq!(kinds(&all), ["contract", "award", "result"]);
        let last = world.anonymous().get(&format!("/notices/{}", all[0]["id"].as_str().expect("an id"))).await.ok(200);
        assert_eq!((&last["content"]["number"], &last["project_status"]), (&json!("HT-2026-0001"), &json!("contracted")));
        assert!(!last.to_string().contains("某人"), "who signs is not public: {last}");
        assert_eq!(last["others"].as_array().map(Vec::len), Some(2));
    }

    async fn what_was_never_public_ends_without_a_notice_and_a_cancelled_call_says_why(world) {
        let desk = Desk::at(world).await;
        let quiet = desk.approved().await;
        desk.town.officer.act(&quiet, "cancel", json!({"reason": "经费调整"})).await.ok(200);
        assert_eq!(listed(world, "").await.len(), 0);
        let project = desk.approved().await;
        desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        desk.town.officer.act(&project, "cancel", json!({"reason": "需求变化"})).await.ok(200);
        let notices = listed(world, "").await;
        assert_eq!(kinds(&notices), ["cancellation", "call"]);
        let end = world.anonymous().get(&format!("/notices/{}", notices[0]["id"].as_str().expect("an id"))).await.ok(200);
        assert_eq!(end["content"]["reason"]["zh"], "需求变化");
        assert_eq!(listed(world, "?open=true").await.len(), 0);
    }

    async fn more_words_than_a_person_types_are_refused_and_harm_nothing(world) {
        let town = world.town().await;
        let (words, long) = ("a+".repeat(30_000), "养".repeat(101));
        for q in [words.as_str(), long.as_str()] {
            let refused = world.anonymous().get(&format!("/notices?q={q}")).await;
            assert_eq!(refused.field_errors(), [("q".to_owned(), "too_long".to_owned())]);
            assert_eq!(world.anonymous().page(&format!("/notices?q={q}")).await.status, 422);
            assert_eq!(world.anonymous().page(&format!("/notices.atom?q={q}")).await.status, 422);
            for list in ["/projects", "/needs", "/organizations", "/catalogue"] {
                assert_eq!(town.hub.get(&format!("{list}?q={q}")).await.field_errors(), [("q".to_owned(), "too_long".to_owned())], "{list}");
            }
        }
        // As many words as fit are asked for in good order.
        assert_eq!(listed(world, &format!("?q={}", "a+".repeat(50))).await, Vec::<serde_json::Value>::new());
    }

    async fn filters_narrow_and_pages_follow(world) {
        let desk = Desk::at(world).await;
        for _ in 0..3 {
            let project = desk.approved().await;
            desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        }
        let all = listed(world, "").await;
        assert_eq!(all.len(), 3);
        let call = desk.town.officer.get(&format!("/projects/{}", all[0]["project_id"].as_str().expect("an id"))).await.ok(200);
        let text: String = call["description_zh"].as_str().expect("a text").chars().take(5).collect();
        let field = all[0]["field"].as_str().expect("a field").to_owned();
        for (question, count) in [
            (format!("?field={field}"), 3), ("?field=parking".into(), 0), ("?area=310107".into(), 3), ("?area=310107005".into(), 0),
            ("?kind=call".into(), 3), ("?kind=award".into(), 0), (format!("?q={}", all[0]["number"].as_str().expect("a number").to_lowercase()), 1),
            ("?q=100%25".into(), 0), (format!("?q={text}"), 3),
        ] {
            assert_eq!(listed(world, &question).await.len(), count, "{question}");
        }
        let first = world.anonymous().get("/notices?limit=2").await.ok(200);
        let next = first["next_cursor"].as_str().expect("a cursor");
        let second = world.anonymous().get(&format!("/notices?limit=2&cursor={next}")).await.ok(200);
        assert_eq!((&second["items"][0]["id"], &second["next_cursor"]), (&all[2]["id"], &json!(null)));
        world.anonymous().get("/notices?area=999999").await.refused(422, "invalid");
        world.anonymous().get("/notices/nothing").await.refused(404, "not_found");
    }

    async fn a_notice_is_written_once_and_stays_as_it_was(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        world.settle().await;
        let again = shuniu::notices::follow(&world.platform).await.expect("followed");
        assert_eq!((again, listed(world, "").await.len()), (0, 1));
    }
}
