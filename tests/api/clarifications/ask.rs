use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::schema::organizations;

use super::{asked, told};
use crate::api::projects::desk::Desk;
use crate::on_both;

const QUESTION: &str = "服务地点是否包括周末？";

on_both! {
    async fn everybody_reads_the_question_and_nobody_learns_who_asked(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let question = asked(&town.bidders[0].member, &project, QUESTION).await;
        let asker = town.bidders[0].organization.as_str();
        for reader in [&town.bidders[1].manager, &town.hub, &town.officer, &town.approver, &town.auditor] {
            let page = reader.get(&format!("{project}/clarifications")).await.ok(200);
            assert_eq!(page["ask_by"], "2026-03-11T16:00:00Z", "two working days lie between the last question and the deadline");
            let row = &page["items"][0];
            assert_eq!((&row["question_zh"], &row["number"], &row["is_own"]), (&json!(QUESTION), &json!(1), &json!(false)));
            assert!(!page.to_string().contains(asker), "{page}");
            assert!(!reader.get(&question).await.ok(200).to_string().contains(asker));
            let feed = reader.get("/events?limit=200").await.ok(200);
            assert!(!feed.to_string().contains("clarification.asked"), "who asks is about to bid: {feed}");
            if reader.user_id != town.bidders[1].manager.user_id && reader.user_id != town.auditor.user_id {
                let file = reader.get(&format!("{project}/file")).await.ok(200);
                assert!(!file.to_string().contains("clarification.asked"), "{file}");
            }
        }
        assert_eq!(town.bidders[0].manager.get(&question).await.ok(200)["is_own"], true);
        assert!(told(world, "clarification_asked").await.contains(&"officer".to_owned()));
        let letters = world.outbox();
        assert!(letters.iter().filter(|(_, text)| text.contains("提问")).all(|(_, text)| !text.contains("鸟巢创业服务社")));
    }

    async fn a_question_that_names_its_asker_or_anybody_is_refused_by_field(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let own = town.bidders[0].manager.get(&format!("/organizations/{}", town.bidders[0].organization)).await.ok(200);
        let (name, code) = (own["name_zh"].as_str().expect("name").to_owned(), own["credit_code"].as_str().unwrap_or("-").to_lowercase());
        for (question, wrong) in [
            (format!("{name}能否投标？"), "names_asker"),
            (format!("代码{code}可以吗？"), "names_asker"),
            ("请回电13812345678".to_owned(), "personal_data"),
            (" ".to_owned(), "required"),
            ("问".repeat(1_001), "too_long"),
        ] {
            if code == "-" && question.contains("代码-") {
                continue;
            }
            let got = town.bidders[0].manager.post(&format!("{project}/clarifications"), json!({"question_zh": question})).await;
            assert_eq!(got.field_errors(), [("/question_zh".to_owned(), wrong.to_owned())], "{question}");
        }
        assert_eq!(town.hub.get(&format!("{project}/clarifications")).await.ok(200)["items"], json!([]));
    }

    async fn the_short_name_of_the_asker_is_refused_as_the_full_one_is(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let ask = async |which: usize, question: &str| {
            desk.town.bidders[which].manager.post(&format!("{project}/clarifications"), json!({"question_zh": question})).await
        };
        for (which, question) in [(0, "我们鸟巢想知道教室由谁提供？"), (1, "乐业能否分包？")] {
            let got = ask(which, question).await;
            assert_eq!(got.field_errors(), [("/question_zh".to_owned(), "names_asker".to_owned())], "{question}");
        }
        // What others are called says nothing of the asker, and the trade is everybody's.
        ask(1, "就业指导的教室由谁提供？创业服务呢？").await.ok(201);
        ask(2, "乐业服务的范围到哪里？").await.ok(201);
    }

    async fn only_an_organisation_that_the_hub_has_verified_asks(world) {
        let desk = Desk::at(world).await;
        let bidder = &desk.town.bidders[0];
        let project = desk.published().await;
        for status in ["draft", "submitted", "suspended", "deregistered"] {
            let id = bidder.organization.clone();
            world.write(move |conn| {
                diesel::update(organizations::table.filter(organizations::id.eq(&id))).set(organizations::status.eq(status)).execute(conn)
            }).await;
            let got = bidder.manager.post(&format!("{project}/clarifications"), json!({"question_zh": QUESTION})).await;
            got.refused(409, "clarifications/not_verified");
        }
        assert_eq!(told(world, "clarification_asked").await, Vec::<String>::new());
        asked(&desk.town.bidders[1].manager, &project, QUESTION).await;
    }

    async fn questions_are_taken_while_there_is_time_to_answer(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let draft = desk.approved().await;
        let body = json!({"question_zh": QUESTION});
        town.bidders[0].manager.post(&format!("{draft}/clarifications"), body.clone()).await.refused(404, "not_found");
        town.officer.act(&draft, "publish", json!({})).await.ok(200);
        world.advance_to("2026-03-11T23:59:59+08:00").await;
        asked(&town.bidders[0].manager, &draft, QUESTION).await;
        world.advance_to("2026-03-12T00:00:00+08:00").await;
        town.bidders[0].manager.post(&format!("{draft}/clarifications"), body.clone()).await.refused(409, "clarifications/too_late");
        world.advance_to("2026-03-17T00:00:00+08:00").await;
        town.bidders[0].manager.post(&format!("{draft}/clarifications"), body.clone()).await.refused(409, "bids/deadline_passed");
        town.hub.post(&format!("{draft}/clarifications"), body).await.refused(403, "auth/role_missing");
    }

    async fn questions_asked_at_once_are_numbered_without_gaps_and_limited(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let path = format!("{project}/clarifications");
        let client = &desk.town.bidders[0].manager;
        let asking = (0..25).map(|n| {
            let (client, path) = (client.clone(), path.clone());
            tokio::spawn(async move { client.post(&path, json!({"question_zh": format!("问题{n}")})).await.status })
        });
        let mut statuses = Vec::new();
        for one in asking.collect::<Vec<_>>() {
            statuses.push(one.await.expect("asked"));
        }
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 20, "{statuses:?}");
        let rows = client.get(&format!("{path}?limit=200")).await.ok(200);
        let mut numbers: Vec<i64> = rows["items"].as_array().into_iter().flatten().filter_map(|row| row["number"].as_i64()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    }

    async fn an_api_key_asks_and_reads(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let manager = &desk.town.bidders[0].manager;
        let scopes = json!({"name": "投标系统", "scopes": ["clarifications_ask", "clarifications_list", "clarifications_get"]});
        let key = manager.post("/api-keys", scopes).await.ok(201)["key"].as_str().expect("the key").to_owned();
        let program = crate::support::Client::new(&world.address, Some(key));
        let question = asked(&program, &project, QUESTION).await;
        let seen: Value = program.get(&question).await.ok(200);
        assert_eq!((&seen["is_own"], &seen["allowed_actions"]), (&json!(true), &json!([])));
    }
}
