use serde_json::json;
use shuniu::platform::crypto::sha256;

use super::{forged, grown};
use crate::on_both;

on_both! {
    async fn an_entry_gives_everything_that_its_digest_is_made_of(world) {
        let town = world.town().await;
        grown(world, &town, 3).await;
        let entry = town.auditor.get("/audit/entries/2").await.ok(200);
        let text = |name: &str| entry[name].as_str().expect(name).to_owned();
        assert_eq!(entry["is_whole"], json!(true));
        assert_eq!(sha256(text("canonical").as_bytes()).to_string(), text("content_digest"));
        let linked = sha256(format!("{}\n{}", text("previous_digest"), text("content_digest")).as_bytes()).to_string();
        assert_eq!(linked, text("digest"));
        let feed = town.auditor.get("/events?after=1&limit=1").await.ok(200);
        assert_eq!(feed["items"][0]["digest"], entry["digest"]);
        town.auditor.get("/audit/entries/4").await.refused(404, "not_found");
        town.auditor.get("/audit/entries/0").await.refused(404, "not_found");
        town.hub.get("/audit/entries/2").await.refused(403, "auth/role_missing");
    }

    async fn a_forged_entry_is_not_whole(world) {
        let town = world.town().await;
        grown(world, &town, 3).await;
        forged(world, 2).await;
        let entry = town.auditor.get("/audit/entries/2").await.ok(200);
        assert_eq!((&entry["is_whole"], &entry["fault"]), (&json!(false), &json!("its content does not give its digest")));
        assert_eq!(town.auditor.get("/audit/entries/3").await.ok(200)["is_whole"], json!(true));
    }

    async fn what_a_sealed_entry_says_is_left_out_until_the_deadline_and_its_digests_are_not(world) {
        let town = world.town().await;
        let project = crate::api::bids::published(world, &town).await;
        let (bid, _) = crate::api::bids::submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        world.settle().await;
        let bid = bid.trim_start_matches("/bids/").to_owned();
        let entries = world.platform.db.read(|conn| shuniu::journal::entries_after(conn, 0, 100)).await.expect("entries");
        let sealed = entries.iter().find(|entry| entry.event == "bid.submitted").and_then(|entry| entry.seq).expect("the submission");
        let path = format!("/audit/entries/{sealed}");
        for keeper in [&town.auditor, &town.admin] {
            let got = keeper.get(&path).await;
            assert!(!got.body.contains(&bid) && !got.body.contains(project.as_str()), "{}", got.body);
            let entry = got.ok(200);
            assert_eq!((&entry["is_whole"], entry.get("canonical")), (&json!(true), None));
        }
        world.advance_to(crate::api::bids::AFTER).await;
        assert!(town.auditor.get(&path).await.ok(200)["canonical"].as_str().is_some_and(|says| says.contains(&bid)));
        assert_eq!(town.admin.get(&path).await.ok(200).get("canonical"), None, "an administrator keeps the chain and reads no file");
    }
}
