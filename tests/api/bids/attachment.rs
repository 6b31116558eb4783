use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::crypto::{Commitment, Nonce};
use shuniu::schema::{bid_attachments, panel_members, panels};

use super::{AFTER, drafted, offer, opened, published, submitted};
use crate::on_both;
use crate::support::documents::pdf;
use crate::support::town::Town;
use crate::support::{Client, World};

/// A submitted bid with one file; its path and the file's.
async fn with_file(client: &Client, project: &shuniu::platform::ids::ProjectId, content: &[u8]) -> (String, String) {
    let bid = drafted(client, project, 7_600_000).await;
    let file = client.attach(&bid, "proposal", "服务方案.pdf", content).await.ok(201);
    client.act(&bid, "submit", json!({})).await.ok(200);
    let path = format!("{bid}/attachments/{}", file["id"].as_str().expect("id"));
    (bid, path)
}

async fn others_submit(town: &Town, project: &shuniu::platform::ids::ProjectId) {
    for bidder in &town.bidders[1..] {
        submitted(&bidder.manager, project, 7_700_000).await;
    }
}

/// What the rules flagged.
async fn flagged(town: &Town, bid: &str) -> Vec<Value> {
    let answers = town.officer.get(&format!("{bid}/eligibility")).await.ok(200);
    let answers = answers["answers"].as_array().expect("answers").iter();
    answers.filter(|answer| answer["outcome"] == "flagged").map(|answer| answer["code"].clone()).collect()
}

fn readers(town: &Town) -> [&Client; 4] {
    [&town.officer, &town.hub, &town.approver, &town.auditor]
}

async fn sits_on_the_panel(world: &World, town: &Town, project: &shuniu::platform::ids::ProjectId, status: &'static str) {
    let (id, officer, member, now) = (project.clone(), town.officer.user_id.clone(), town.evaluators[0].user_id.clone(), world.now());
    world
        .write(move |conn| {
            diesel::insert_into(panels::table)
                .values((
                    panels::project_id.eq(&id),
                    panels::status.eq("declaring"),
                    panels::formed_by.eq(&officer),
                    panels::created_at.eq(now),
                    panels::updated_at.eq(now),
                    panels::version.eq(1_i64),
                ))
                .execute(conn)?;
            diesel::insert_into(panel_members::table)
                .values((
                    panel_members::id.eq(shuniu::platform::ids::fresh()),
                    panel_members::project_id.eq(&id),
                    panel_members::user_id.eq(&member),
                    panel_members::seat.eq("evaluator"),
                    panel_members::expert.eq(true),
                    panel_members::is_reserve.eq(false),
                    panel_members::position.eq(1),
                    panel_members::status.eq(status),
                ))
                .execute(conn)
        })
        .await;
}

on_both! {
    async fn nobody_reads_a_file_between_submission_and_opening_and_then_those_who_may(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let content = pdf("方案");
        let (bid, file) = with_file(manager, &project, &content).await;
        let list = format!("{bid}/attachments");
        for path in [&list, &file] {
            manager.get(path).await.refused(409, "bids/sealed");
            for other in readers(&town) {
                other.get(path).await.refused(404, "not_found");
            }
        }
        others_submit(&town, &project).await;
        world.advance_to(AFTER).await;
        for path in [&list, &file] {
            manager.get(path).await.refused(409, "bids/sealed");
            for other in readers(&town) {
                other.get(path).await.refused(404, "not_found");
            }
        }
        opened(world, &town, &project).await.ok(200);
        for reader in [&readers(&town)[..], &[manager]].concat() {
            assert_eq!(reader.get(&list).await.ok(200)["items"][0]["name"], "服务方案.pdf");
            assert!(reader.get(&file).await.bytes == content);
        }
        for other in [&town.bidders[1].manager, &town.committee, &town.evaluators[0]] {
            other.get(&list).await.refused(404, "not_found");
            other.get(&file).await.refused(404, "not_found");
        }
        // A file of this bid is no file of another.
        let other = town.officer.get(&format!("/projects/{project}/bids")).await.ok(200);
        let other = other["items"].as_array().expect("bids").iter().find(|row| !bid.ends_with(row["id"].as_str().expect("id"))).expect("another").clone();
        let id = file.rsplit('/').next().expect("id");
        town.officer.get(&format!("/bids/{}/attachments/{id}", other["id"].as_str().expect("id"))).await.refused(404, "not_found");
    }

    async fn the_panel_reads_the_files_after_declaring(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (_, file) = with_file(&town.bidders[0].manager, &project, &pdf("方案")).await;
        others_submit(&town, &project).await;
        world.advance_to(AFTER).await;
        opened(world, &town, &project).await.ok(200);
        sits_on_the_panel(world, &town, &project, "assigned").await;
        town.evaluators[0].get(&file).await.refused(404, "not_found");
        world.write(|conn| diesel::update(panel_members::table).set(panel_members::status.eq("declared")).execute(conn)).await;
        assert!(town.evaluators[0].get(&file).await.bytes == pdf("方案"));
    }

    async fn the_commitment_covers_the_files(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (bid, _) = with_file(&town.bidders[0].manager, &project, &pdf("方案")).await;
        others_submit(&town, &project).await;
        world.advance_to(AFTER).await;
        opened(world, &town, &project).await.ok(200);
        let read = town.officer.get(&bid).await.ok(200);
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let commitment: Commitment = text(&read["commitment"]).parse().expect("commitment");
        let nonce: Nonce = text(&read["nonce"]).parse().expect("nonce");
        let digest = shuniu::platform::crypto::sha256(&pdf("方案")).to_string();
        assert_eq!(read["offer"]["files"][0]["digest"], digest);
        assert!(commitment.verify(&nonce, &read["offer"]));
        let mut other = read["offer"].clone();
        other["files"][0]["digest"] = json!(shuniu::platform::crypto::sha256(b"another file").to_string());
        assert!(!commitment.verify(&nonce, &other));
    }

    async fn after_a_withdrawal_the_new_draft_is_empty_and_the_sealed_files_stay_sealed(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let (bid, file) = with_file(manager, &project, &pdf("第一版")).await;
        manager.act(&bid, "withdraw", json!({})).await.ok(200);
        let list = format!("{bid}/attachments");
        assert_eq!(manager.get(&list).await.ok(200)["items"], json!([]));
        manager.get(&file).await.refused(404, "not_found");
        manager.delete(&file).await.refused(404, "not_found");
        let version = manager.get(&bid).await.etag();
        manager.patch(&bid, &version, offer(7_400_000)).await.ok(200);
        manager.attach(&bid, "proposal", "服务方案.pdf", &pdf("第二版")).await.ok(201);
        manager.act(&bid, "submit", json!({})).await.ok(200);
        others_submit(&town, &project).await;
        world.advance_to(AFTER).await;
        opened(world, &town, &project).await.ok(200);
        let items = town.officer.get(&list).await.ok(200)["items"].clone();
        assert_eq!(items.as_array().map(Vec::len), Some(1));
        assert_eq!(items[0]["digest"], shuniu::platform::crypto::sha256(&pdf("第二版")).to_string());
        town.officer.get(&file).await.refused(404, "not_found");
        let numbers: Vec<(Option<i32>, bool)> = world.platform.db.read(|conn| {
            let rows = bid_attachments::table.order(bid_attachments::id);
            Ok(rows.select((bid_attachments::number, bid_attachments::opened.is_not_null())).load(conn)?)
        }).await.expect("rows");
        assert_eq!(numbers, [(Some(1), false), (Some(2), true)]);
    }

    async fn a_file_that_is_not_what_was_sealed_is_flagged_and_decided_by_the_officer(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (bid, file) = with_file(&town.bidders[0].manager, &project, &pdf("方案")).await;
        others_submit(&town, &project).await;
        world.advance_to(AFTER).await;
        let stored = world.data.join("attachments").join(file.rsplit('/').next().expect("id"));
        let whole = std::fs::read(&stored).expect("file");
        let mut damaged = whole.clone();
        *damaged.last_mut().expect("a byte") ^= 1;
        std::fs::write(&stored, damaged).expect("damage");
        let answer = opened(world, &town, &project).await.ok(200);
        assert_eq!((&answer["status"], &answer["counts"]["opened"]), (&json!("opening"), &json!(3)));
        assert_eq!(flagged(&town, &bid).await, [json!("file_damaged")]);
        let got = town.officer.get(&file).await;
        assert!(got.header("retry-after").is_some());
        got.refused(503, "bids/file_unavailable");
        std::fs::write(&stored, whole).expect("restore");
        assert!(town.officer.get(&file).await.bytes == pdf("方案"));
        let reason = json!({"accept": true, "reason": "附件已从备份恢复，与摘要一致。"});
        town.officer.act(&bid, "qualify", reason).await.ok(200);
        assert_eq!(town.officer.get(&format!("/projects/{project}")).await.ok(200)["status"], "evaluating");
    }

    async fn a_file_whose_row_was_lost_is_flagged_at_the_opening(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (bid, file) = with_file(&town.bidders[0].manager, &project, &pdf("方案")).await;
        others_submit(&town, &project).await;
        world.advance_to(AFTER).await;
        let id = file.rsplit('/').next().expect("id").to_owned();
        world.write(move |conn| diesel::delete(bid_attachments::table.filter(bid_attachments::id.eq(&id))).execute(conn)).await;
        assert_eq!(opened(world, &town, &project).await.ok(200)["status"], "opening", "the officer decides");
        assert_eq!(flagged(&town, &bid).await, [json!("file_damaged")]);
        town.officer.get(&file).await.refused(404, "not_found");
    }
}
