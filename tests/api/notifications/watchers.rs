use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::actor::Role;
use shuniu::platform::ids::ProjectId;
use shuniu::schema::deliveries;

use super::scene::address;
use crate::api::bids::submitted;
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::{Client, World};

/// As what and where this letter went, sorted.
async fn told(world: &World, template: &'static str) -> Vec<(String, String)> {
    world.settle().await;
    let rows = deliveries::table.filter(deliveries::template.eq(template)).select((deliveries::recipient_role, deliveries::recipient));
    let mut rows: Vec<(String, String)> = world.platform.db.read(move |conn| Ok(rows.load(conn)?)).await.expect("ledger");
    rows.sort();
    rows
}

fn to(role: &str, manager: &Client) -> (String, String) {
    (role.to_owned(), address("ngo_manager", &manager.user_id))
}

fn sorted(mut rows: Vec<(String, String)>) -> Vec<(String, String)> {
    rows.sort();
    rows
}

/// A published call with its invitations sent: the first of the town's bidders has bid, and somebody who was not invited has drafted a bid.
async fn called(world: &World, desk: &Desk) -> (String, Client) {
    let outside = world.organization("夕阳红助餐中心", "social_service_agency", &["elderly_meals"]).await;
    let drafter = world.person(&[(Role::NgoManager, Some(&outside), None)]).await;
    let project = desk.published().await;
    world.settle().await;
    let id = ProjectId::parse(project.trim_start_matches("/projects/")).expect("an id");
    submitted(&desk.town.bidders[0].manager, &id, 1_900_000).await;
    drafter.post(&format!("{project}/bids"), json!({})).await.ok(201);
    (project, drafter)
}

on_both! {
    async fn a_cancelled_call_is_told_to_whoever_was_invited_or_drafted_a_bid(world) {
        let desk = Desk::at(world).await;
        let (project, drafter) = called(world, &desk).await;
        let [bidder, second, third] = [0, 1, 2].map(|n| &desk.town.bidders[n].manager);
        desk.town.officer.act(&project, "cancel", json!({"reason": "需求已由其他途径解决"})).await.ok(200);
        assert_eq!(told(world, "project_cancelled_bidder").await, [to("bidders", bidder)]);
        let expected = sorted(vec![to("watchers", second), to("watchers", third), to("drafters", &drafter)]);
        assert_eq!(told(world, "project_cancelled_watcher").await, expected);
        assert!(world.outbox().iter().any(|(_, mail)| mail.contains("不必再准备投标") && mail.contains("需求已由其他途径解决")));
        // Who is missing among those without a bid has one: nobody reads of them in a call that never closed.
        let ledger = desk.town.hub.get(&format!("/deliveries?project_id={}", project.trim_start_matches("/projects/"))).await.ok(200);
        for word in ["watchers", "drafters", "bidders"] {
            assert!(!ledger.to_string().contains(&format!("\"{word}\"")), "{word}: {ledger}");
        }
    }

    async fn a_deadline_and_how_the_call_ended_are_told_to_the_invited_who_have_not_bid(world) {
        let desk = Desk::at(world).await;
        let (_, drafter) = called(world, &desk).await;
        let [bidder, second, third] = [0, 1, 2].map(|n| &desk.town.bidders[n].manager);
        // Three days before the deadline of 16 March, 17:00.
        world.advance_to("2026-03-13T17:00:00+08:00").await;
        assert_eq!(told(world, "project_deadline_near_draft").await, [to("drafters", &drafter)]);
        assert_eq!(told(world, "project_deadline_near_watcher").await, sorted(vec![to("watchers", second), to("watchers", third)]));
        // One bid is too few.
        world.advance_to("2026-03-16T17:00:05+08:00").await;
        let expected = sorted(vec![to("watchers", second), to("watchers", third), to("drafters", &drafter)]);
        for (to_bidders, to_others) in [("project_closed_bidder", "project_closed_watcher"), ("project_failed_bidder", "project_failed_watcher")] {
            assert_eq!(told(world, to_bidders).await, [to("bidders", bidder)], "{to_bidders}");
            assert_eq!(told(world, to_others).await, expected, "{to_others}");
        }
    }

    async fn what_was_never_public_is_told_to_nobody_outside(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        desk.town.officer.act(&project, "cancel", json!({"reason": "预算调整"})).await.ok(200);
        assert_eq!(told(world, "project_cancelled_watcher").await, []);
        assert!(!told(world, "project_cancelled").await.is_empty());
    }
}
