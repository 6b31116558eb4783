use serde_json::json;

use super::{decide, marks, send};
use crate::api::reservations::scene::{DURING, hall, reserved};
use crate::on_both;
use crate::support::Client;

/// The page of a reservation.
fn page_of(reservation: &str) -> String {
    reservation.replace("/resource-reservations/", "/desk/reservations/")
}

async fn tasks(client: &Client) -> serde_json::Value {
    client.get("/me/tasks").await.ok(200)["items"].clone()
}

on_both! {
    async fn the_letter_and_the_task_lead_the_provider_to_the_page_that_accepts(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let (provider, asker) = (&town.bidders[0].manager, &town.bidders[1].manager);
        assert!(!provider.page("/desk").await.body.contains("/desk/reservations"), "the menu names what somebody has");
        let made = reserved(&town, 1, &hall).await;
        let page = page_of(&made);

        let task = tasks(provider).await[0].clone();
        let told = (&task["kind"], &task["page"], &task["until"], &task["about"]);
        assert_eq!(told, (&json!("answer_reservation"), &json!(page), &json!("2026-03-05T16:00:00Z"), &json!("社区活动中心大厅")));
        assert_eq!(tasks(asker).await, json!([]), "nobody answers a request of their own");
        assert_eq!(tasks(&town.hub).await, json!([]), "the provider has people of its own");
        let desk = provider.page("/desk").await.body.replace("&#x2f;", "/");
        assert!(desk.contains(&page) && desk.contains("答复预约") && desk.contains("href=\"/desk/reservations\""), "{desk}");
        world.settle().await;
        assert!(world.outbox().iter().any(|(_, mail)| mail.replace("=\r\n", "").contains(&page)), "the letter leads there");
        assert!(!world.outbox().iter().any(|(_, mail)| mail.replace("=\r\n", "").contains("/api/v1/resource-reservations")));

        let shown = provider.page(&page).await;
        for said in ["社区活动中心大厅", "乐业社工服务社", "老年合唱队排练", "待答复", "2026-03-07 09:00", "30 人", "2026-03-06 00:00"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        assert!(!asker.page(&page).await.body.contains("value=\"accept\""), "the asker withdraws at most");
        let version = shown.hidden("version");
        let forged = [("csrf", "sha-256:forged"), ("version", version.as_str()), ("key", "forged"), ("step", "accept")];
        assert_eq!(provider.form(&page, &forged).await.status, 403);
        let accepted = decide(provider, &page, &[("step", "accept")]).await;
        assert_eq!((accepted.status, accepted.header("location")), (303, Some(page.clone())));
        let shown = asker.page(&page).await.body;
        assert!(shown.contains("已接受") && shown.contains("双方联系人") && shown.contains(&provider.user_id), "{shown}");
        assert!(!town.officer.page(&page).await.body.contains("双方联系人"), "whom to write to is for the two sides");
        assert_eq!(tasks(provider).await, json!([]));
    }

    async fn what_was_typed_stays_and_a_late_or_doubled_form_does_nothing_more(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let (provider, asker) = (&town.bidders[0].manager, &town.bidders[1].manager);
        let page = page_of(&reserved(&town, 1, &hall).await);
        let mute = decide(provider, &page, &[("step", "decline"), ("reason", " ")]).await;
        assert!(mute.status == 422 && mute.body.contains("role=\"alert\"") && mute.body.contains("理由："), "{}", mute.body);
        let unknown = decide(provider, &page, &[("step", "lapse"), ("reason", "当天大厅检修")]).await;
        assert!(unknown.status == 422 && unknown.body.contains("当天大厅检修</textarea>"), "{}", unknown.body);
        let not_theirs = decide(asker, &page, &[("step", "decline"), ("reason", "不需要了")]).await;
        assert!(not_theirs.status == 403 && not_theirs.body.contains("不需要了</textarea>"), "{}", not_theirs.body);

        let early = marks(provider, &page).await;
        let fields: Vec<(&str, &str)> = early.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let accept = [&fields[..], &[("step", "accept")]].concat();
        for _ in 0..2 {
            assert_eq!(provider.form(&page, &accept).await.status, 303, "sent twice it is accepted once");
        }
        let other = [fields[0], fields[1], ("key", "another form of the same page"), ("step", "cancel"), ("reason", "当天大厅检修")];
        let late = provider.form(&page, &other).await;
        assert!(late.status == 412 && late.body.contains("有了变化") && late.body.contains("当天大厅检修</textarea>"), "{}", late.body);
        assert_eq!(decide(provider, &page, &[("step", "cancel"), ("reason", "当天大厅检修\r\n改期")]).await.status, 303);
        let shown = asker.page(&page).await.body;
        assert!(shown.contains("已由提供方取消") && shown.contains("当天大厅检修") && !shown.contains("name=\"step\""), "{shown}");
    }

    async fn where_nobody_acts_for_the_provider_the_hub_is_asked(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let page = page_of(&reserved(&town, 1, &hall).await);
        for person in [&town.bidders[0].manager, &town.bidders[0].member] {
            crate::api::saved_searches::leaves(world, person).await;
        }
        assert_eq!(tasks(&town.hub).await[0]["page"], json!(page));
        assert_eq!(decide(&town.hub, &page, &[("step", "accept")]).await.status, 303);
        assert_eq!(tasks(&town.hub).await, json!([]));
    }

    async fn both_sides_say_how_it_went_and_rate_each_once(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let (provider, asker) = (&town.bidders[0].manager, &town.bidders[1].manager);
        let made = reserved(&town, 1, &hall).await;
        let (page, rating) = (page_of(&made), format!("{}/rating", page_of(&made)));
        provider.act(&made, "accept", json!({})).await.ok(200);
        assert!(!asker.page(&page).await.body.contains("value=\"deliver\""), "it has not begun");
        world.advance_to(DURING).await;
        assert_eq!(decide(asker, &page, &[("step", "deliver")]).await.status, 303);
        let starless = send(asker, &page, &rating, &[("side", "asker"), ("stars", ""), ("note", "音响很好")]).await;
        assert!(starless.status == 422 && starless.body.contains("分数：") && starless.body.contains("音响很好</textarea>"), "{}", starless.body);
        let foreign = send(asker, &page, &rating, &[("side", "provider"), ("stars", "1")]).await;
        assert_eq!(foreign.status, 403, "nobody rates for the other side");
        assert_eq!(send(asker, &page, &rating, &[("side", "asker"), ("stars", "5"), ("note", "音响很好")]).await.status, 303);
        let shown = asker.page(&page).await.body;
        assert!(shown.contains("5 分") && shown.contains("音响很好") && !shown.contains("name=\"stars\""), "each side once: {shown}");
        assert!(provider.page("/desk/reservations").await.body.contains("待您办理"));
        assert_eq!(send(provider, &page, &rating, &[("side", "provider"), ("stars", "4")]).await.status, 303);
        assert!(asker.page(&page).await.body.contains("双方已评价"));
    }

    async fn the_list_is_of_ones_own_and_others_find_nothing(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let page = page_of(&reserved(&town, 1, &hall).await);
        let list = async |client: &Client| client.page("/desk/reservations").await.body.replace("&#x2f;", "/");
        for (client, before) in [(&town.bidders[0].manager, "向我们预约的"), (&town.bidders[1].member, "我们预约的")] {
            let shown = list(client).await;
            let (_, rest) = shown.split_once(before).expect("the heading");
            assert!(rest.split("<h2>").next().is_some_and(|part| part.contains(&page)), "{shown}");
        }
        assert!(!list(&town.officer).await.contains(&page), "an official of the place follows it, and it is not theirs");
        assert_eq!(town.officer.page(&page).await.status, 200);
        assert_eq!(town.bidders[2].manager.page(&page).await.status, 404);
        assert_eq!(town.evaluators[0].page(&page).await.status, 403);
        assert_eq!(town.evaluators[0].page("/desk/reservations").await.status, 403);
        let nobody = world.anonymous().page(&page).await;
        assert_eq!(nobody.header("location"), Some(format!("/desk/sign-in?next={page}")));
    }
}
