use secrecy::ExposeSecret as _;
use serde_json::Value;
use shuniu::platform::crypto::{Checkpoint, VerifyingKeys};
use shuniu::platform::jobs;
use shuniu::platform::time::Timestamp;

use super::{cut_off_after, grown};
use crate::api::notifications::scene::address;
use crate::on_both;
use crate::support::World;

/// The heads that were told, in order.
async fn told(world: &World) -> Vec<Value> {
    let entries = world.platform.db.read(|conn| shuniu::journal::events_after(conn, &["chain.head_told"], 0, 100)).await.expect("entries");
    entries.iter().map(|entry| serde_json::from_str(&entry.payload).expect("json")).collect()
}

async fn mails(world: &World) -> Vec<String> {
    let rows = world.ledger().await.into_iter();
    rows.filter(|(_, template, _)| template == "chain_head_told").map(|(to, ..)| to).collect()
}

/// `shuniu audit verify` on the service's database.
async fn verify(world: &World, arguments: &[&str]) -> (bool, String) {
    let config = &world.platform.config;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_shuniu"));
    command
        .args(["audit", "verify", "--data"])
        .arg(&world.data)
        .args(arguments)
        .env("DATABASE_URL", config.database_url())
        .env("SHUNIU__KEYS__MASTER", config.keys.master.expose_secret())
        .env("SHUNIU__KEYS__SIGNING", config.keys.signing.expose_secret());
    let output = tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("output");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

on_both! {
    async fn every_auditor_gets_the_signed_head_once_a_day(world) {
        let town = world.town().await;
        let second = world.person(&[(shuniu::platform::actor::Role::Auditor, None, Some("310107"))]).await;
        grown(world, &town, 3).await;
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked");
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked again");
        world.advance_to("2026-03-03T05:59:59+08:00").await;
        assert_eq!(told(world).await.len(), 0);
        world.advance_to("2026-03-05T12:00:00+08:00").await;
        let heads = told(world).await;
        assert_eq!(heads.iter().map(|head| head["date"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ["2026-03-03", "2026-03-04", "2026-03-05"]);
        assert_eq!(heads[0]["entries"], 3);
        let mut expected: Vec<_> = [&town.auditor, &second].iter().flat_map(|who| vec![address("auditor", &who.user_id); 3]).collect();
        expected.sort();
        assert_eq!(mails(world).await, expected);

        let first = &heads[0];
        let signed = first["signed"].as_str().expect("signed");
        let keys: VerifyingKeys = [world.platform.keys.signing().verifying_key()].into_iter().collect();
        let checkpoint = Checkpoint::verify(signed, &keys).expect("the service's own");
        assert_eq!((checkpoint.entries, checkpoint.head.as_str()), (3, first["head"].as_str().expect("head")));
        assert_eq!(town.auditor.get("/audit/entries/3").await.ok(200)["digest"], first["head"]);
        let mail = world.outbox().into_iter().map(|(_, mail)| mail).find(|mail| mail.contains(&checkpoint.head)).expect("a mail");
        assert!(mail.contains(signed), "{mail}");
    }

    async fn a_changed_time_of_day_counts_from_the_next_day_on(world) {
        world.town().await;
        let ask = |moment: &'static str| {
            let now = world.platform.clock.now();
            let moment = Timestamp::parse(moment).expect("a moment");
            world.platform.db.write(move |tx| jobs::daily(tx, "journal.mail_head", "daily", moment, now))
        };
        let due = || world.platform.db.read(jobs::next_business_moment);
        ask("2026-03-03T06:00:00+08:00").await.expect("asked");
        ask("2026-03-03T18:30:00+08:00").await.expect("asked again");
        assert_eq!(due().await.expect("due"), Timestamp::parse("2026-03-03T18:30:00+08:00"));
        ask("2026-03-02T18:30:00+08:00").await.expect("asked for earlier");
        assert_eq!(due().await.expect("due"), Timestamp::parse("2026-03-02T18:30:00+08:00"));
    }

    async fn two_machines_tell_one_head_a_day(world) {
        let town = world.town().await;
        grown(world, &town, 1).await;
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked");
        world.advance_to("2026-03-03T06:00:01+08:00").await;
        // Another machine that had taken the same job over does it again.
        world.platform.db.write(|tx| jobs::soon(tx, "journal.mail_head", "taken over")).await.expect("a job");
        world.settle().await;
        assert_eq!((told(world).await.len(), mails(world).await.len()), (1, 1));
    }

    async fn the_mailed_head_proves_that_nothing_was_cut_off(world) {
        let town = world.town().await;
        grown(world, &town, 3).await;
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked");
        world.advance_to("2026-03-03T12:00:00+08:00").await;
        let head = told(world).await.remove(0);
        let (digest, signed) = (head["head"].as_str().expect("head"), head["signed"].as_str().expect("signed"));
        let file = world.data.join("statement.txt");
        std::fs::write(&file, format!("{signed}\n")).expect("a file");
        let file = file.to_str().expect("a path");
        for arguments in [vec!["--head", digest], vec!["--head", digest, "--entries", "3"], vec!["--signed", signed], vec!["--signed", file]] {
            let (is_good, said) = verify(world, &arguments).await;
            assert!(is_good && said.contains("contains the head that you kept"), "{arguments:?}: {said}");
        }
        let (is_good, said) = verify(world, &["--head", digest, "--entries", "2"]).await;
        assert!(!is_good && said.contains("does not contain"), "{said}");
        let (is_good, said) = verify(world, &["--signed", &signed.replace('.', "x")]).await;
        assert!(!is_good && said.contains("--signed"), "{said}");
        cut_off_after(world, 2).await;
        let (is_good, said) = verify(world, &["--signed", signed]).await;
        assert!(!is_good && said.contains("does not contain the head"), "{said}");
    }
}
