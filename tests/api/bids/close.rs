use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::jobs;
use shuniu::platform::time::Timestamp;
use shuniu::projects::Status;
use shuniu::schema::{bid_openings, journal_entries, projects};

use super::{AFTER, Tender, closed_with, committed, count, published, status_of, stored, submitted};
use crate::on_both;
use crate::support::World;

/// The events of the whole test, in order, that begin with this.
async fn events(world: &World, prefix: &'static str) -> Vec<String> {
    let named = journal_entries::table.filter(journal_entries::event.like(format!("{prefix}%"))).order(journal_entries::ord);
    world.platform.db.read(move |conn| Ok(named.select(journal_entries::event).load(conn)?)).await.expect("events")
}

on_both! {
    async fn a_call_with_enough_bids_closes_a_second_after_the_deadline(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bids = closed_with(world, &town, &project, &[7_600_000, 7_500_000, 7_400_000]).await;
        let closed = stored(world, &project).await;
        assert_eq!(closed.status, Status::Closed);
        assert!(closed.closed_at >= Timestamp::parse("2026-03-10T00:00:01+08:00"), "{:?}", closed.closed_at);
        let counts: Value = closed.counts.expect("counts").parse().expect("json");
        assert_eq!(counts, json!({"received": 3, "opened": null, "qualified": null}));
        // From now on officials know who bid, and nobody what.
        let listed = town.officer.get(&format!("/projects/{project}/bids")).await.ok(200);
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(3));
        let read = town.officer.get(&bids[0]).await.ok(200);
        assert!(read.get("price_fen").is_none() && read.get("offer").is_none(), "{read}");
        assert_eq!(town.bidders[0].manager.get(&format!("/projects/{project}/bids")).await.ok(200)["items"].as_array().map(Vec::len), Some(1));
        town.bidders[1].manager.get(&bids[0]).await.refused(404, "not_found");
        town.evaluators[0].get(&bids[0]).await.refused(404, "not_found");
    }

    async fn too_few_bids_fail_the_purchase_and_stay_sealed(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        assert_eq!(committed(world, &project).await, 8_000_000);
        let bids = closed_with(world, &town, &project, &[7_600_000, 7_500_000]).await;
        let failed = stored(world, &project).await;
        assert_eq!((failed.status, failed.status_reason.as_deref()), (Status::Failed, Some("too_few_received")));
        assert_eq!(events(world, "project.").await, ["project.deadline_near", "project.deadline_near", "project.closed", "project.failed"]);
        assert_eq!(events(world, "bid.left").await.len(), 2);
        assert_eq!(committed(world, &project).await, 0);
        assert_eq!(status_of(&town.bidders[0].manager, &bids[0]).await, "unopened");
        let read = town.auditor.get(&bids[0]).await.ok(200);
        assert!(read.get("offer").is_none() && read.get("price_fen").is_none(), "{read}");
        crate::api::bids::opened(world, &town, &project).await.refused(409, "projects/wrong_status");
        let openings: i64 = world.platform.db.read(|conn| Ok(bid_openings::table.count().get_result(conn)?)).await.expect("count");
        assert_eq!(openings, 0);
    }

    async fn one_bid_is_enough_with_a_reason_recorded_before(world) {
        let town = world.town().await;
        let project = Tender::default().with_reason_for_fewer_bids().publish(world, &town).await;
        closed_with(world, &town, &project, &[7_600_000]).await;
        assert_eq!(stored(world, &project).await.status, Status::Closed);
    }

    async fn closing_twice_or_too_early_changes_nothing(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        // The deadline is moved by a week: the job that is due on the old one waits for the new one.
        let (id, later) = (project.to_string(), Timestamp::parse("2026-03-17T00:00:00+08:00"));
        world.write(move |conn| diesel::update(projects::table.filter(projects::id.eq(&id))).set(projects::deadline.eq(later)).execute(conn)).await;
        world.advance_to(AFTER).await;
        assert_eq!(stored(world, &project).await.status, Status::Published);
        world.advance_to("2026-03-17T00:00:05+08:00").await;
        assert_eq!(stored(world, &project).await.status, Status::Failed);
        let subject = project.to_string();
        world.platform.db.write(move |tx| jobs::soon(tx, "bids.close", &subject)).await.expect("again");
        world.settle().await;
        assert_eq!(events(world, "project.").await, ["project.deadline_near", "project.deadline_near", "project.closed", "project.failed"]);
    }

    async fn the_bids_of_a_cancelled_call_stay_sealed(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (bid, _) = submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        let id = project.to_string();
        world.write(move |conn| diesel::update(projects::table.filter(projects::id.eq(&id))).set(projects::status.eq("cancelled")).execute(conn)).await;
        for _ in 0..2 {
            let subject = project.to_string();
            world.platform.db.write(move |tx| jobs::soon(tx, "bids.leave_sealed", &subject)).await.expect("asked");
            world.settle().await;
        }
        assert_eq!(count(world, &project, "unopened").await, 1);
        assert_eq!(events(world, "bid.left").await.len(), 1);
        assert_eq!(status_of(&town.bidders[0].manager, &bid).await, "unopened");
        town.officer.get(&bid).await.refused(404, "not_found");
    }
}
