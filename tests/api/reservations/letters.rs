use serde_json::json;

use super::scene::{hall, reserved};
use crate::on_both;
use crate::support::{Client, World};

/// How many letters went to somebody.
fn letters(world: &World, reader: &Client) -> usize {
    world.outbox().iter().filter(|(_, mail)| mail.lines().any(|line| line.starts_with("To:") && line.contains(&reader.user_id))).count()
}

on_both! {
    async fn the_provider_hears_of_a_request_and_both_of_its_acceptance(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        let (provider, asker) = (&town.bidders[0].manager, &town.bidders[1].manager);
        let made = reserved(&town, 1, &hall).await;
        world.settle().await;
        assert_eq!((letters(world, provider), letters(world, asker)), (1, 0));
        provider.act(&made, "accept", json!({})).await.ok(200);
        world.settle().await;
        assert_eq!((letters(world, provider), letters(world, asker)), (2, 1));
        provider.act(&made, "cancel", json!({"reason_zh": "当天大厅检修"})).await.ok(200);
        world.settle().await;
        assert_eq!((letters(world, provider), letters(world, asker)), (2, 2));
    }

    async fn both_sides_hear_that_nobody_answered(world) {
        let town = world.town().await;
        let hall = hall(&town).await;
        reserved(&town, 1, &hall).await;
        world.advance_to("2026-03-06T00:00:01+08:00").await;
        for reader in [&town.bidders[0].manager, &town.bidders[1].manager] {
            let told = world.outbox().into_iter().any(|(_, mail)| mail.contains(&reader.user_id) && mail.contains("逾期未答复"));
            assert!(told, "{}", reader.user_id);
        }
    }
}
