//! What every operation shares.

use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::Platform;
use shuniu::platform::db::Conn;
use shuniu::platform::jobs::{self, JobError, Registry};
use shuniu::platform::time::Timestamp;
use shuniu::schema::jobs as table;

use crate::on_both;

fn committee(code: &str) -> Value {
    json!({"code": code, "parent_code": "310107015", "level": "committee", "name_zh": "居委会", "name_en": "Committee"})
}

on_both! {
    async fn the_same_key_and_body_replay_the_first_answer(world) {
        let town = world.town().await;
        let send = async |body: Value| {
            town.admin.send(reqwest::Method::POST, "/areas", Some(body.to_string()), &[("idempotency-key", "k-1")]).await
        };
        let first = send(committee("C1")).await;
        let again = send(committee("C1")).await;
        assert_eq!((first.status, again.status), (201, 201));
        assert_eq!(first.body, again.body);
        assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
        assert_eq!(first.header("idempotency-replayed"), None);
        let other = send(committee("C2")).await;
        assert_eq!(other.field_errors(), [("Idempotency-Key".to_owned(), "reused_with_another_body".to_owned())]);
    }

    async fn twins_in_flight_have_one_effect(world) {
        let town = world.town().await;
        let body = committee("C1").to_string();
        let twins = (0..8).map(|_| town.admin.send(reqwest::Method::POST, "/areas", Some(body.clone()), &[("idempotency-key", "k-2")]));
        let answers = futures_join(twins).await;
        let bodies: std::collections::BTreeSet<_> = answers.iter().map(|a| (a.status, a.body.clone())).collect();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        assert_eq!(answers[0].status, 201);
        assert_eq!(answers.iter().filter(|a| a.header("idempotency-replayed").is_none()).count(), 1);
    }

    async fn a_known_path_refuses_another_method_with_allow(world) {
        let got = world.anonymous().send(reqwest::Method::DELETE, "/areas", None, &[]).await;
        assert_eq!((got.status, got.header("allow").as_deref()), (405, Some("GET, POST")));
    }

    async fn head_is_answered_as_get_without_its_body(world) {
        let nobody = world.anonymous();
        for path in ["/healthz", "/notices", "/nowhere", "/api/v1/areas"] {
            let (get, head) = (nobody.page(path).await, nobody.head(path).await);
            assert_eq!((head.status, head.header("content-type")), (get.status, get.header("content-type")), "{path}");
            assert!(!get.body.is_empty() && head.body.is_empty(), "{path}");
        }
    }

    async fn bad_bodies_are_explained_in_the_callers_language(world) {
        let town = world.town().await;
        let send = async |body: &str, language: &str| {
            town.admin.send(reqwest::Method::POST, "/areas", Some(body.to_owned()), &[("accept-language", language)]).await
        };
        assert_eq!(send("{", "en").await.refused(400, "json_unreadable")["title"], "The request cannot be read");
        assert_eq!(send("{", "zh-CN").await.refused(400, "json_unreadable")["title"], "请求无法读取");
        let got = send(r#"{"code": 5, "level": true, "size": 1}"#, "en").await;
        let wrong: Vec<String> = got.field_errors().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
        for one in ["/code wrong_type", "/level wrong_type", "/size unknown_field", "/name_zh required", "/name_en required"] {
            assert!(wrong.contains(&one.to_owned()), "{one} is named with all others: {wrong:?}");
        }
        let mut unknown = committee("C1");
        unknown["colour"] = json!("red");
        assert_eq!(send(&unknown.to_string(), "en").await.field_errors(), [("/colour".to_owned(), "unknown_field".to_owned())]);
    }

    async fn a_character_that_no_database_keeps_is_refused_with_its_place(world) {
        let town = world.town().await;
        let need = json!({"area_code": "310107015", "title_zh": "长椅\0", "description_zh": "多些长椅"});
        assert_eq!(town.committee.post("/needs", need).await.field_errors(), [("/title_zh".to_owned(), "control_character".to_owned())]);
        let address = [("address".to_owned(), "control_character".to_owned())];
        assert_eq!(town.hub.get("/projects?q=%00").await.field_errors(), address);
        assert_eq!(town.hub.get("/areas/31%0007").await.field_errors(), address);
        assert_eq!(world.anonymous().get("/notices?field=%00").await.field_errors(), address);
        // Forms are read by nobody before the slices: what they let through, PostgreSQL refuses.
        let registered = world.anonymous().form("/account/register", &[("name_zh", "东\0新"), ("kind", "society"), ("area_code", "31\0")]).await;
        assert_eq!(registered.status, 422, "{}", registered.body);
    }

    async fn addresses_that_people_type_lead_somewhere(world) {
        let nobody = world.anonymous();
        for (typed, meant) in [("/", "/notices"), ("/docs", "/docs/")] {
            let got = nobody.page(typed).await;
            assert_eq!((got.status, got.header("location").as_deref()), (307, Some(meant)), "{typed}");
        }
        let refused = nobody.get("/projects").await;
        let kind = refused.ok(401)["type"].as_str().expect("a type").to_owned();
        assert_eq!(nobody.page(&kind).await.status, 200, "the problem's type leads to what it means");
    }

    async fn a_version_without_its_quotes_is_the_version(world) {
        let town = world.town().await;
        let need = json!({"area_code": "310107015", "field": "jobs_startups", "title_zh": "长椅", "description_zh": "多些长椅"});
        let id = town.committee.post("/needs", need).await.ok(201)["id"].as_str().expect("an id").to_owned();
        town.hub.post_if(&format!("/needs/{id}/verify"), "2", json!({})).await.refused(412, "stale");
        town.hub.post_if(&format!("/needs/{id}/verify"), "1", json!({})).await.ok(200);
    }

    async fn a_stranger_token_is_refused_with_a_name(world) {
        let client = crate::support::Client::new(&world.address, Some("eyJhbGciOiJub25lIn0.e30.".into()));
        client.get("/areas").await.refused(401, "auth/token_invalid");
        world.anonymous().get("/areas").await.refused(401, "auth/required");
    }

    async fn the_journal_is_chained_and_read_without_gaps(world) {
        let town = world.town().await;
        for n in 0..5 {
            town.admin.post("/areas", committee(&format!("C{n}"))).await.ok(201);
        }
        let feed = town.auditor.get("/events?limit=2").await.ok(200);
        let rest = town.auditor.get(&format!("/events?after={}", feed["next_after"])).await.ok(200);
        let seqs: Vec<_> = [&feed, &rest].iter().flat_map(|p| p["items"].as_array().cloned().unwrap_or_default()).map(|e| e["seq"].as_i64()).collect();
        assert_eq!(seqs, (1..=5).map(Some).collect::<Vec<_>>());
        let head = town.auditor.get("/audit/head").await.ok(200);
        let verdict = world.platform.db.read(|conn| shuniu::journal::verify(conn, |_| {})).await.expect("verify");
        assert_eq!(verdict, shuniu::journal::Verdict::Whole { entries: 5, head: head["digest"].as_str().unwrap_or_default().to_owned() });
    }

    async fn a_changed_entry_breaks_the_chain(world) {
        use diesel::prelude::*;
        use shuniu::schema::journal_entries;
        let town = world.town().await;
        for n in 0..3 {
            town.admin.post("/areas", committee(&format!("C{n}"))).await.ok(201);
        }
        world.settle().await;
        world.write(|conn| diesel::update(journal_entries::table.filter(journal_entries::seq.eq(2))).set(journal_entries::actor.eq("system")).execute(conn)).await;
        let verdict = world.platform.db.read(|conn| shuniu::journal::verify(conn, |_| {})).await.expect("verify");
        assert_eq!(verdict, shuniu::journal::Verdict::Broken { seq: 2, reason: "its content does not give its digest" });
    }

    async fn concurrent_writers_leave_no_gap_in_the_feed(world) {
        let town = world.town().await;
        let writers = (0..24).map(|n| town.admin.post("/areas", committee(&format!("C{n}"))));
        for got in futures_join(writers).await {
            got.ok(201);
        }
        let feed = town.auditor.get("/events?limit=200").await.ok(200);
        let seqs: Vec<_> = feed["items"].as_array().expect("items").iter().map(|e| e["seq"].as_i64()).collect();
        assert_eq!(seqs, (1..=24).map(Some).collect::<Vec<_>>());
    }

    async fn a_job_that_died_begins_anew_when_it_is_asked_for_again_or_moved(world) {
        let counts = async || world.platform.db.read(jobs::counts).await.expect("counts");
        let now = world.now();
        let ask = async || world.platform.db.write(move |tx| jobs::at(tx, "test.daily", "it", now)).await.expect("asked");
        let dies = Registry::new().on("test.daily", |_, _| async { Err(JobError::Fatal("for a test".into())) });
        let works = Registry::new().on("test.daily", |_, _| async { Ok(()) });
        ask().await;
        jobs::drain(&world.platform, &dies).await.expect("drained");
        assert_eq!(counts().await, (0, 1));
        ask().await;
        assert_eq!(counts().await, (1, 0), "its own dead row is back in the queue");
        jobs::drain(&world.platform, &dies).await.expect("drained");
        assert_eq!(counts().await, (0, 1));
        let moved = world.platform.db.write(move |tx| jobs::postpone(tx, "test.daily", "it", now)).await.expect("moved");
        assert_eq!((moved, counts().await), (true, (1, 0)));
        assert_eq!((jobs::drain(&world.platform, &works).await.expect("drained"), counts().await), (1, (0, 0)));
    }

    async fn a_job_that_another_instance_took_over_is_left_to_it(world) {
        let until = Timestamp::parse("2999-01-01T00:00:00Z");
        let registry = Registry::new().on("test.late", move |platform: Arc<Platform>, _| async move {
            let taken_over = (table::locked_by.eq(Some("another")), table::locked_until.eq(until));
            platform.db.write(move |tx| Ok(diesel::update(table::table).set(taken_over).execute(tx.conn())?)).await?;
            Err(JobError::Fatal("too late".into()))
        });
        world.platform.db.write(|tx| jobs::soon(tx, "test.late", "it")).await.expect("a job");
        jobs::drain(&world.platform, &registry).await.expect("drained");
        let read = |conn: &mut Conn| {
            let row = table::table.select((table::status, table::locked_by, table::locked_until, table::last_error));
            Ok(row.first::<(String, Option<String>, Option<Timestamp>, Option<String>)>(conn)?)
        };
        let row = world.platform.db.read(read).await.expect("a row");
        assert_eq!(row, ("queued".to_owned(), Some("another".to_owned()), until, None));
        world.write(|conn| diesel::delete(table::table).execute(conn)).await;
    }

    async fn a_job_that_waits_for_a_server_outside_holds_up_no_other(world) {
        let (quick, mut is_done) = tokio::sync::watch::channel(false);
        let (release, released) = tokio::sync::watch::channel(false);
        let registry = Registry::new()
            .on_outside("test.hangs", move |_, _| {
                let mut released = released.clone();
                async move { released.wait_for(|released| *released).await.map(|_| ()).map_err(|e| JobError::Fatal(e.to_string())) }
            })
            .on("test.quick", move |_, _| {
                quick.send_replace(true);
                async { Ok(()) }
            });
        let soon = |kind: &'static str| world.platform.db.write(move |tx| jobs::soon(tx, kind, "it"));
        soon("test.hangs").await.expect("a job");
        let (stop, mut stopped) = tokio::sync::watch::channel(false);
        let running = tokio::spawn(jobs::run(world.platform.clone(), Arc::new(registry), async move {
            let _ = stopped.wait_for(|stopped| *stopped).await;
        }));
        soon("test.quick").await.expect("a job");
        let patience = Duration::from_secs(60);
        tokio::time::timeout(patience, is_done.wait_for(|done| *done)).await.expect("not held up").expect("done");
        release.send_replace(true);
        stop.send_replace(true);
        running.await.expect("stopped");
    }
}

/// Polls all futures at once, on this thread.
pub async fn futures_join<T: 'static>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut pending: Vec<_> = futures.map(|f| (Some(Box::pin(f)), None)).collect();
    std::future::poll_fn(|cx| {
        let mut ready = true;
        for (future, output) in &mut pending {
            if let Some(running) = future {
                match running.as_mut().poll(cx) {
                    std::task::Poll::Ready(value) => (*future, *output) = (None, Some(value)),
                    std::task::Poll::Pending => ready = false,
                }
            }
        }
        if ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    pending.into_iter().filter_map(|(_, output)| output).collect()
}
