use serde_json::json;
use shuniu::platform::time::Timestamp;

use super::{asked, only_who_reaches_the_place_is_answered};
use crate::api::bids::{AFTER, opened, submitted};
use crate::on_both;
use crate::support::tender::Tender;

on_both! {
    async fn rounds_with_one_bid_or_one_qualified_are_listed_and_others_are_not(world) {
        let town = world.town().await;
        let with_reason = Tender::default().with_reason_for_fewer_bids().publish(world, &town).await;
        let without = Tender::default().publish(world, &town).await;
        let one_qualified = Tender::default().with_reason_for_fewer_bids().publish(world, &town).await;
        let three = Tender::default().publish(world, &town).await;
        let later = Tender { deadline: Timestamp::parse("2026-04-10T00:00:00+08:00").expect("moment"), ..Tender::default() };
        let still_open = later.publish(world, &town).await;
        let manager = |n: usize| &town.bidders[n].manager;
        submitted(manager(0), &with_reason, 7_000_000).await;
        submitted(manager(0), &without, 7_000_000).await;
        submitted(manager(0), &still_open, 7_000_000).await;
        let mut above_budget = Vec::new();
        for n in 0..3 {
            submitted(manager(n), &three, 7_000_000).await;
            let price = if n == 0 { 7_000_000 } else { 8_000_001 };
            above_budget.push(submitted(manager(n), &one_qualified, price).await.0);
        }
        assert!(asked(&town.auditor, "single-bidder").await.is_empty(), "nothing is said before the deadline");
        world.advance_to(AFTER).await;
        let undecided = asked(&town.auditor, "single-bidder").await;
        assert_eq!(undecided.iter().map(|row| row["outcome"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ["undecided", "failed"]);
        for project in [&with_reason, &one_qualified, &three] {
            opened(world, &town, project).await.ok(200);
        }
        for bid in &above_budget[1..] {
            town.officer.act(bid, "qualify", json!({"accept": false, "reason": "报价超过预算。"})).await.ok(200);
        }
        let rows = asked(&town.auditor, "single-bidder").await;
        let row = |id: &str| rows.iter().find(|row| row["purchase"]["id"] == id).cloned().unwrap_or_default();
        assert_eq!(rows.len(), 3);
        let went_on = row(with_reason.as_str());
        assert_eq!((&went_on["outcome"], &went_on["received"], &went_on["qualified"]), (&json!("went_on"), &json!(1), &json!(1)));
        assert_eq!(went_on["exception_reason"], "服务对象少，预计只有一家响应。");
        let failed = row(without.as_str());
        assert_eq!((&failed["outcome"], &failed["failed_because"]), (&json!("failed"), &json!("too_few_received")));
        assert_eq!(failed.get("exception_reason"), None);
        let thinned = row(one_qualified.as_str());
        assert_eq!((&thinned["outcome"], &thinned["received"], &thinned["qualified"]), (&json!("went_on"), &json!(3), &json!(1)));

        only_who_reaches_the_place_is_answered(world, &town, "single-bidder").await;
        assert_eq!(asked(&town.auditor, "single-bidder?from=2026-03-10&to=2026-03-10").await.len(), 3);
        assert_eq!(asked(&town.auditor, "single-bidder?from=2026-03-11").await.len(), 0);
        let got = town.auditor.get("/audit/questions/single-bidder?from=2026-03-11&to=2026-03-10").await;
        assert_eq!(got.field_errors(), [("to".to_owned(), "before_from".to_owned())]);
    }

    async fn a_failed_round_that_began_anew_stays_listed(world) {
        let town = world.town().await;
        let project = Tender::default().publish(world, &town).await;
        submitted(&town.bidders[0].manager, &project, 7_000_000).await;
        world.advance_to(AFTER).await;
        town.hub.act(&format!("/projects/{project}"), "new-round", json!({})).await.ok(200);
        let rows = asked(&town.auditor, "single-bidder").await;
        assert_eq!(rows.iter().map(|row| (&row["round"], &row["outcome"])).collect::<Vec<_>>(), [(&json!(1), &json!("failed"))]);
    }
}
