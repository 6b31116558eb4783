use serde_json::json;

use super::{is_disabled, leaves, mails, saved};
use crate::api::clarifications::asked;
use crate::api::projects::desk::Desk;
use crate::on_both;

fn entry(project: &str) -> String {
    format!("/watch-list{project}")
}

on_both! {
    async fn what_is_followed_is_listed_said_again_changes_it_and_taken_off_is_gone(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let own = &desk.town.bidders[0].member;
        let first = own.put(&entry(&project), json!({})).await.ok(200);
        assert_eq!((&first["kind"], &first["notify"], &first["status"]), (&json!("projects"), &json!("at_once"), &json!("published")));
        assert_eq!(own.put(&entry(&project), json!({})).await.ok(200), first, "said twice it is the same");
        let daily = own.put(&entry(&project), json!({"notify": "daily"})).await.ok(200);
        assert_eq!((&daily["notify"], &daily["created_at"]), (&json!("daily"), &first["created_at"]));
        assert_eq!(own.put(&entry(&project), json!({})).await.ok(200)["notify"], "daily", "what is not said stays");
        own.put(&format!("/watch-list/needs/{}", desk.need), json!({})).await.ok(200);
        let listed = own.get("/watch-list").await.ok(200);
        let kinds: Vec<_> = listed["items"].as_array().expect("items").iter().map(|item| item["kind"].as_str().expect("a kind")).collect();
        assert_eq!(kinds, ["projects", "needs"]);
        assert_eq!(listed["items"][1]["title"]["zh"], "失业青年找工作难");
        assert_eq!(desk.town.bidders[0].manager.get("/watch-list").await.ok(200)["items"], json!([]), "each has their own");
        assert_eq!(own.delete(&entry(&project)).await.status, 204);
        own.delete(&entry(&project)).await.refused(404, "not_found");
        desk.town.officer.act(&project, "cancel", json!({"reason": "预算调整"})).await.ok(200);
        let told = mails(world, own, "alert").await;
        assert!(told.len() == 1 && !told[0].contains("终止公告"), "the need is still followed, the project is not: {told:?}");
    }

    async fn only_what_one_may_see_is_followed(world) {
        let desk = Desk::at(world).await;
        let draft = desk.approved().await;
        let stranger = &desk.town.bidders[0].member;
        stranger.put(&entry(&draft), json!({})).await.refused(404, "not_found");
        desk.town.approver.put(&entry(&draft), json!({})).await.ok(200);
        let need = crate::api::projects::desk::need(world, &desk.town, "reported").await;
        stranger.put(&format!("/watch-list/needs/{need}"), json!({})).await.refused(404, "not_found");
        stranger.put("/watch-list/needs/42", json!({})).await.refused(404, "not_found");
        stranger.put(&format!("/watch-list/people/{need}"), json!({})).await.refused(404, "not_found");
    }

    async fn whoever_follows_a_project_is_told_what_the_public_is_told(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let town = &desk.town;
        let own = &town.bidders[0].member;
        own.put(&entry(&project), json!({})).await.ok(200);
        let amendment = json!({"text_zh": "服务地点增加两个居委会。", "affects_bids": true, "deadline": "2026-03-20T09:00:00Z"});
        town.officer.act(&project, "amendments", amendment).await.ok(201);
        let told = mails(world, own, "alert").await;
        assert!(told.len() == 1 && told[0].contains("服务地点增加两个居委会。") && told[0].contains("因为您关注了它"), "{told:?}");
        assert!(told[0].contains("2026-03-20 17:00"), "the new deadline: {}", told[0]);
        let question = asked(&town.bidders[1].manager, &project, "是否包括周末？").await;
        let answer = json!({"answer_zh": "包括，周六上午。", "affects_bids": true});
        town.officer.act(&question, "answer", answer).await.ok(200);
        let told = mails(world, own, "alert").await;
        assert_eq!(told.len(), 2, "an amendment is told with the answer that it belongs to: {told:?}");
        let answered = told.iter().find(|mail| mail.contains("答疑公告")).expect("the answer");
        assert!(answered.contains("是否包括周末？") && answered.contains("包括，周六上午。"), "{answered}");
        assert!(!answered.contains(town.bidders[1].organization.as_str()) && !answered.contains("乐业社工服务社"), "who asked stays secret");

        // A sealed bid is nobody's news.
        let offer = json!({"offer": {"price_fen": 1_900_000, "proposal_zh": "一人一策", "team_zh": "社工师两名", "declarations": {"r20": "无"}}});
        let bid = town.bidders[1].manager.post(&format!("{project}/bids"), offer).await.ok(201);
        town.bidders[1].manager.act(&format!("/bids/{}", bid["id"].as_str().expect("an id")), "submit", json!({})).await.ok(200);
        assert_eq!(mails(world, own, "alert").await.len(), 2);
        town.officer.act(&project, "cancel", json!({"reason": "需求已由其他途径解决"})).await.ok(200);
        let told = mails(world, own, "alert").await;
        assert!(told.len() == 3 && told.iter().any(|mail| mail.contains("终止公告") && mail.contains("需求已由其他途径解决")), "{told:?}");
    }

    async fn one_mail_tells_of_a_call_that_is_searched_for_and_followed(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        let finance = &desk.town.finance;
        finance.put(&entry(&project), json!({"notify": "daily"})).await.ok(200);
        saved(finance, json!({"name": "就业", "looks_in": "calls", "q": "就业", "notify": "at_once"})).await;
        desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        let told = mails(world, finance, "alert").await;
        assert!(told.len() == 1 && told[0].contains("“就业”") && told[0].contains("因为您关注了它"), "{told:?}");
    }

    async fn whoever_follows_a_need_learns_that_it_was_taken_up_and_that_it_came_to_nothing(world) {
        let desk = Desk::at(world).await;
        let own = &desk.town.bidders[0].member;
        own.put(&format!("/watch-list/needs/{}", desk.need), json!({})).await.ok(200);
        let project = desk.approved().await;
        let told = mails(world, own, "alert").await;
        assert!(told.len() == 1 && told[0].contains("需求已立项") && told[0].contains("失业青年找工作难"), "{told:?}");
        assert!(!told[0].contains(project.trim_start_matches("/projects/")), "the draft stays secret: {}", told[0]);
        desk.town.officer.act(&project, "cancel", json!({"reason": "预算调整"})).await.ok(200);
        assert_eq!(mails(world, own, "alert").await.len(), 2);
    }

    async fn whoever_loses_sight_of_it_hears_nothing_more(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let [left, disabled, there] = [0, 1, 2].map(|place: usize| &desk.town.bidders[place].member);
        for client in [left, disabled, there] {
            client.put(&entry(&project), json!({})).await.ok(200);
            client.put(&format!("/watch-list/needs/{}", desk.need), json!({})).await.ok(200);
        }
        leaves(world, left).await;
        is_disabled(world, disabled).await;
        desk.town.officer.act(&project, "cancel", json!({"reason": "预算调整"})).await.ok(200);
        world.settle().await;
        for client in [left, disabled] {
            assert!(mails(world, client, "alert").await.is_empty());
        }
        assert_eq!(mails(world, there, "alert").await.len(), 2, "the end of the call, and the need that is open again");
        // A need that is declined is nobody's any more but its place's and its reporter's.
        desk.town.hub.act(&format!("/needs/{}", desk.need), "decline", json!({"reason": "已由其他途径受理"})).await.ok(200);
        assert_eq!(mails(world, there, "alert").await.len(), 2);
        let listed = there.get("/watch-list").await.ok(200);
        assert_eq!((&listed["items"][1]["title"], &listed["items"][1]["status"]), (&json!(null), &json!(null)));
        assert_eq!(there.delete(&format!("/watch-list/needs/{}", desk.need)).await.status, 204);
    }
}
