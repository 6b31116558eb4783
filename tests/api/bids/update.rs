use serde_json::json;

use super::{drafted, published, submitted};
use crate::on_both;

on_both! {
    async fn a_change_keeps_what_it_leaves_out(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bid = drafted(&town.bidders[0].member, &project, 7_600_000).await;
        let version = town.bidders[0].member.get(&bid).await.etag();
        let changed = town.bidders[0].member.patch(&bid, &version, json!({"offer": {"price_fen": 7_500_000}})).await.ok(200);
        assert!(changed.get("draft").is_none(), "{changed}");
        let read = town.bidders[0].member.get(&bid).await.ok(200);
        assert_eq!((&read["draft"]["price_fen"], &read["draft"]["team_zh"]), (&json!(7_500_000), &json!("社工师两名")));
        town.bidders[0].member.patch(&bid, &version, json!({"offer": {}})).await.refused(412, "stale");
        town.bidders[1].manager.patch(&bid, "\"2\"", json!({"offer": {}})).await.refused(404, "not_found");
    }

    async fn a_submitted_bid_is_neither_read_back_nor_changed(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (bid, _) = submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        let got = town.bidders[0].manager.get(&bid).await;
        let version = got.etag();
        let read = got.ok(200);
        for sealed in ["draft", "offer", "price_fen", "nonce"] {
            assert!(read.get(sealed).is_none(), "{sealed} in {read}");
        }
        assert_eq!(read["allowed_actions"], json!(["withdraw"]));
        let refused = town.bidders[0].manager.patch(&bid, &version, json!({"offer": {"price_fen": 1}})).await.refused(409, "bids/wrong_status");
        assert_eq!((&refused["current_status"], &refused["allowed"]), (&json!("submitted"), &json!(["withdraw"])));
    }
}
