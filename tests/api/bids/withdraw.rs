use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::actor::Role;
use shuniu::schema::bid_versions;

use super::{AFTER, offer, opened, published, submitted};
use crate::on_both;

on_both! {
    async fn a_bid_that_was_withdrawn_and_submitted_again_keeps_both_versions(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let (bid, first) = submitted(manager, &project, 7_600_000).await;
        let withdrawn = manager.act(&bid, "withdraw", json!({})).await.ok(200);
        assert_eq!((&withdrawn["status"], &withdrawn["allowed_actions"]), (&json!("withdrawn"), &json!(["update", "submit"])));
        // What was sealed is gone for the bidder too: the new draft begins empty.
        assert_eq!(manager.act(&bid, "submit", json!({})).await.field_errors().len(), 2);
        let version = manager.get(&bid).await.etag();
        manager.patch(&bid, &version, offer(7_400_000)).await.ok(200);
        let second = manager.act(&bid, "submit", json!({})).await.ok(200);
        assert_eq!((&first["receipt"]["number"], &second["receipt"]["number"]), (&json!(1), &json!(2)));
        let receipts = manager.get(&format!("{bid}/receipt")).await.ok(200);
        assert_eq!(receipts["current"], second["receipt"]);
        assert_eq!(receipts["earlier"][0]["receipt_no"], first["receipt"]["receipt_no"]);
        assert!(receipts["earlier"][0]["withdrawn_at"].is_string() && receipts["current"].get("withdrawn_at").is_none());
        let sealed: i64 = world.platform.db.read(|conn| Ok(bid_versions::table.count().get_result(conn)?)).await.expect("count");
        assert_eq!(sealed, 2);

        for bidder in &town.bidders[1..] {
            submitted(&bidder.manager, &project, 7_700_000).await;
        }
        world.advance_to(AFTER).await;
        opened(world, &town, &project).await.ok(200);
        assert_eq!(manager.get(&bid).await.ok(200)["price_fen"], 7_400_000);
    }

    async fn only_the_manager_withdraws_and_only_what_is_submitted(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (bid, _) = submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        town.bidders[0].member.act(&bid, "withdraw", json!({})).await.refused(403, "auth/role_missing");
        // Who leads one organisation and only drafts for another does not bind the other.
        let roles = [(Role::NgoManager, Some(&town.bidders[1].organization), None), (Role::NgoMember, Some(&town.bidders[0].organization), None)];
        world.person(&roles).await.act(&bid, "withdraw", json!({})).await.refused(403, "bids/manager_needed");
        town.bidders[0].manager.act(&bid, "withdraw", json!({})).await.ok(200);
        let refused = town.bidders[0].manager.act(&bid, "withdraw", json!({})).await.refused(409, "bids/wrong_status");
        assert_eq!(refused["allowed"], json!(["submit"]));
    }
}
