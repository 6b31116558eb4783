use diesel::prelude::*;
use serde_json::json;
use shuniu::notifications;
use shuniu::schema::{deliveries, jobs, settings};

use super::scene::address;
use crate::on_both;
use crate::support::World;

fn templates_of(ledger: &[(String, String, String)], recipient: &str) -> Vec<String> {
    ledger.iter().filter(|(to, _, _)| to == recipient).map(|(_, template, _)| template.clone()).collect()
}

async fn rewind(world: &World) {
    world
        .write(|conn| {
            diesel::update(settings::table.filter(settings::key.eq("notifications.cursor"))).set(settings::value.eq("0")).execute(conn)
        })
        .await;
}

on_both! {
    async fn approvers_are_told_amount_budget_left_need_step_and_the_sheet_to_decide_on(world) {
        let town = world.town().await;
        let project = world.project(&town, "submitted").await;
        world.submitted(&project).await;
        world.settle().await;
        let ledger = world.ledger().await;
        for approver in [&town.approver, &town.second_approver] {
            assert_eq!(templates_of(&ledger, &address("street_approver", &approver.user_id)), ["approval_requested"]);
        }
        assert_eq!(templates_of(&ledger, &address("hub_operator", &town.hub.user_id)), ["project_submitted"]);
        assert!(ledger.iter().all(|(_, _, status)| status == "sent"), "{ledger:?}");
        let mails = world.outbox();
        let asked: Vec<_> = mails.iter().filter(|(_, mail)| mail.contains("等待您审批，这是第 1 步，共 2 步")).collect();
        assert_eq!(asked.len(), 2, "{mails:?}");
        let link = format!("https://shuniu.test/desk/projects/{project}");
        for fact in ["¥ 78,000.00", "¥ 200,000.00", " 社区就业", "青年求职缺少指导", link.as_str()] {
            assert!(asked.iter().all(|(_, mail)| mail.contains(fact)), "{fact} is missing: {}", asked[0].1);
        }
    }

    async fn r63_nobody_is_asked_to_approve_what_they_drafted_or_have_decided_on(world) {
        let town = world.town().await;
        let project = world.project(&town, "submitted").await;
        let (id, author, decided, now) = (project.clone(), town.approver.user_id.clone(), town.second_approver.user_id.clone(), world.now());
        world.write(move |conn| {
            use shuniu::schema::{project_approvals as a, projects as p};
            diesel::update(p::table.filter(p::id.eq(&id))).set(p::created_by.eq(&author)).execute(conn)?;
            diesel::insert_into(a::table)
                .values((a::id.eq("one"), a::project_id.eq(&id), a::submission.eq(1), a::step.eq(1), a::decision.eq("approved"), a::decided_by.eq(&decided), a::decided_at.eq(now)))
                .execute(conn)
        }).await;
        world.happened("approval.step_passed", project.as_str(), &project, None, json!({})).await;
        world.settle().await;
        let ledger = world.ledger().await;
        assert!(!ledger.iter().any(|(_, template, _)| template == "approval_requested"), "{ledger:?}");
        assert_eq!(templates_of(&ledger, &address("street_approver", &town.approver.user_id)), ["approval_step_passed"]);
    }

    async fn a_crash_between_ledger_and_sending_loses_nothing_and_doubles_nothing(world) {
        let town = world.town().await;
        let project = world.project(&town, "submitted").await;
        world.submitted(&project).await;
        assert_eq!(notifications::follow(&world.platform).await.expect("followed"), 1);
        assert_eq!(world.outbox().len(), 0, "nothing is sent by following");
        let queued = world.ledger().await;
        assert!(queued.len() == 3 && queued.iter().all(|(_, _, status)| status == "queued"), "{queued:?}");
        // The process dies here; another one goes on.
        world.settle().await;
        assert_eq!(world.outbox().len(), 3);
        // It dies again before the cursor was safe: the whole journal is followed anew.
        rewind(world).await;
        world.settle().await;
        assert_eq!((world.ledger().await.len(), world.outbox().len()), (3, 3));
    }

    async fn what_is_sent_again_after_a_crash_carries_the_same_message_id(world) {
        let town = world.town().await;
        let project = world.project(&town, "submitted").await;
        world.submitted(&project).await;
        world.settle().await;
        let before: Vec<_> = world.outbox().into_iter().map(|(name, _)| name).collect();
        let now = shuniu::platform::clock::system_now();
        // Sent, but the process died before the ledger said so.
        world.write(move |conn| {
            let ids: Vec<String> = deliveries::table.select(deliveries::id).load(conn)?;
            diesel::update(deliveries::table).set(deliveries::status.eq("queued")).execute(conn)?;
            for id in &ids {
                diesel::insert_into(jobs::table)
                    .values((jobs::id.eq(id), jobs::kind.eq("notifications.send"), jobs::subject.eq(id), jobs::clock.eq("system"), jobs::run_at.eq(now), jobs::status.eq("queued"), jobs::attempts.eq(0), jobs::created_at.eq(now)))
                    .execute(conn)?;
            }
            Ok(ids.len())
        }).await;
        world.settle().await;
        let after: Vec<_> = world.outbox().into_iter().map(|(name, _)| name).collect();
        assert_eq!(before, after);
        for (name, mail) in world.outbox() {
            assert!(mail.contains(&format!("Message-ID: <{}>", name.trim_end_matches(".eml"))), "{mail}");
        }
    }

    async fn two_instances_that_follow_at_once_write_each_letter_once(world) {
        let town = world.town().await;
        let project = world.project(&town, "submitted").await;
        world.submitted(&project).await;
        world.settle().await;
        world.happened("project.returned", project.as_str(), &project, None, json!({"reason": "补充标准"})).await;
        let (one, other) = tokio::join!(notifications::follow(&world.platform), notifications::follow(&world.platform));
        assert_eq!(one.expect("one") + other.expect("other"), 1);
        assert_eq!(world.ledger().await.iter().filter(|(_, template, _)| template == "project_returned").count(), 1);
    }

    async fn before_the_closing_only_the_bidder_is_told_of_a_bid(world) {
        let town = world.town().await;
        let project = world.project(&town, "published").await;
        let bidder = &town.bidders[0];
        let bid = world.bid(&project, &bidder.organization, &bidder.manager.user_id).await;
        world.happened("bid.submitted", bid.as_str(), &project, Some(&bidder.organization), json!({})).await;
        world.settle().await;
        let told = [(address("ngo_manager", &bidder.manager.user_id), "bid_submitted".to_owned(), "sent".to_owned())];
        assert_eq!(world.ledger().await, told);
        let mails = world.outbox();
        assert!(mails[0].1.contains("sha-256:00ff"), "{}", mails[0].1);
    }

    async fn every_bidder_hears_of_the_closing_once_and_strangers_do_not(world) {
        let town = world.town().await;
        let project = world.project(&town, "published").await;
        for bidder in &town.bidders[..2] {
            world.bid(&project, &bidder.organization, &bidder.manager.user_id).await;
        }
        world.close(&project).await;
        world.happened("project.closed", project.as_str(), &project, None, json!({})).await;
        world.settle().await;
        let ledger = world.ledger().await;
        for (place, bidder) in town.bidders.iter().enumerate() {
            let expected: &[&str] = if place < 2 { &["project_closed_bidder"] } else { &[] };
            assert_eq!(templates_of(&ledger, &address("ngo_manager", &bidder.manager.user_id)), expected);
        }
        assert_eq!(templates_of(&ledger, &address("hub_operator", &town.hub.user_id)), ["project_closed"]);
        assert_eq!(templates_of(&ledger, &address("street_officer", &town.officer.user_id)), ["project_closed"]);
        assert_eq!(templates_of(&ledger, &address("street_finance", &town.finance.user_id)), [""; 0]);
    }
}
