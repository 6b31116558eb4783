use serde_json::{Value, json};

use super::told;
use crate::api::projects::desk::Desk;
use crate::on_both;

fn offer(price_fen: i64) -> Value {
    json!({"offer": {"price_fen": price_fen, "proposal_zh": "一人一策", "team_zh": "社工师两名", "declarations": {"r20": "无"}}})
}

fn amendment(changes: Value) -> Value {
    let mut body = json!({"text_zh": "服务地点增加两个居委会。", "affects_bids": false});
    for (field, value) in changes.as_object().expect("changes") {
        body[field] = value.clone();
    }
    body
}

on_both! {
    async fn a_moved_deadline_moves_closing_and_keeps_every_bid_hidden_until_then(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let early = &town.bidders[0].manager;
        let bid = early.post(&format!("{project}/bids"), offer(1_900_000)).await.ok(201);
        let bid = format!("/bids/{}", bid["id"].as_str().expect("an id"));
        early.act(&bid, "submit", json!({})).await.ok(200);
        let moved = town.officer.act(&project, "amendments", amendment(json!({"deadline": "2026-03-20T09:00:00Z"}))).await.ok(201);
        assert_eq!((&moved["number"], &moved["deadline_after"]), (&json!(1), &json!("2026-03-20T09:00:00Z")));

        // The first deadline passes: the call is open, and no official learns that somebody has bid.
        world.advance_to("2026-03-16T17:00:05+08:00").await;
        assert_eq!(town.officer.get(&project).await.ok(200)["status"], "published");
        for official in [&town.officer, &town.hub, &town.approver, &town.auditor] {
            let feed = official.get("/events?limit=200").await.ok(200);
            assert!(!feed.to_string().contains("bid."), "{feed}");
            assert!(!official.get(&format!("{project}/file")).await.ok(200).to_string().contains("bid.submitted"));
        }
        assert!(early.get("/events?limit=200").await.ok(200).to_string().contains("bid.submitted"), "the bidder's own");
        let second = &town.bidders[1].manager;
        let late = second.post(&format!("{project}/bids"), offer(1_800_000)).await.ok(201);
        second.act(&format!("/bids/{}", late["id"].as_str().expect("an id")), "submit", json!({})).await.ok(200);

        // The new one passes: both count.
        world.advance_to("2026-03-20T17:00:05+08:00").await;
        let after = town.officer.get(&project).await.ok(200);
        assert_eq!(after["counts"]["received"], 2, "{after}");
        assert!(town.officer.get("/events?limit=200").await.ok(200).to_string().contains("bid.submitted"));
    }

    async fn a_twice_moved_deadline_hides_what_the_first_one_hid(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let bidder = &town.bidders[0].manager;
        bidder.post(&format!("{project}/bids"), offer(1_900_000)).await.ok(201);
        for deadline in ["2026-03-18T09:00:00Z", "2026-03-20T09:00:00Z"] {
            town.officer.act(&project, "amendments", amendment(json!({"deadline": deadline}))).await.ok(201);
        }
        for moment in ["2026-03-16T17:00:05+08:00", "2026-03-18T17:00:05+08:00"] {
            world.advance_to(moment).await;
            let feed = town.hub.get("/events?limit=200").await.ok(200);
            assert!(!feed.to_string().contains("bid.drafted"), "{moment}: {feed}");
        }
        world.advance_to("2026-03-20T17:00:05+08:00").await;
        assert!(town.hub.get("/events?limit=200").await.ok(200).to_string().contains("bid.drafted"));
    }

    async fn an_amendment_is_told_to_the_public_and_by_mail(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        town.bidders[0].manager.post(&format!("{project}/bids"), json!({})).await.ok(201);
        town.officer.act(&project, "amendments", amendment(json!({"affects_bids": true, "text_en": "Two more places."}))).await.ok(201);
        world.settle().await;
        let notices = world.anonymous().get("/notices?kind=amendment").await.ok(200);
        let id = notices["items"][0]["id"].as_str().expect("an id");
        let page = world.anonymous().page(&format!("/notices/{id}")).await;
        assert!(page.body.contains("服务地点增加两个居委会。") && page.body.contains("不变"), "{}", page.body);
        let told = told(world, "project_amended").await;
        for who in ["involved", "street", "hub"] {
            assert!(told.iter().any(|told| told == who), "{who}: {told:?}");
        }
        let list = town.bidders[1].manager.get(&format!("{project}/amendments")).await.ok(200);
        assert_eq!(list["items"][0]["text_en"], "Two more places.");
        assert!(!list.to_string().contains(&town.officer.user_id), "{list}");
    }

    async fn r29_what_may_affect_bids_moves_the_deadline_by_itself(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        world.advance_to("2026-03-16T09:00:00+08:00").await;
        let moved = desk.town.officer.act(&project, "amendments", amendment(json!({"affects_bids": true}))).await.ok(201);
        assert_eq!((&moved["deadline_before"], &moved["deadline_after"]), (&json!("2026-03-16T09:00:00Z"), &json!("2026-03-19T09:00:00Z")));
    }

    async fn only_the_buyers_officer_amends_and_only_an_open_call(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let approved = desk.approved().await;
        town.officer.act(&approved, "amendments", amendment(json!({}))).await.refused(409, "projects/wrong_status");
        let project = desk.published().await;
        for other in [&town.hub, &town.approver, &town.bidders[0].manager] {
            other.act(&project, "amendments", amendment(json!({}))).await.refused(403, "auth/role_missing");
        }
        let error = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        let got = town.officer.act(&project, "amendments", amendment(json!({"deadline": "2026-03-16T08:59:59Z"}))).await;
        assert_eq!(got.field_errors(), [error("/deadline", "earlier")]);
        // What comes before everything is not counted from.
        let long_ago = json!({"deadline": "0001-01-02T00:00:00Z", "affects_bids": true});
        let got = town.officer.act(&project, "amendments", amendment(long_ago)).await;
        assert_eq!(got.field_errors(), [error("/deadline", "earlier"), error("/deadline", "out_of_range")]);
        // Ten years too late by a slip of the pen: no deadline ever moves back.
        let got = town.officer.act(&project, "amendments", amendment(json!({"deadline": "2036-03-20T09:00:00Z"}))).await;
        assert_eq!(got.field_errors(), [error("/deadline", "after_service")]);
        let got = town.officer.act(&project, "amendments", amendment(json!({"text_zh": ""}))).await;
        assert_eq!(got.field_errors(), [error("/text_zh", "required")]);
        town.officer.post_if(&format!("{project}/amendments"), "\"1\"", amendment(json!({}))).await.refused(412, "stale");
        world.advance_to("2026-03-16T17:00:00+08:00").await;
        let late = town.officer.act(&project, "amendments", amendment(json!({}))).await;
        assert_eq!(late.status, 409, "{}", late.body);
    }
}
