use serde_json::{Value, json};
use shuniu::platform::crypto::sha256;

use super::{cut_off_after, grown};
use crate::on_both;
use crate::support::Client;

/// Links what the proof gives, page by page; where it arrives.
async fn arrives(client: &Client, seq: i64, head: &str, limit: i64) -> (String, usize) {
    let (mut at, mut after, mut pages) = (String::new(), Some(seq), 0);
    while let Some(place) = after {
        let proof = client.get(&format!("/audit/entries/{seq}/proof?head={head}&after={place}&limit={limit}")).await.ok(200);
        if pages == 0 {
            at = proof["digest"].as_str().expect("digest").to_owned();
        }
        for content in proof["content_digests"].as_array().expect("digests") {
            at = sha256(format!("{at}\n{}", content.as_str().expect("a digest")).as_bytes()).to_string();
        }
        (after, pages) = (proof["next_after"].as_i64(), pages + 1);
    }
    (at, pages)
}

async fn head(client: &Client) -> String {
    client.get("/audit/head").await.ok(200)["digest"].as_str().expect("digest").to_owned()
}

on_both! {
    async fn the_content_digests_lead_from_an_entry_to_every_later_head(world) {
        let town = world.town().await;
        grown(world, &town, 5).await;
        let kept = head(&town.auditor).await;
        assert_eq!(arrives(&town.auditor, 2, &kept, 100).await, (kept.clone(), 1));
        assert_eq!(arrives(&town.auditor, 2, &kept, 2).await, (kept.clone(), 2));
        assert_eq!(arrives(&town.auditor, 5, &kept, 2).await, (kept.clone(), 1));
        let later = json!({"code": "C9", "parent_code": "310107015", "level": "committee", "name_zh": "居委会", "name_en": "Committee"});
        town.admin.post("/areas", later).await.ok(201);
        assert_eq!(arrives(&town.admin, 2, &kept, 100).await, (kept.clone(), 1), "a head that was kept stays one");
        let now = head(&town.auditor).await;
        assert_ne!(now, kept);
        assert_eq!(arrives(&town.auditor, 2, &now, 100).await.0, now);
    }

    async fn a_head_that_was_cut_off_or_lies_before_the_entry_is_refused(world) {
        let town = world.town().await;
        grown(world, &town, 5).await;
        let kept = head(&town.auditor).await;
        let early = town.auditor.get("/audit/entries/1").await.ok(200)["digest"].as_str().expect("digest").to_owned();
        let got = town.auditor.get(&format!("/audit/entries/2/proof?head={early}")).await;
        assert_eq!(got.field_errors(), [("head".to_owned(), "out_of_range".to_owned())]);
        let got = town.auditor.get("/audit/entries/2/proof?after=1").await;
        assert_eq!(got.field_errors(), [("after".to_owned(), "out_of_range".to_owned())]);
        assert_eq!(town.auditor.get("/audit/entries/2/proof?head=abc").await.status, 400);
        cut_off_after(world, 4).await;
        town.auditor.get(&format!("/audit/entries/2/proof?head={kept}")).await.refused(404, "journal/unknown_head");
        let without: Value = town.auditor.get("/audit/entries/2/proof").await.ok(200);
        assert_eq!(without["head"]["seq"], json!(4));
        town.auditor.get("/audit/entries/9/proof").await.refused(404, "not_found");
    }
}
