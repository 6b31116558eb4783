use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::actor::Role;
use shuniu::platform::crypto::{Commitment, Nonce};
use shuniu::platform::ids;
use shuniu::projects::Status;
use shuniu::schema::{bid_versions, panel_members, panels, project_keys};

use super::{Tender, closed_with, opened, published, status_of, stored};
use crate::on_both;
use crate::support::town::STREET;

const THREE: [i64; 3] = [7_600_000, 7_500_000, 7_400_000];

on_both! {
    async fn opening_lays_every_bid_open_and_begins_the_evaluation(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bids = closed_with(world, &town, &project, &THREE).await;
        let answer = opened(world, &town, &project).await.ok(200);
        assert_eq!(answer["status"], "evaluating");
        assert_eq!(answer["counts"], json!({"received": 3, "opened": 3, "qualified": 3}));
        for (bid, price) in bids.iter().zip(THREE) {
            for reader in [&town.officer, &town.hub, &town.approver, &town.auditor] {
                let read = reader.get(bid).await.ok(200);
                assert_eq!((&read["status"], &read["price_fen"], &read["offer"]["price_fen"]), (&json!("qualified"), &json!(price), &json!(price)));
            }
        }
        assert_eq!(town.bidders[0].manager.get(&bids[0]).await.ok(200)["offer"]["proposal_zh"], "一人一策的就业指导");
        town.bidders[1].manager.get(&bids[0]).await.refused(404, "not_found");
        let answers = town.officer.get(&format!("{}/eligibility", bids[0])).await.ok(200);
        assert_eq!(answers["summary"], json!({"met": 8}));
    }

    async fn anybody_can_check_that_what_was_opened_is_what_was_sealed(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bids = closed_with(world, &town, &project, &THREE).await;
        opened(world, &town, &project).await.ok(200);
        world.settle().await;
        let feed = town.committee.get("/events").await.ok(200);
        let event = feed["items"].as_array().expect("items").iter().find(|e| e["event"] == "bids.opened").expect("bids.opened").clone();
        let published = event["payload"]["bids"].as_array().expect("bids");
        assert_eq!(published.len(), 3);
        for bid in &bids {
            let read = town.officer.get(bid).await.ok(200);
            let entry = published.iter().find(|entry| entry["receipt_no"] == read["receipt_no"]).expect("the bid's entry");
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            let commitment: Commitment = text(&entry["commitment"]).parse().expect("commitment");
            let nonce: Nonce = text(&entry["nonce"]).parse().expect("nonce");
            assert!(commitment.verify(&nonce, &read["offer"]));
            assert_eq!(read["commitment"], entry["commitment"]);
        }
    }

    async fn only_the_officer_in_charge_opens_and_only_what_is_closed(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let path = format!("/projects/{project}/open");
        town.officer.post_if(&path, "\"1\"", json!({})).await.refused(409, "projects/wrong_status");
        closed_with(world, &town, &project, &THREE).await;
        let colleague = world.person(&[(Role::StreetOfficer, Some(&town.street), Some(STREET))]).await;
        let version = format!("\"{}\"", stored(world, &project).await.version);
        let record = format!("/projects/{project}");
        assert_eq!(town.officer.get(&record).await.ok(200)["allowed_actions"], json!(["open"]));
        assert_eq!(colleague.get(&record).await.ok(200)["allowed_actions"], json!([]));
        colleague.post_if(&path, &version, json!({})).await.refused(403, "bids/not_in_charge");
        for other in [&town.hub, &town.approver, &town.bidders[0].manager, &town.admin] {
            other.post_if(&path, &version, json!({})).await.refused(403, "auth/role_missing");
        }
        town.officer.post_if(&path, "\"1\"", json!({})).await.refused(412, "stale");
        town.officer.post_if(&path, &version, json!({})).await.ok(200);
        opened(world, &town, &project).await.refused(409, "projects/wrong_status");
    }

    async fn a_tampered_bid_is_disqualified_and_the_others_go_on(world) {
        let town = world.town().await;
        let project = Tender::default().with_reason_for_fewer_bids().publish(world, &town).await;
        let bids = closed_with(world, &town, &project, &THREE).await;
        let victim = bids[0].trim_start_matches("/bids/").to_owned();
        world.write(move |conn| {
            let row = bid_versions::table.filter(bid_versions::bid_id.eq(&victim));
            let mut sealed: Vec<u8> = row.select(bid_versions::sealed).first(conn)?;
            if let Some(last) = sealed.last_mut() {
                *last ^= 1;
            }
            diesel::update(row).set(bid_versions::sealed.eq(sealed)).execute(conn)
        }).await;
        let answer = opened(world, &town, &project).await.ok(200);
        assert_eq!((&answer["status"], &answer["counts"]), (&json!("evaluating"), &json!({"received": 3, "opened": 2, "qualified": 2})));
        let read = town.bidders[0].manager.get(&bids[0]).await.ok(200);
        assert_eq!((&read["status"], &read["status_reason"]), (&json!("disqualified"), &json!("seal_broken")));
        assert_eq!(status_of(&town.officer, &bids[1]).await, "qualified");
    }

    async fn a_bid_whose_commitment_was_exchanged_is_disqualified(world) {
        let town = world.town().await;
        let project = Tender::default().with_reason_for_fewer_bids().publish(world, &town).await;
        let bids = closed_with(world, &town, &project, &THREE).await;
        let (victim, other) = (bids[0].trim_start_matches("/bids/").to_owned(), bids[1].trim_start_matches("/bids/").to_owned());
        world.write(move |conn| {
            let theirs: String = bid_versions::table.filter(bid_versions::bid_id.eq(&other)).select(bid_versions::commitment).first(conn)?;
            diesel::update(bid_versions::table.filter(bid_versions::bid_id.eq(&victim))).set(bid_versions::commitment.eq(theirs)).execute(conn)
        }).await;
        opened(world, &town, &project).await.ok(200);
        assert_eq!(town.officer.get(&bids[0]).await.ok(200)["status_reason"], "seal_broken");
    }

    async fn a_lost_key_keeps_the_project_closed_until_it_is_back(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        closed_with(world, &town, &project, &THREE).await;
        let id = project.to_string();
        let key: Vec<u8> = {
            let row = project_keys::table.filter(project_keys::project_id.eq(id.clone())).select(project_keys::wrapped_private_key);
            world.platform.db.read(move |conn| Ok(row.first(conn)?)).await.expect("key")
        };
        let set = async |key: Vec<u8>| {
            let id = id.clone();
            world.write(move |conn| {
                diesel::update(project_keys::table.filter(project_keys::project_id.eq(&id))).set(project_keys::wrapped_private_key.eq(&key)).execute(conn)
            }).await;
        };
        set(vec![1, 2, 3]).await;
        let got = opened(world, &town, &project).await;
        assert!(got.header("retry-after").is_some());
        got.refused(503, "bids/key_unavailable");
        assert_eq!(stored(world, &project).await.status, Status::Closed);
        set(key).await;
        opened(world, &town, &project).await.ok(200);
    }

    async fn a_panel_member_sees_the_bidders_and_after_declaring_what_they_offer(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bids = closed_with(world, &town, &project, &THREE).await;
        let (id, officer, member, now) = (project.clone(), town.officer.user_id.clone(), town.evaluators[0].user_id.clone(), world.now());
        world.write(move |conn| {
            diesel::insert_into(panels::table).values((
                panels::project_id.eq(&id), panels::status.eq("declaring"), panels::formed_by.eq(&officer),
                panels::created_at.eq(now), panels::updated_at.eq(now), panels::version.eq(1_i64),
            )).execute(conn)?;
            diesel::insert_into(panel_members::table).values((
                panel_members::id.eq(ids::fresh()), panel_members::project_id.eq(&id), panel_members::user_id.eq(&member),
                panel_members::seat.eq("evaluator"), panel_members::expert.eq(true), panel_members::is_reserve.eq(false),
                panel_members::position.eq(1), panel_members::status.eq("assigned"),
            )).execute(conn)
        }).await;
        let evaluator = &town.evaluators[0];
        evaluator.get(&bids[0]).await.refused(404, "not_found");
        opened(world, &town, &project).await.ok(200);
        assert!(evaluator.get(&bids[0]).await.ok(200).get("offer").is_none());
        assert_eq!(evaluator.get(&format!("/projects/{project}/bids")).await.ok(200)["items"].as_array().map(Vec::len), Some(3));
        town.evaluators[1].get(&bids[0]).await.refused(404, "not_found");
        world.write(|conn| diesel::update(panel_members::table).set(panel_members::status.eq("declared")).execute(conn)).await;
        assert_eq!(evaluator.get(&bids[0]).await.ok(200)["offer"]["price_fen"], 7_600_000);
        world.write(|conn| diesel::update(panel_members::table).set(panel_members::status.eq("recused")).execute(conn)).await;
        evaluator.get(&bids[0]).await.refused(404, "not_found");
    }
}
