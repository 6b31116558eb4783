use std::sync::{Arc, Mutex};

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::ids::JobId;
use shuniu::platform::jobs::{Job, MOST_ATTEMPTS, Registry, drain, soon};
use shuniu::platform::time::Timestamp;
use shuniu::schema::{import_chunks, imports as imports_table, jobs, memberships};
use shuniu::{app, imports};

use super::{agencies, at, code, counts, errors, events, found, send};
use crate::on_both;
use crate::support::World;
use crate::support::town::Town;

/// Takes one step of an import, as an instance would that is killed right after it.
pub async fn step(world: &World, sent: &Value) {
    let subject = sent["id"].as_str().expect("an id").to_owned();
    let job = Job { id: JobId::new(), kind: "imports.step".into(), subject, attempts: 1 };
    let _ = imports::step(world.platform.clone(), job).await;
}

/// 250 agencies: three chunks.
fn many() -> String {
    let rows: Vec<_> = (1..=250).map(|n| (format!("晨光服务社{n}"), code(n))).collect();
    agencies(&rows.iter().map(|(name, code)| (name.as_str(), code.as_str())).collect::<Vec<_>>())
}

async fn report(town: &Town, sent: &Value) -> Value {
    town.hub.get(&format!("/imports/{}", sent["id"].as_str().expect("an id"))).await.ok(200)
}

/// Lets the job of an import fail as often as it is tried.
async fn break_down(world: &World) {
    world.write(|conn| diesel::update(import_chunks::table).set(import_chunks::content.eq(vec![0_u8])).execute(conn)).await;
    world.write(|conn| diesel::update(jobs::table).set(jobs::attempts.eq(MOST_ATTEMPTS - 1)).execute(conn)).await;
    world.settle().await;
}

/// Whose turn it was: the import's or another job's.
type Turns = Arc<Mutex<Vec<&'static str>>>;

fn with_turns(turns: &Turns) -> Registry {
    let (of_import, of_other) = (turns.clone(), turns.clone());
    app::registry()
        .on("imports.step", move |platform, job| {
            of_import.lock().expect("turns").push("import");
            imports::step(platform, job)
        })
        .on("tests.other", move |_, _| {
            of_other.lock().expect("turns").push("other");
            async { Ok(()) }
        })
}

async fn chunks_left(world: &World) -> i64 {
    world.platform.db.read(|conn| Ok(import_chunks::table.count().get_result(conn)?)).await.expect("a count")
}

on_both! {
    async fn killed_half_way_it_goes_on_without_doubles(world) {
        let town = world.town().await;
        let sent = send(&town.hub, "organizations", "valid_rows", many().as_bytes()).await.ok(202);
        assert_eq!((&sent["status"], &sent["rows"], &sent["checked"]), (&json!("checking"), &json!(250), &json!(0)));
        step(world, &sent).await;
        let half = report(&town, &sent).await;
        assert_eq!((&half["status"], &half["checked"], &half["imported"]), (&json!("checking"), &json!(100), &json!(100)));
        // Two instances take the same step: one of them changes nothing.
        tokio::join!(step(world, &sent), step(world, &sent));
        let now = report(&town, &sent).await;
        assert_eq!(now["imported"], now["checked"]);
        world.settle().await;
        step(world, &sent).await;
        assert_eq!(counts(&report(&town, &sent).await), ("completed".to_owned(), vec![250, 250, 0, 0, 250]));
        assert_eq!(events(&town, "organization.created").await.len(), 250);
        assert_eq!(events(&town, "import.completed").await.len(), 1);
        assert_eq!(chunks_left(world).await, 0, "the rows are forgotten");
    }

    async fn all_or_nothing_shows_its_progress_and_enters_at_once(world) {
        let town = world.town().await;
        let sent = send(&town.hub, "organizations", "all_or_nothing", many().as_bytes()).await.ok(202);
        for checked in [100, 200, 250] {
            step(world, &sent).await;
            let now = report(&town, &sent).await;
            assert_eq!((&now["checked"], &now["imported"]), (&json!(checked), &json!(0)));
        }
        assert_eq!(found(&town, "晨光").await, 0);
        tokio::join!(step(world, &sent), step(world, &sent));
        world.settle().await;
        assert_eq!(counts(&report(&town, &sent).await), ("completed".to_owned(), vec![250, 250, 0, 0, 250]));
        assert_eq!(events(&town, "organization.created").await.len(), 250);
        assert_eq!(events(&town, "import.completed").await.len(), 1);
    }

    async fn who_has_lost_the_role_imports_nothing_more(world) {
        let town = world.town().await;
        let sent = send(&town.hub, "organizations", "valid_rows", many().as_bytes()).await.ok(202);
        step(world, &sent).await;
        let (hub, now) = (town.hub.user_id.clone(), world.now());
        world
            .write(move |conn| {
                diesel::update(memberships::table.filter(memberships::user_id.eq(&hub))).set(memberships::ended_at.eq(Some(now))).execute(conn)
            })
            .await;
        world.settle().await;
        assert_eq!(events(&town, "organization.created").await.len(), 100);
        let done = events(&town, "import.refused").await;
        assert_eq!(done[0]["payload"]["imported"], json!(100), "what was entered before stays");
    }

    async fn the_rows_are_kept_encrypted(world) {
        let town = world.town().await;
        let file = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", "坏代码")]);
        let sent = send(&town.hub, "organizations", "dry_run", file.as_bytes()).await.ok(202);
        let stored: Vec<Vec<u8>> =
            world.platform.db.read(|conn| Ok(import_chunks::table.select(import_chunks::content).load(conn)?)).await.expect("chunks");
        assert_eq!(stored.len(), 1);
        let words = "春雨".as_bytes();
        assert!(!stored[0].windows(words.len()).any(|w| w == words));
        world.settle().await;
        assert_eq!(errors(&report(&town, &sent).await), at(&[("C3", "malformed")]));
    }

    async fn other_jobs_have_their_turn_between_two_chunks(world) {
        let town = world.town().await;
        let sent = send(&town.hub, "organizations", "valid_rows", many().as_bytes()).await.ok(202);
        world.platform.db.write(|tx| soon(tx, "tests.other", "1")).await.expect("a job");
        let turns = Turns::default();
        drain(&world.platform, &with_turns(&turns)).await.expect("everything done");
        assert_eq!(*turns.lock().expect("turns"), ["import", "other", "import", "import"]);
        assert_eq!(report(&town, &sent).await["status"], json!("completed"));
    }

    async fn an_import_whose_job_dies_is_ended_and_says_why(world) {
        let town = world.town().await;
        let sent = send(&town.hub, "organizations", "valid_rows", many().as_bytes()).await.ok(202);
        step(world, &sent).await;
        break_down(world).await;
        assert_eq!(report(&town, &sent).await["status"], json!("checking"), "the job is dead, and nobody has looked yet");
        for _ in 0..2 {
            app::keep_house(&world.platform).await.expect("a tidy house");
            let ended = report(&town, &sent).await;
            assert_eq!((&ended["status"], &ended["imported"], &ended["errors_total"]), (&json!("failed"), &json!(100), &json!(1)));
            assert_eq!((&ended["errors"][0]["code"], &ended["errors"][0]["row"]), (&json!("imports/failed"), &Value::Null));
            assert!(ended["finished_at"].is_string());
        }
        assert_eq!(chunks_left(world).await, 0, "the rows are forgotten");
        assert_eq!(events(&town, "import.failed").await.len(), 1);
        step(world, &sent).await;
        assert_eq!(events(&town, "organization.created").await.len(), 100, "it stays ended");
        world.write(|conn| diesel::delete(jobs::table.filter(jobs::status.eq("dead"))).execute(conn)).await;
    }

    async fn an_import_that_never_ends_is_forgotten_with_its_rows(world) {
        let town = world.town().await;
        let sent = send(&town.hub, "organizations", "valid_rows", many().as_bytes()).await.ok(202);
        app::keep_house(&world.platform).await.expect("a tidy house");
        assert_eq!(chunks_left(world).await, 3);
        let past = Timestamp::parse("2026-01-01T00:00:00Z").expect("a moment");
        let kept: Vec<Timestamp> = world.platform.db.read(|conn| Ok(imports_table::table.select(imports_table::expires_at).load(conn)?)).await.expect("imports");
        assert!(kept[0] > past, "the end is set when the file comes");
        world.write(move |conn| diesel::update(imports_table::table).set(imports_table::expires_at.eq(past)).execute(conn)).await;
        app::keep_house(&world.platform).await.expect("a tidy house");
        assert_eq!(chunks_left(world).await, 0);
        town.hub.get(&format!("/imports/{}", sent["id"].as_str().expect("an id"))).await.refused(404, "not_found");
    }

    async fn characters_that_no_database_stores_are_told_by_cell(world) {
        let town = world.town().await;
        let csv = agencies(&[("春雨\0社工服务社", &code(1)), ("夏荷社工服务社", &format!("{}\u{1f}", code(2))), ("秋叶社工服务社", &code(3))]);
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(csv.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let sent = send(&town.hub, "organizations", "valid_rows", &utf16).await.ok(202);
        world.settle().await;
        let done = report(&town, &sent).await;
        assert_eq!(errors(&done), at(&[("A2", "control_characters"), ("C3", "control_characters")]));
        assert_eq!(counts(&done), ("completed".to_owned(), vec![3, 1, 2, 0, 1]));
    }
}
