use serde_json::json;
use shuniu::platform::actor::Role;

use super::{close, opened};
use crate::on_both;

on_both! {
    async fn committee_and_hub_enter_answers_at_the_desk(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let path = format!("{record}/answers");
        let body = json!({"consent": true, "answers": {"category": "livelihood"}});
        for desk in [&town.committee, &town.hub] {
            desk.post(&path, body.clone()).await.ok(201);
        }
        assert_eq!(town.committee.get(&record).await.ok(200)["allowed_actions"], json!(["enter"]));
        town.officer.post(&path, body.clone()).await.refused(403, "auth/role_missing");
        let elsewhere = world.person(&[(Role::CommitteeOfficer, Some(&town.street), Some("310107005"))]).await;
        elsewhere.post(&path, body.clone()).await.refused(404, "not_found");
        let got = town.committee.post(&path, json!({"answers": {"category": "x"}})).await;
        let expected = [("/consent", "consent_required"), ("/answers/category", "unknown_option")];
        assert_eq!(got.field_errors(), expected.map(|(p, c)| (p.to_owned(), c.to_owned())));
        close(&town, &record).await;
        town.committee.post(&path, body).await.refused(409, "surveys/wrong_status");
        assert_eq!(town.hub.get(&record).await.ok(200)["responses"], 2);
    }

    async fn a_desk_that_retries_enters_once(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let body = json!({"consent": true, "answers": {"category": "livelihood"}}).to_string();
        for replayed in [None, Some("true")] {
            let headers = [("idempotency-key", "desk-1")];
            let got = town.committee.send(reqwest::Method::POST, &format!("{record}/answers"), Some(body.clone()), &headers).await;
            assert_eq!((got.status, got.header("idempotency-replayed").as_deref()), (201, replayed));
        }
        assert_eq!(town.hub.get(&record).await.ok(200)["responses"], 1);
    }
}
