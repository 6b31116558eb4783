use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::clock::system_now;
use shuniu::schema::{journal_entries, one_time_links, users};

use super::{PASSWORD, account, count, events, holder, mailed, sign_in, together};
use crate::on_both;
use crate::support::World;
use crate::support::client::Got;

const ADDRESS: &str = "zhang.lei@street.example";
const NEW: &str = "four willows behind the house";

async fn ask(world: &World, email: &str) -> Got {
    world.anonymous().post("/auth/password-resets", json!({"email": email})).await
}

async fn confirm(world: &World, token: &str, password: &str) -> Got {
    world.anonymous().post("/auth/password-resets/confirm", json!({"token": token, "password": password})).await
}

async fn log_in(world: &World, password: &str) -> Got {
    world.anonymous().post("/auth/login", json!({"email": ADDRESS, "password": password})).await
}

on_both! {
    async fn a_forgotten_password_is_set_anew_and_every_sign_in_ends(world) {
        account(world, ADDRESS).await;
        let before = sign_in(world, ADDRESS).await;
        for _ in 0..9 {
            log_in(world, "not the password at all").await.refused(401, "auth/wrong_credentials");
        }
        ask(world, " Zhang.Lei@Street.Example ").await.ok(202);
        let tokens = mailed(world, ADDRESS).await;
        assert_eq!(tokens.len(), 1, "{:?}", world.outbox());
        let weak = confirm(world, &tokens[0], "zhang.lei-2026!").await;
        assert_eq!(weak.field_errors(), [("/password".to_owned(), "like_email".to_owned())]);
        assert_eq!(confirm(world, &tokens[0], NEW).await.status, 204);
        holder(world, &before).get("/me").await.refused(401, "auth/session_ended");
        world.anonymous().post("/auth/refresh", json!({"refresh_token": before["refresh_token"]})).await.refused(401, "auth/session_ended");
        log_in(world, PASSWORD).await.refused(401, "auth/wrong_credentials");
        log_in(world, NEW).await.ok(200);
        confirm(world, &tokens[0], PASSWORD).await.refused(409, "auth/link_used");
        assert_eq!(events(world, "user.password_reset").await, [json!({})]);
    }

    async fn the_answer_is_the_same_whether_or_not_there_is_an_account(world) {
        account(world, ADDRESS).await;
        let disabled = account(world, "gone@street.example").await;
        world.write(move |conn| diesel::update(users::table.filter(users::id.eq(&disabled))).set(users::status.eq("disabled")).execute(conn)).await;
        let known = ask(world, ADDRESS).await;
        for unknown in ["nobody@street.example", "gone@street.example"] {
            let got = ask(world, unknown).await;
            assert_eq!((got.status, &got.body), (202, &known.body));
            assert!(mailed(world, unknown).await.is_empty());
        }
        assert_eq!(mailed(world, ADDRESS).await.len(), 1);
        assert_eq!(ask(world, "no address").await.field_errors(), [("/email".to_owned(), "malformed".to_owned())]);
        let payloads: Vec<Value> = events(world, "password_reset.requested").await;
        assert_eq!(payloads, [json!({}), json!({}), json!({})]);
        let stored: Vec<Option<String>> = world.platform.db.read(|conn| {
            Ok(one_time_links::table.filter(one_time_links::kind.eq("password_reset")).select(one_time_links::email).order(one_time_links::id).load(conn)?)
        }).await.expect("links");
        assert_eq!(stored, [Some(ADDRESS.to_owned()), None, None], "no address of strangers is kept");
        let actors: Vec<String> = world.platform.db.read(|conn| {
            Ok(journal_entries::table.filter(journal_entries::event.eq("password_reset.requested")).select(journal_entries::actor).distinct().load(conn)?)
        }).await.expect("actors");
        assert_eq!(actors, ["anonymous"]);
    }

    async fn three_letters_to_an_address_are_enough_for_a_quarter_of_an_hour(world) {
        account(world, ADDRESS).await;
        for _ in 0..3 {
            ask(world, ADDRESS).await.ok(202);
            ask(world, "nobody@street.example").await.ok(202);
        }
        let known = ask(world, ADDRESS).await;
        assert!(known.header("retry-after").is_some());
        let unknown = ask(world, "nobody@street.example").await.refused(429, "auth/too_many_attempts");
        // A minute may turn between the two.
        let words = |problem: &Value| problem["detail"].as_str().unwrap_or_default().replace(|c: char| c.is_ascii_digit(), "");
        assert_eq!(words(&known.refused(429, "auth/too_many_attempts")), words(&unknown));
        log_in(world, PASSWORD).await.ok(200);
        assert_eq!(mailed(world, ADDRESS).await.len(), 3);
    }

    async fn a_link_sets_one_password_even_when_used_by_many_at_once_and_ends_the_others(world) {
        account(world, ADDRESS).await;
        ask(world, ADDRESS).await.ok(202);
        ask(world, ADDRESS).await.ok(202);
        let tokens = mailed(world, ADDRESS).await;
        let calls = (0..4).map(|_| {
            let (client, body) = (world.anonymous(), json!({"token": tokens[0], "password": NEW}));
            async move { client.post("/auth/password-resets/confirm", body).await }
        });
        let answers = together(calls).await;
        assert_eq!((count(&answers, 204), count(&answers, 409)), (1, 3), "{answers:?}");
        confirm(world, &tokens[1], PASSWORD).await.refused(404, "not_found");
    }

    async fn a_link_ends_after_30_minutes_and_is_forgotten(world) {
        account(world, ADDRESS).await;
        ask(world, ADDRESS).await.ok(202);
        let tokens = mailed(world, ADDRESS).await;
        let past = system_now().plus(-TimeDelta::minutes(30));
        world.write(move |conn| {
            let made = one_time_links::table.filter(one_time_links::kind.eq("password_reset"));
            let lifetimes: Vec<(shuniu::platform::time::Timestamp, shuniu::platform::time::Timestamp)> = made.select((one_time_links::created_at, one_time_links::expires_at)).load(conn)?;
            assert!(lifetimes.iter().all(|(from, until)| until.unix() - from.unix() == 1800), "{lifetimes:?}");
            diesel::update(made).set(one_time_links::expires_at.eq(past)).execute(conn)
        }).await;
        confirm(world, &tokens[0], NEW).await.refused(409, "auth/link_expired");
        shuniu::app::keep_house(&world.platform).await.expect("kept");
        confirm(world, &tokens[0], NEW).await.refused(404, "not_found");
        log_in(world, PASSWORD).await.ok(200);
    }
}
