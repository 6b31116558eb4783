use diesel::prelude::*;
use serde_json::json;
use shuniu::schema::survey_links;

use super::{close, invitations, open_link, opened, survey};
use crate::on_both;

on_both! {
    async fn links_are_shown_once_and_stored_as_hashes(world) {
        let town = world.town().await;
        let draft = town.hub.post("/surveys", survey()).await.ok(201);
        let record = format!("/surveys/{}", draft["id"].as_str().expect("id"));
        let made = town.hub.post(&format!("{record}/invitations"), json!({"count": 3})).await.ok(201);
        let url = made["links"][0]["url"].as_str().expect("url");
        assert!(url.starts_with("https://shuniu.test/s/shn_survey_"), "{url}");
        let mut tokens: Vec<_> = made["links"].as_array().expect("links").iter().map(|link| link["token"].to_string()).collect();
        tokens.dedup();
        assert_eq!(tokens.len(), 3);
        let hashes: Vec<String> =
            world.platform.db.read(|conn| Ok(survey_links::table.select(survey_links::token_hash).load(conn)?)).await.expect("links");
        assert!(hashes.len() == 3 && hashes.iter().all(|hash| hash.starts_with("hmac-sha-256:")), "{hashes:?}");
        for count in [0, 501] {
            let got = town.hub.post(&format!("{record}/invitations"), json!({"count": count})).await;
            assert_eq!(got.field_errors(), [("/count".to_owned(), "out_of_range".to_owned())]);
        }
        town.committee.post(&format!("{record}/invitations"), json!({"count": 1})).await.refused(403, "auth/role_missing");
    }

    async fn another_open_link_replaces_the_one_before(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let (first, second) = (open_link(&town.hub, &record).await, open_link(&town.hub, &record).await);
        let resident = world.anonymous();
        resident.get(&format!("/survey-links/{first}")).await.refused(404, "not_found");
        resident.post(&format!("/survey-links/{first}/answers"), json!({"consent": true})).await.refused(404, "not_found");
        resident.get(&format!("/survey-links/{second}")).await.ok(200);
    }

    async fn a_closed_survey_hands_out_no_links(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        invitations(&town.hub, &record, 1).await;
        close(&town, &record).await;
        town.hub.post(&format!("{record}/invitations"), json!({"count": 1})).await.refused(409, "surveys/wrong_status");
        town.hub.post(&format!("{record}/open-link"), json!({})).await.refused(409, "surveys/wrong_status");
    }
}
