use serde_json::{Value, json};

use super::{cut_off_after, forged, grown};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn a_whole_chain_is_verified_to_its_head(world) {
        let town = world.town().await;
        grown(world, &town, 5).await;
        let head = town.auditor.get("/audit/head").await.ok(200);
        for keeper in [&town.auditor, &town.admin] {
            let verdict = keeper.get("/audit/verify").await.ok(200);
            assert_eq!(verdict, json!({"is_whole": true, "is_complete": true, "entries": 5, "head": head["digest"], "broken": null}));
        }
        town.officer.get("/audit/verify").await.refused(403, "auth/role_missing");
    }

    async fn a_long_chain_is_verified_in_several_requests(world) {
        let town = world.town().await;
        grown(world, &town, 5).await;
        let first = town.auditor.get("/audit/verify?limit=3").await.ok(200);
        assert_eq!((&first["entries"], &first["is_complete"]), (&json!(3), &json!(false)));
        let head = first["head"].as_str().expect("head");
        let rest = town.auditor.get(&format!("/audit/verify?after=3&digest={head}")).await.ok(200);
        assert_eq!((&rest["is_whole"], &rest["is_complete"], &rest["entries"]), (&json!(true), &json!(true), &json!(5)));
        // A head that was never there is refused where it would stand.
        let other = town.auditor.get(&format!("/audit/verify?after=2&digest={head}")).await.ok(200);
        assert_eq!((&other["is_whole"], &other["broken"]["seq"]), (&json!(false), &json!(2)));
        let alone = town.auditor.get("/audit/verify?after=3").await;
        assert_eq!(alone.field_errors(), [("after".to_owned(), "needs_its_digest".to_owned())]);
        assert_eq!(town.auditor.get("/audit/verify?limit=0").await.status, 422);
    }

    async fn the_first_broken_entry_is_named(world) {
        let town = world.town().await;
        grown(world, &town, 5).await;
        forged(world, 4).await;
        let verdict = town.auditor.get("/audit/verify").await.ok(200);
        assert_eq!((&verdict["is_whole"], &verdict["entries"]), (&json!(false), &json!(3)));
        assert_eq!(verdict["broken"], json!({"seq": 4, "reason": "its content does not give its digest"}));
    }

    async fn an_entry_that_is_gone_is_noticed_and_an_end_that_is_gone_is_not(world) {
        let town = world.town().await;
        grown(world, &town, 5).await;
        cut_off_after(world, 3).await;
        assert_eq!(town.auditor.get("/audit/verify").await.ok(200)["is_whole"], json!(true));
        world.write(|conn| {
            use diesel::prelude::*;
            use shuniu::schema::journal_entries;
            diesel::delete(journal_entries::table.filter(journal_entries::seq.eq(2))).execute(conn)
        }).await;
        let verdict: Value = town.auditor.get("/audit/verify").await.ok(200);
        assert_eq!(verdict["broken"]["reason"], "an entry is missing before this place");
    }

    async fn a_head_that_was_mailed_shows_that_the_end_is_gone_or_was_written_anew(world) {
        let town = world.town().await;
        grown(world, &town, 5).await;
        let head = town.auditor.get("/audit/head").await.ok(200);
        let after = |seq: i64| format!("/audit/verify?after={seq}&digest={}", head["digest"].as_str().expect("a digest"));
        let kept = town.auditor.get(&after(5)).await.ok(200);
        assert_eq!((&kept["is_whole"], &kept["is_complete"], &kept["head"]), (&json!(true), &json!(true), &head["digest"]));
        assert_eq!(town.auditor.get(&after(999_999)).await.ok(200)["is_whole"], json!(false), "an invented place");
        cut_off_after(world, 4).await;
        let gone = town.auditor.get(&after(5)).await.ok(200);
        assert_eq!((&gone["is_whole"], &gone["broken"]["seq"]), (&json!(false), &json!(5)));
        // Another entry in its place does not help.
        let other = json!({"code": "D0", "parent_code": STREET, "level": "committee", "name_zh": "居委会", "name_en": "Committee"});
        town.admin.post("/areas", other).await.ok(201);
        world.settle().await;
        assert_eq!(town.auditor.get(&after(5)).await.ok(200)["is_whole"], json!(false));
    }

    async fn one_verification_runs_at_a_time(world) {
        let town = world.town().await;
        grown(world, &town, 1).await;
        let running = world.platform.long_reads.acquire().await.expect("a permit");
        let got = town.auditor.get("/audit/verify").await;
        assert!(got.header("retry-after").is_some());
        got.refused(429, "journal/verification_running");
        drop(running);
        town.auditor.get("/audit/verify").await.ok(200);
    }
}
