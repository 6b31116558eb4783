use serde_json::json;

use super::{AFTER, drafted, offer, published, twenty_times};
use crate::on_both;

on_both! {
    async fn a_draft_exists_for_its_own_organisation_only(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bid = drafted(&town.bidders[0].member, &project, 7_600_000).await;
        let read = town.bidders[0].manager.get(&bid).await.ok(200);
        assert_eq!(read["draft"]["price_fen"], 7_600_000);
        assert_eq!(read["allowed_actions"], json!(["update", "submit"]));
        assert_eq!(town.bidders[0].member.get(&bid).await.ok(200)["allowed_actions"], json!(["update"]));
        for other in [&town.bidders[1].manager, &town.hub, &town.officer, &town.approver, &town.auditor, &town.evaluators[0]] {
            other.get(&bid).await.refused(404, "not_found");
            other.get(&format!("{bid}/eligibility")).await.refused(404, "not_found");
            assert_eq!(other.get(&format!("/projects/{project}/bids")).await.ok(200)["items"], json!([]));
        }
        town.admin.get(&bid).await.refused(403, "auth/role_missing");
        assert_eq!(town.bidders[0].member.get(&format!("/projects/{project}/bids")).await.ok(200)["items"][0]["status"], "draft");
        assert_eq!(town.bidders[0].member.get("/bids?status=draft").await.ok(200)["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(town.bidders[1].member.get("/bids").await.ok(200)["items"], json!([]));
    }

    async fn an_organisation_has_one_bid_on_a_project_and_is_told_which(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bid = drafted(&town.bidders[0].member, &project, 1).await;
        let refused = town.bidders[0].manager.post(&format!("/projects/{project}/bids"), offer(2)).await.refused(409, "bids/already_there");
        assert!(refused["detail"].as_str().expect("detail").contains(bid.trim_start_matches("/bids/")), "{refused}");
    }

    async fn twenty_drafts_at_once_are_one_bid(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let path = format!("/projects/{project}/bids");
        let statuses = twenty_times(&town.bidders[0].manager, &path, "\"1\"", &offer(7_600_000)).await;
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 19, "{statuses:?}");
    }

    async fn a_draft_may_be_incomplete_and_every_absurd_field_is_named(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let path = format!("/projects/{project}/bids");
        let got = town.bidders[0].manager.post(&path, json!({"offer": {"price_fen": -1, "proposal_zh": " "}})).await;
        let pair = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        assert_eq!(got.field_errors(), [pair("/offer/price_fen", "too_small"), pair("/offer/proposal_zh", "required")]);
        let got = town.bidders[0].manager.post(&path, json!({"offer": {"price_fen": "viel"}})).await;
        assert_eq!(got.field_errors(), [pair("/offer/price_fen", "wrong_type")]);
        town.bidders[0].manager.post(&path, json!({})).await.ok(201);
    }

    async fn nobody_bids_for_another_organisation_or_after_the_deadline(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let path = format!("/projects/{project}/bids");
        let body = json!({"organization_id": town.bidders[1].organization.as_str(), "offer": {}});
        town.bidders[0].manager.post(&path, body).await.refused(403, "bids/not_your_organization");
        town.hub.post(&path, json!({})).await.refused(403, "auth/role_missing");
        town.bidders[0].manager.post("/projects/019a5d4e-7c00-7000-8000-000000000000/bids", json!({})).await.refused(404, "not_found");
        world.advance_to(AFTER).await;
        town.bidders[0].manager.post(&path, json!({})).await.refused(409, "bids/deadline_passed");
    }
}
