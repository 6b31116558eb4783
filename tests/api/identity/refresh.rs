use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::clock::system_now;
use shuniu::schema::sessions;

use super::{account, count, events, holder, sign_in, together};
use crate::on_both;
use crate::support::World;
use crate::support::client::Got;

async fn refresh(world: &World, signed_in: &Value) -> Got {
    world.anonymous().post("/auth/refresh", json!({"refresh_token": signed_in["refresh_token"]})).await
}

on_both! {
    async fn a_refresh_token_is_exchanged_for_the_next_one(world) {
        account(world, "a@street.example").await;
        let first = sign_in(world, "a@street.example").await;
        let second = refresh(world, &first).await.ok(200);
        let third = refresh(world, &second).await.ok(200);
        assert_ne!(first["refresh_token"], third["refresh_token"]);
        assert_eq!(first["refresh_expires_at"], third["refresh_expires_at"], "a sign-in ends when it ends, however often it is refreshed");
        holder(world, &third).get("/me").await.ok(200);
    }

    async fn a_used_refresh_token_ends_the_whole_sign_in(world) {
        account(world, "a@street.example").await;
        let first = sign_in(world, "a@street.example").await;
        let other = sign_in(world, "a@street.example").await;
        let second = refresh(world, &first).await.ok(200);
        refresh(world, &first).await.refused(401, "auth/session_ended");
        refresh(world, &second).await.refused(401, "auth/session_ended");
        holder(world, &second).get("/me").await.refused(401, "auth/session_ended");
        refresh(world, &other).await.ok(200);
        let revoked = events(world, "session.revoked").await;
        assert_eq!(revoked.iter().map(|e| &e["reason"]).collect::<Vec<_>>(), ["refresh_token_reused"]);
    }

    async fn of_two_who_show_the_same_token_one_is_a_thief(world) {
        account(world, "a@street.example").await;
        let first = sign_in(world, "a@street.example").await;
        let show = || {
            let (client, token) = (world.anonymous(), first["refresh_token"].clone());
            async move { client.post("/auth/refresh", json!({"refresh_token": token})).await }
        };
        let answers = together((0..6).map(|_| show())).await;
        assert_eq!((count(&answers, 200), count(&answers, 401)), (1, 5));
        let renewed = answers.into_iter().find(|got| got.status == 200).expect("one").json;
        refresh(world, &renewed).await.refused(401, "auth/session_ended");
        assert_eq!(events(world, "session.revoked").await.len(), 1);
    }

    async fn signing_out_ends_the_sign_in_at_once(world) {
        account(world, "a@street.example").await;
        let signed_in = sign_in(world, "a@street.example").await;
        let body = json!({"refresh_token": signed_in["refresh_token"]});
        assert_eq!(world.anonymous().post("/auth/logout", body.clone()).await.status, 204);
        holder(world, &signed_in).get("/me").await.refused(401, "auth/session_ended");
        refresh(world, &signed_in).await.refused(401, "auth/session_ended");
        assert_eq!(world.anonymous().post("/auth/logout", body).await.status, 204);
        assert_eq!(world.anonymous().post("/auth/logout", json!({"refresh_token": "nothing"})).await.status, 204);
        assert_eq!(events(world, "session.revoked").await.iter().map(|e| &e["reason"]).collect::<Vec<_>>(), ["signed_out"]);
    }

    async fn an_expired_sign_in_is_over_and_swept(world) {
        account(world, "a@street.example").await;
        let signed_in = sign_in(world, "a@street.example").await;
        world.write(|conn| diesel::update(sessions::table).set(sessions::expires_at.eq(system_now().plus(-TimeDelta::seconds(1)))).execute(conn)).await;
        refresh(world, &signed_in).await.refused(401, "auth/session_ended");
        holder(world, &signed_in).get("/me").await.refused(401, "auth/session_ended");
        let swept = world.platform.db.write(|tx| shuniu::identity::sweep(tx, system_now())).await.expect("sweep");
        assert_eq!(swept, 2, "the session and its token; the throttles are still counting");
    }

    async fn what_is_no_refresh_token_is_refused_alike(world) {
        for token in ["", "nothing", "shn_refresh_0000000000000000000000000000000000000000000000000"] {
            world.anonymous().post("/auth/refresh", json!({"refresh_token": token})).await.refused(401, "auth/session_ended");
        }
    }
}
