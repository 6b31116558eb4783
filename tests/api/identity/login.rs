use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::clock::system_now;
use shuniu::platform::crypto::pseudonym;
use shuniu::schema::{login_throttles, users};

use super::{PASSWORD, account, count, events, holder, sign_in, together};
use crate::on_both;
use crate::support::World;
use crate::support::client::Got;

async fn attempt(world: &World, email: &str, password: &str) -> Got {
    world.anonymous().post("/auth/login", json!({"email": email, "password": password})).await
}

/// A problem without what differs in every answer.
fn words(got: &Got) -> Value {
    let mut problem = got.json.clone();
    problem["request_id"] = Value::Null;
    problem
}

on_both! {
    async fn who_knows_the_password_is_signed_in(world) {
        let user = account(world, "Zhang.Lei@Street.Example").await;
        let got = attempt(world, " zhang.lei@street.EXAMPLE ", PASSWORD).await;
        assert_eq!(got.header("cache-control").as_deref(), Some("no-store"));
        let signed_in = got.ok(200);
        assert_eq!((&signed_in["token_type"], &signed_in["expires_in"]), (&json!("Bearer"), &json!(900)));
        assert_eq!(signed_in["user"]["email"], "zhang.lei@street.example");
        assert!(signed_in["user"].get("password_hash").is_none());
        let me = holder(world, &signed_in).get("/me").await.ok(200);
        assert_eq!(me["user"]["id"], user.to_string());
    }

    async fn a_refusal_does_not_tell_why(world) {
        account(world, "known@street.example").await;
        let disabled = account(world, "disabled@street.example").await;
        world.write(move |conn| diesel::update(users::table.filter(users::id.eq(&disabled))).set(users::status.eq("disabled")).execute(conn)).await;
        let answers = [
            attempt(world, "known@street.example", "not the password at all").await,
            attempt(world, "unknown@street.example", PASSWORD).await,
            attempt(world, "disabled@street.example", PASSWORD).await,
            attempt(world, "no address", PASSWORD).await,
        ];
        for got in &answers {
            assert_eq!((got.status, words(got)), (401, words(&answers[0])));
            assert!(!got.body.contains("street.example") && !got.body.contains("ginkgos"), "{}", got.body);
        }
        assert_eq!(answers[0].json["code"], "auth/wrong_credentials");
    }

    async fn ten_failures_close_the_account_for_a_quarter_of_an_hour(world) {
        account(world, "a@street.example").await;
        for _ in 0..10 {
            attempt(world, "A@street.example", "not the password at all").await.refused(401, "auth/wrong_credentials");
        }
        let blocked = attempt(world, "a@street.example", PASSWORD).await;
        let wait: i64 = blocked.header("retry-after").and_then(|s| s.parse().ok()).expect("Retry-After");
        assert!((800..=901).contains(&wait), "{wait}");
        blocked.refused(429, "auth/too_many_attempts");
        world.write(|conn| {
            diesel::update(login_throttles::table).set(login_throttles::window_start.eq(system_now().plus(-TimeDelta::minutes(15)))).execute(conn)
        }).await;
        attempt(world, "a@street.example", PASSWORD).await.ok(200);
    }

    async fn parallel_guesses_cannot_slip_through(world) {
        account(world, "a@street.example").await;
        let guess = || {
            let client = world.anonymous();
            async move { client.post("/auth/login", json!({"email": "a@street.example", "password": "not the password at all"})).await }
        };
        let answers = together((0..24).map(|_| guess())).await;
        assert_eq!((count(&answers, 401), count(&answers, 429)), (10, 14));
    }

    async fn success_forgives_the_failures_of_the_account(world) {
        account(world, "a@street.example").await;
        for _ in 0..9 {
            attempt(world, "a@street.example", "not the password at all").await.refused(401, "auth/wrong_credentials");
        }
        sign_in(world, "a@street.example").await;
        for _ in 0..9 {
            attempt(world, "a@street.example", "not the password at all").await.refused(401, "auth/wrong_credentials");
        }
        sign_in(world, "a@street.example").await;
    }

    async fn a_hundred_failures_close_the_place_they_come_from(world) {
        account(world, "a@street.example").await;
        let peer = pseudonym(&world.platform.keys, "peer", "127.0.0.1");
        world.write(move |conn| {
            diesel::insert_into(login_throttles::table)
                .values((login_throttles::subject.eq(&peer), login_throttles::failures.eq(98), login_throttles::window_start.eq(system_now())))
                .execute(conn)
        }).await;
        sign_in(world, "a@street.example").await;
        attempt(world, "b@street.example", PASSWORD).await.refused(401, "auth/wrong_credentials");
        attempt(world, "c@street.example", PASSWORD).await.refused(401, "auth/wrong_credentials");
        attempt(world, "a@street.example", PASSWORD).await.refused(429, "auth/too_many_attempts");
    }

    async fn failures_are_counted_under_pseudonyms_and_leave_no_event(world) {
        attempt(world, "zhang.lei@street.example", PASSWORD).await.refused(401, "auth/wrong_credentials");
        let subjects: Vec<String> =
            world.platform.db.read(|conn| Ok(login_throttles::table.select(login_throttles::subject).load(conn)?)).await.expect("subjects");
        assert_eq!(subjects.len(), 2);
        assert!(subjects.iter().all(|s| !s.contains("zhang") && !s.contains("127.0.0.1")), "{subjects:?}");
        assert!(events(world, "session.revoked").await.is_empty());
    }

    async fn a_spent_credential_does_not_stand_in_the_way(world) {
        account(world, "a@street.example").await;
        let body = json!({"email": "a@street.example", "password": PASSWORD}).to_string();
        world.anonymous().send(reqwest::Method::POST, "/auth/login", Some(body), &[("authorization", "Bearer spent")]).await.ok(200);
    }
}
