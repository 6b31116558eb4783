use serde_json::json;
use shuniu::platform::actor::Role;

use super::scene::{DAY, application, items, programme};
use crate::on_both;

on_both! {
    async fn the_hub_of_the_place_offers_and_everybody_reads(world) {
        let town = world.town().await;
        let path = world.programme(&town, 3).await;
        let reader = &town.bidders[0].manager;
        let seen = reader.get(&path).await.ok(200);
        assert_eq!((&seen["places"], &seen["places_free"], &seen["status"]), (&json!(3), &json!(3), &json!("open")));
        assert_eq!((&seen["allowed_actions"], &seen["checklist"][1]["key"]), (&json!(["apply"]), &json!("accounts_kept")));
        assert_eq!(items(reader, "/incubation/programmes?status=open&area=310107").await.len(), 1);
        assert!(items(reader, "/incubation/programmes?area=310107005").await.is_empty());
        assert!(items(reader, "/incubation/programmes?status=closed").await.is_empty());

        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        elsewhere.post("/incubation/programmes", programme(3)).await.refused(403, "incubation/out_of_reach");
        elsewhere.patch(&path, "\"1\"", json!({"places": 4})).await.refused(403, "incubation/out_of_reach");
        town.officer.post("/incubation/programmes", programme(3)).await.refused(403, "auth/role_missing");
    }

    async fn everything_wrong_with_a_programme_is_listed_at_once(world) {
        let town = world.town().await;
        let body = json!({"area_code": "nowhere", "title_zh": "", "description_zh": "x", "places": 0, "term_months": 61, "extension_months": -1, "checklist": []});
        let pointers: Vec<_> = town.hub.post("/incubation/programmes", body).await.field_errors().into_iter().map(|e| e.0).collect();
        assert_eq!(pointers, ["/area_code", "/title_zh", "/places", "/term_months", "/extension_months", "/checklist"]);
    }

    async fn a_closed_programme_takes_no_application_and_only_gets_places(world) {
        let town = world.town().await;
        let path = world.programme(&town, 3).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        town.hub.patch(&path, "\"1\"", json!({"places": 5})).await.ok(200);
        town.hub.post_if(&format!("{path}/close"), "\"1\"", json!({})).await.refused(412, "stale");
        let closed = town.hub.act(&path, "close", json!({})).await.ok(200);
        assert_eq!((&closed["places"], &closed["status"], &closed["allowed_actions"]), (&json!(5), &json!("closed"), &json!(["update"])));
        team.manager.post("/incubation/applications", application(&path, &team)).await.refused(409, "incubation/programme_closed");
        for words in [json!({"title_zh": "新计划"}), json!({"places": 6, "title_en": "new"}), json!({"description_zh": "新"})] {
            town.hub.patch(&path, "\"3\"", words).await.refused(409, "incubation/programme_closed");
        }
        town.hub.act(&path, "close", json!({})).await.refused(409, "incubation/programme_closed");
    }

    async fn who_waits_in_a_closed_programme_is_admitted_when_places_are_added(world) {
        let town = world.town().await;
        let path = world.programme(&town, 1).await;
        let (first, second) = (world.applicant("甲队", "community_team").await, world.applicant("乙队", "community_team").await);
        world.incubating(&town, &path, &first, DAY).await;
        let waiting = world.applied(&path, &second).await;
        town.hub.act(&path, "close", json!({})).await.ok(200);
        town.hub.act(&waiting, "review", json!({})).await.ok(200);
        town.hub.act(&waiting, "admit", json!({})).await.refused(409, "incubation/no_place");
        let version = town.hub.get(&path).await.etag();
        assert_eq!(town.hub.patch(&path, &version, json!({"places": 2})).await.ok(200)["places"], 2);
        town.hub.act(&waiting, "admit", json!({})).await.ok(200);
    }
}
