//! Who read what, and who was refused.

use diesel::RunQueryDsl as _;
use serde_json::{Value, json};

use crate::api::bids::{closed_with, opened, published, submitted};
use crate::on_both;
use crate::support::town::Town;
use crate::support::{Client, World};

const PRICES: [i64; 3] = [7_600_000, 7_500_000, 7_400_000];

/// Outcome, actor, operation, entity and times of every line, as an auditor reads them.
async fn lines(world: &World, town: &Town, query: &str) -> Vec<(String, String, String, String, i64)> {
    world.settle().await;
    let page = town.auditor.get(&format!("/audit/reads{query}")).await.ok(200);
    assert_eq!(page["next_cursor"], Value::Null);
    let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let line = |line: &Value| {
        (
            text(line, "outcome"),
            text(line, "actor"),
            text(line, "operation"),
            text(line, "entity"),
            line["times"].as_i64().unwrap_or_default(),
        )
    };
    page["items"].as_array().expect("items").iter().map(line).collect()
}

fn line(outcome: &str, who: &Client, operation: &str, entity: &str, times: i64) -> (String, String, String, String, i64) {
    (outcome.to_owned(), format!("user:{}", who.user_id), operation.to_owned(), entity.to_owned(), times)
}

on_both! {
    async fn whoever_reads_an_opened_bid_is_recorded_but_its_bidder(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bids = closed_with(world, &town, &project, &PRICES).await;
        town.officer.get(&bids[0]).await.ok(200);
        assert_eq!(lines(world, &town, "").await, [], "before the opening there is nothing to read");
        opened(world, &town, &project).await.ok(200);
        for reader in [&town.officer, &town.auditor, &town.officer] {
            assert!(reader.get(&bids[0]).await.ok(200)["offer"].is_object());
        }
        town.bidders[0].manager.get(&bids[0]).await.ok(200);
        town.approver.get(&format!("/projects/{project}/bids")).await.ok(200);
        town.bidders[1].manager.get(&format!("/projects/{project}/bids")).await.ok(200);
        let read = |who: &Client| line("shown", who, "bids_get", "bid", 1);
        let of_bid = [read(&town.officer), read(&town.auditor), read(&town.officer)];
        assert_eq!(lines(world, &town, &bids[0].replace("/bids/", "?bid=")).await, of_bid);
        let mut all = of_bid.to_vec();
        all.push(line("shown", &town.approver, "bids_list", "project", 1));
        assert_eq!(lines(world, &town, &format!("?project={project}&outcome=shown")).await, all);
        assert_eq!(lines(world, &town, &format!("?actor=user:{}", town.auditor.user_id)).await, [read(&town.auditor)]);
        for nobody in [&town.officer, &town.hub, &town.admin, &town.bidders[0].manager] {
            nobody.get("/audit/reads").await.refused(403, "auth/role_missing");
        }
    }

    async fn what_cannot_be_recorded_is_not_shown(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bids = closed_with(world, &town, &project, &PRICES).await;
        opened(world, &town, &project).await.ok(200);
        world.write(|conn| diesel::sql_query("ALTER TABLE access_log RENAME TO access_log_away").execute(conn)).await;
        for path in [bids[0].clone(), format!("/projects/{project}/bids")] {
            let got = town.officer.get(&path).await;
            assert!(got.status >= 500 && !got.body.contains("price_fen"), "{} {}", got.status, got.body);
        }
        town.bidders[0].manager.get(&bids[0]).await.ok(200);
        world.write(|conn| diesel::sql_query("ALTER TABLE access_log_away RENAME TO access_log").execute(conn)).await;
        town.officer.get(&bids[0]).await.ok(200);
        assert_eq!(lines(world, &town, "").await, [line("shown", &town.officer, "bids_get", "bid", 1)]);
    }

    async fn a_refused_attempt_is_counted_by_caller_operation_record_and_day(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bids = closed_with(world, &town, &project, &PRICES).await;
        let rival = &town.bidders[1].manager;
        let tries: Vec<_> = (0..50).map(|_| {
            let (rival, bid) = (rival.clone(), bids[0].clone());
            actix_web::rt::spawn(async move { rival.get(&bid).await.status })
        }).collect();
        for attempt in tries {
            assert_eq!(attempt.await.expect("an answer"), 404);
        }
        world.settle().await;
        rival.get(&bids[0]).await.refused(404, "not_found");
        rival.get(&format!("{}/receipt", bids[0])).await.refused(404, "not_found");
        town.admin.get(&bids[0]).await.refused(403, "auth/role_missing");
        rival.get(&format!("/projects/{project}/file")).await.refused(403, "auth/role_missing");
        rival.put(&format!("/projects/{project}/invitation-list/{}", town.bidders[0].organization), serde_json::json!({})).await.refused(403, "auth/role_missing");
        rival.get("/bids/019a5d4e-7c00-7000-8000-000000000000").await.refused(404, "not_found");
        world.anonymous().get(&bids[0]).await.refused(401, "auth/required");
        let mut seen = lines(world, &town, "").await;
        seen.sort();
        let mut expected = vec![
            line("not_found", rival, "bids_get", "bid", 51),
            line("not_found", rival, "bids_receipt", "bid", 1),
            line("forbidden", &town.admin, "bids_get", "bid", 1),
            line("forbidden", rival, "projects_file", "project", 1),
            line("forbidden", rival, "matching_edit_invitation", "project", 1),
        ];
        expected.sort();
        assert_eq!(seen, expected);
        world.advance_to("2026-03-11T09:00:00+08:00").await;
        rival.get(&bids[0]).await.refused(404, "not_found");
        let of_rival = lines(world, &town, &format!("?actor=user:{}&outcome=not_found", rival.user_id)).await;
        assert_eq!(of_rival.iter().filter(|line| line.2 == "bids_get").map(|line| line.4).collect::<Vec<_>>(), [51, 1], "a day each");
    }

    async fn what_would_show_a_bid_appears_at_the_deadline(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (bid, _) = submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        let rival = &town.bidders[1].manager;
        for looker in [rival, &town.officer, &town.auditor] {
            looker.get(&bid).await.refused(404, "not_found");
        }
        let foreign = json!({"offer": {"price_fen": 1}, "organization_id": town.bidders[0].organization});
        rival.post(&format!("/projects/{project}/bids"), foreign).await.refused(403, "bids/not_your_organization");
        assert_eq!(lines(world, &town, "").await, []);
        world.advance_to(crate::api::bids::AFTER).await;
        let mut seen = lines(world, &town, "").await;
        seen.sort();
        let mut expected = vec![
            line("not_found", rival, "bids_get", "bid", 1),
            line("not_found", &town.officer, "bids_get", "bid", 1),
            line("not_found", &town.auditor, "bids_get", "bid", 1),
            line("forbidden", rival, "bids_create", "project", 1),
        ];
        expected.sort();
        assert_eq!(seen, expected);
    }
}
