use serde_json::{Value, json};
use shuniu::organizations::taxonomy::taxonomy;
use shuniu::platform::actor::Role;

use crate::on_both;
use crate::support::Client;
use crate::support::town::{STREET, Town};

async fn need(town: &Town, area: &str, field: &str) -> String {
    let body = json!({"area_code": area, "title_zh": "需求", "description_zh": "多个小区提出", "field": field});
    let need = town.hub.post("/needs", body).await.ok(201);
    need["id"].as_str().expect("id").to_owned()
}

async fn verified(town: &Town, area: &str, field: &str) -> String {
    let id = need(town, area, field).await;
    town.hub.act(&format!("/needs/{id}"), "verify", json!({})).await.ok(200);
    id
}

async fn project(town: &Town, area: &str, field: &str, needs: &[&String]) -> Value {
    let body = json!({"title_zh": "项目", "area_code": area, "buyer_id": town.street, "field": field, "need_ids": needs});
    town.hub.post("/projects", body).await.ok(201)
}

async fn gaps(client: &Client, query: &str) -> Vec<(String, String, i64)> {
    let report = client.get(&format!("/reports/gaps{query}")).await.ok(200);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    report["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|gap| (text(&gap["area_code"]), text(&gap["field"]), gap["needs"].as_i64().unwrap_or(-1)))
        .collect()
}

fn gap(area: &str, field: &str, needs: i64) -> (String, String, i64) {
    (area.to_owned(), field.to_owned(), needs)
}

on_both! {
    async fn s23_the_gap_report_lists_topics_with_needs_and_no_project(world) {
        let town = world.town().await;
        let topics: Vec<_> = taxonomy().fields().iter().filter(|field| field.putuo).map(|field| field.slug.as_str()).collect();
        // The fifteen topics of S26: culture and sport are two fields, and the garbled one is read both ways.
        assert_eq!(topics.len(), 17, "{topics:?}");
        for topic in &topics {
            verified(&town, STREET, topic).await;
        }
        verified(&town, STREET, topics[3]).await;
        need(&town, STREET, "parking").await;
        for topic in &topics[..2] {
            project(&town, STREET, topic, &[]).await;
        }
        let mut expected: Vec<_> = topics[2..].iter().map(|topic| gap(STREET, topic, if *topic == topics[3] { 2 } else { 1 })).collect();
        expected.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
        assert_eq!(gaps(&town.hub, "").await, expected);
    }

    async fn a_project_takes_up_what_it_cites_and_its_field_in_its_place_and_below(world) {
        let town = world.town().await;
        let cited = verified(&town, STREET, "parking").await;
        verified(&town, STREET, "jobs_startups").await;
        verified(&town, "310107005", "jobs_startups").await;
        verified(&town, "310107", "jobs_startups").await;
        project(&town, STREET, "elderly_care", &[&cited]).await;
        let street = gap(STREET, "jobs_startups", 1);
        let (district, other) = (gap("310107", "jobs_startups", 1), gap("310107005", "jobs_startups", 1));
        assert_eq!(gaps(&town.hub, "").await, [district.clone(), other.clone(), street.clone()]);
        project(&town, STREET, "jobs_startups", &[]).await;
        assert_eq!(gaps(&town.hub, "").await, [district.clone(), other.clone()]);
        assert_eq!(gaps(&town.hub, "?area=310107005").await, [other]);
        assert_eq!(gaps(&town.auditor, "?area=310107015").await, []);
    }

    async fn a_cancelled_project_leaves_the_gap_and_everybody_reads_their_own_places(world) {
        let town = world.town().await;
        verified(&town, STREET, "jobs_startups").await;
        let project = project(&town, STREET, "jobs_startups", &[]).await;
        assert_eq!(gaps(&town.officer, "").await, []);
        let id = project["id"].as_str().expect("id").to_owned();
        world
            .write(move |conn| {
                use diesel::prelude::*;
                use shuniu::schema::projects;
                diesel::update(projects::table.find(&id)).set(projects::status.eq("cancelled")).execute(conn)
            })
            .await;
        let open = [gap(STREET, "jobs_startups", 1)];
        for reader in [&town.officer, &town.approver, &town.finance, &town.hub, &town.auditor] {
            assert_eq!(gaps(reader, "").await, open);
        }
        let elsewhere = world.person(&[(Role::StreetOfficer, Some(&town.street), Some("310107005"))]).await;
        assert_eq!(gaps(&elsewhere, "").await, []);
        assert_eq!(gaps(&elsewhere, "?area=310107").await, []);
        town.bidders[0].manager.get("/reports/gaps").await.refused(403, "auth/role_missing");
    }
}
