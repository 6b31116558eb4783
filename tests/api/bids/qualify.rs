use diesel::prelude::*;
use serde_json::json;
use shuniu::projects::Status;
use shuniu::schema::{organization_fields, organizations};

use super::{Tender, closed_with, committed, opened, published, status_of, stored};
use crate::on_both;
use crate::support::World;

/// The organisation no longer offers the field that the call asks for.
async fn without_fields(world: &World, organization: &shuniu::platform::ids::OrganizationId) {
    let id = organization.to_string();
    world
        .write(move |conn| diesel::delete(organization_fields::table.filter(organization_fields::organization_id.eq(&id))).execute(conn))
        .await;
}

on_both! {
    async fn a_flagged_bid_waits_for_the_officer_and_the_last_decision_begins_the_evaluation(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        without_fields(world, &town.bidders[0].organization).await;
        let bids = closed_with(world, &town, &project, &[7_600_000, 7_500_000, 7_400_000]).await;
        let answer = opened(world, &town, &project).await.ok(200);
        assert_eq!((&answer["status"], &answer["counts"]), (&json!("opening"), &json!({"received": 3, "opened": 3, "qualified": null})));
        assert_eq!(status_of(&town.officer, &bids[0]).await, "opened");
        assert_eq!(town.officer.get(&bids[0]).await.ok(200)["allowed_actions"], json!(["qualify"]));
        assert_eq!(status_of(&town.officer, &bids[1]).await, "qualified");
        town.hub.act(&bids[0], "qualify", json!({"accept": true, "reason": "相近"})).await.refused(403, "auth/role_missing");
        let got = town.officer.act(&bids[0], "qualify", json!({"accept": true, "reason": " "})).await;
        assert_eq!(got.field_errors(), [("/reason".to_owned(), "required".to_owned())]);
        let decided = town.officer.act(&bids[0], "qualify", json!({"accept": true, "reason": "业务范围相近，材料齐全。"})).await.ok(200);
        assert_eq!(decided["status"], "qualified");
        let project = stored(world, &project).await;
        assert_eq!(project.status, Status::Evaluating);
        let told = town.bidders[0].manager.get(&format!("{}/eligibility", bids[0])).await.ok(200);
        let flagged = told["answers"].as_array().expect("answers").iter().find(|a| a["stage"] == "opening" && a["outcome"] == "flagged");
        let flagged = flagged.expect("the flagged rule");
        assert_eq!((&flagged["accepted"], &flagged["reason"]), (&json!(true), &json!("业务范围相近，材料齐全。")));
        town.officer.act(&bids[0], "qualify", json!({"accept": false, "reason": "改"})).await.refused(409, "bids/wrong_status");
    }

    async fn r32_nobody_accepts_a_price_above_the_budget_and_too_few_qualified_fail_the_purchase(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bids = closed_with(world, &town, &project, &[8_000_001, 8_000_000, 7_400_000]).await;
        assert_eq!(opened(world, &town, &project).await.ok(200)["status"], "opening");
        let accept = json!({"accept": true, "reason": "确有需要。"});
        town.officer.act(&bids[0], "qualify", accept).await.refused(409, "bids/cannot_be_waived");
        let out = town.officer.act(&bids[0], "qualify", json!({"accept": false, "reason": "报价超过预算。"})).await.ok(200);
        assert_eq!(out["status"], "disqualified");
        let failed = stored(world, &project).await;
        assert_eq!((failed.status, failed.status_reason.as_deref()), (Status::Failed, Some("too_few_qualified")));
        assert_eq!(committed(world, &project).await, 0);
        // What was opened stays as it came to be.
        assert_eq!(status_of(&town.officer, &bids[1]).await, "qualified");
    }

    async fn a_bidder_suspended_after_submission_cannot_be_accepted(world) {
        let town = world.town().await;
        let project = Tender::default().with_reason_for_fewer_bids().publish(world, &town).await;
        let bids = closed_with(world, &town, &project, &[7_600_000, 7_500_000]).await;
        let id = town.bidders[0].organization.to_string();
        world.write(move |conn| diesel::update(organizations::table.filter(organizations::id.eq(&id))).set(organizations::status.eq("suspended")).execute(conn)).await;
        opened(world, &town, &project).await.ok(200);
        town.officer.act(&bids[0], "qualify", json!({"accept": true, "reason": "同意"})).await.refused(409, "bids/cannot_be_waived");
        town.officer.act(&bids[0], "qualify", json!({"accept": false, "reason": "登记已暂停。"})).await.ok(200);
        assert_eq!(stored(world, &project).await.status, Status::Evaluating);
    }
}
