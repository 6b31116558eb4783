use serde_json::json;

use super::{asked, only_who_reaches_the_place_is_answered};
use crate::api::bids::{AFTER, opened, published, submitted};
use crate::api::evaluation::stage::Stage;
use crate::on_both;

/// 99 % of the budget of 80,000 yuan, in fen.
const NEAR: i64 = 7_920_000;

on_both! {
    async fn exactly_99_percent_is_listed_and_a_fen_less_is_not(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        for (bidder, price) in town.bidders.iter().zip([NEAR, NEAR - 1, 8_000_000]) {
            submitted(&bidder.manager, &project, price).await;
        }
        assert!(asked(&town.auditor, "prices-near-budget").await.is_empty());
        world.advance_to(AFTER).await;
        assert!(asked(&town.auditor, "prices-near-budget").await.is_empty(), "a sealed price is in no answer");
        opened(world, &town, &project).await.ok(200);
        let rows = asked(&town.auditor, "prices-near-budget").await;
        let mut prices: Vec<_> = rows.iter().map(|row| (row["price_fen"].as_i64(), row["percent"].as_str().unwrap_or_default())).collect();
        prices.sort_unstable();
        assert_eq!(prices, [(Some(NEAR), "99.00"), (Some(8_000_000), "100.00")]);
        assert!(rows.iter().all(|row| row["budget_fen"] == 8_000_000));
        only_who_reaches_the_place_is_answered(world, &town, "prices-near-budget").await;
        assert!(asked(&town.auditor, "prices-near-budget?winners=true").await.is_empty());
        assert!(asked(&town.auditor, "prices-near-budget?to=2026-03-09").await.is_empty());
    }

    async fn that_prices_are_shown_is_recorded_like_every_read(world) {
        let stage = Stage::at(world, "evaluating", [NEAR, 6_000_000, 6_800_000]).await;
        let auditor = &stage.town.auditor;
        assert_eq!(auditor.get("/audit/questions/prices-near-budget").await.ok(200)["items"].as_array().map(Vec::len), Some(1));
        let reads = auditor.get(&format!("/audit/reads?project={}", stage.project)).await.ok(200);
        assert_eq!((&reads["items"][0]["operation"], &reads["items"][0]["outcome"]), (&json!("audit_prices_near_budget"), &json!("shown")));
    }

    async fn the_price_of_the_winner_can_be_asked_for_alone(world) {
        let stage = Stage::at(world, "evaluating", [NEAR, 7_930_000, 6_800_000]).await;
        stage.awarded().await;
        let all = asked(&stage.town.auditor, "prices-near-budget").await;
        let winners = asked(&stage.town.auditor, "prices-near-budget?winners=true").await;
        assert_eq!(all.len(), 2);
        assert!(winners.iter().all(|row| row["bid_status"] == "winner") && winners.len() <= 1, "{winners:?}");
    }
}
