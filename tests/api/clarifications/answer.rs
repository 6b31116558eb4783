use serde_json::json;

use super::{answer, asked, told};
use crate::api::projects::desk::Desk;
use crate::on_both;

on_both! {
    async fn the_answer_goes_to_everybody_who_is_involved_and_to_the_public(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let question = asked(&town.bidders[0].manager, &project, "是否包括周末？").await;
        let tasks = town.officer.get("/me/tasks").await.ok(200);
        assert_eq!(tasks["items"][0]["kind"], "answer_question", "{tasks}");
        assert_eq!(tasks["items"][0]["until"], "2026-03-03T16:00:00Z", "one full working day");
        town.bidders[1].manager.post(&format!("{project}/bids"), json!({})).await.ok(201);
        let answered = town.hub.act(&question, "answer", answer(false)).await.ok(200);
        assert_eq!((&answered["answer_en"], &answered["amendment"]), (&json!("Yes, on Saturday mornings."), &json!(null)));
        let tasks = town.officer.get("/me/tasks").await.ok(200);
        let left: Vec<_> = tasks["items"].as_array().into_iter().flatten().map(|task| &task["kind"]).collect();
        assert_eq!(left, [&json!("form_panel")], "done is done");
        town.officer.act(&question, "answer", answer(false)).await.refused(409, "clarifications/answered");

        world.settle().await;
        let notices = world.anonymous().get("/notices?kind=clarification").await.ok(200);
        let notice = world.anonymous().get(&format!("/notices/{}", notices["items"][0]["id"].as_str().expect("an id"))).await.ok(200);
        assert_eq!(notice["content"]["answer"]["zh"], "包括，周六上午。");
        assert!(!notice.to_string().contains(town.bidders[0].organization.as_str()), "{notice}");
        let page = world.anonymous().page(&format!("/notices/{}", notice["id"].as_str().expect("an id"))).await;
        assert!(page.body.contains("是否包括周末？") && page.body.contains("Saturday"), "{}", page.body);
        let told = told(world, "clarification_answered").await;
        assert!(told.iter().filter(|who| *who == "involved").count() >= 2, "asker and drafter: {told:?}");
    }

    async fn who_gets_the_answer_shows_nobody_who_is_about_to_bid(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let question = asked(&town.bidders[0].manager, &project, "是否包括周末？").await;
        town.hub.act(&question, "answer", answer(false)).await.ok(200);
        world.settle().await;
        let letters = town.hub.get(&format!("/deliveries?limit=200&project_id={}", project.trim_start_matches("/projects/"))).await.ok(200);
        assert!(letters.to_string().contains("clarification_answered"), "{letters}");
        assert!(!letters.to_string().contains("involved"), "{letters}");
    }

    async fn r29_an_answer_that_may_affect_bids_is_the_buyers_and_moves_a_deadline_that_is_too_near(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let early = asked(&town.bidders[0].manager, &project, "团队须几人？").await;
        let late = asked(&town.bidders[0].manager, &project, "是否包括周末？").await;
        town.hub.act(&early, "answer", answer(true)).await.refused(403, "clarifications/buyer_needed");
        let answered = town.officer.act(&early, "answer", answer(true)).await.ok(200);
        let amendment = &answered["amendment"];
        assert_eq!(amendment["deadline_before"], amendment["deadline_after"], "there is time enough: {answered}");

        // Friday the 13th leaves no two full working days before Monday 17:00: the first moment that does is Wednesday, at the same time.
        world.advance_to("2026-03-13T09:00:00+08:00").await;
        let answered = town.officer.act(&late, "answer", answer(true)).await.ok(200);
        assert_eq!(answered["amendment"]["deadline_after"], "2026-03-18T09:00:00Z", "{answered}");
        assert_eq!(town.bidders[0].manager.get(&project).await.ok(200)["deadline"], "2026-03-18T09:00:00Z");
        assert_eq!(told(world, "project_amended").await, Vec::<String>::new(), "one letter tells of answer and amendment");
        let letters = world.outbox();
        assert!(letters.iter().any(|(_, text)| text.contains("2026-03-18 17:00")), "the letters tell the new deadline");
        let calls = world.anonymous().get("/notices?kind=call").await.ok(200);
        assert_eq!(calls["items"][0]["deadline"], "2026-03-18T09:00:00Z", "the list shows the deadline as it is now");
    }

    async fn a_deadline_is_moved_by_an_answer_only_where_it_affects_bids_and_only_to_a_moment_that_leaves_time(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let question = asked(&town.bidders[0].manager, &project, "团队须几人？").await;
        let with = |affects: bool, deadline: &str| json!({"answer_zh": "两人", "affects_bids": affects, "deadline": deadline});
        let error = |code: &str| [("/deadline".to_owned(), code.to_owned())];
        let got = town.officer.act(&question, "answer", with(false, "2026-03-20T09:00:00Z")).await;
        assert_eq!(got.field_errors(), error("not_affected"));
        let got = town.officer.act(&question, "answer", with(true, "2026-03-10T09:00:00Z")).await;
        assert_eq!(got.field_errors(), error("earlier"));
        world.advance_to("2026-03-13T09:00:00+08:00").await;
        let got = town.officer.act(&question, "answer", with(true, "2026-03-17T09:00:00Z")).await;
        assert_eq!(got.field_errors(), error("too_early"));
        let answered = town.officer.act(&question, "answer", with(true, "2026-03-20T09:00:00Z")).await.ok(200);
        assert_eq!(answered["amendment"]["deadline_after"], "2026-03-20T09:00:00Z");
    }

    async fn what_is_published_for_good_names_nobody(world) {
        let desk = Desk::at(world).await;
        let officer = &desk.town.officer;
        let project = desk.published().await;
        let question = asked(&desk.town.bidders[0].manager, &project, "联系谁？").await;
        let errors = |pointers: [&str; 2]| pointers.map(|pointer| (pointer.to_owned(), "personal_data".to_owned()));
        for affects_bids in [false, true] {
            let body = json!({"answer_zh": "联系王阿姨13812345678。", "answer_en": "Write to wang@example.org.", "affects_bids": affects_bids});
            assert_eq!(officer.act(&question, "answer", body).await.field_errors(), errors(["/answer_zh", "/answer_en"]));
        }
        let body = json!({"text_zh": "联系王阿姨138-1234-5678。", "text_en": "Write to wang@example.org.", "affects_bids": false});
        assert_eq!(officer.act(&project, "amendments", body).await.field_errors(), errors(["/text_zh", "/text_en"]));
        let body = json!({"answer_zh": "联系街道办公室 021-62345678。", "affects_bids": false});
        officer.act(&question, "answer", body).await.ok(200);
    }

    async fn two_answers_at_once_are_one(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let question = asked(&town.bidders[0].manager, &project, "团队须几人？").await;
        let path = format!("{question}/answer");
        let (one, two) = tokio::join!(town.hub.post_if(&path, "\"1\"", answer(false)), town.officer.post_if(&path, "\"1\"", answer(false)));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
    }

    async fn nobody_answers_after_the_deadline_or_for_another_street(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let question = asked(&town.bidders[0].manager, &project, "团队须几人？").await;
        let elsewhere = world.person(&[(shuniu::platform::actor::Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        elsewhere.act(&question, "answer", answer(false)).await.refused(403, "clarifications/not_in_charge");
        town.bidders[0].manager.act(&question, "answer", answer(false)).await.refused(403, "auth/role_missing");
        world.advance_to("2026-03-17T00:00:00+08:00").await;
        town.hub.act(&question, "answer", answer(false)).await.refused(409, "bids/deadline_passed");
    }
}
