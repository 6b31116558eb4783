use diesel::prelude::*;
use reqwest::Method;
use serde_json::json;
use shuniu::platform::crypto::{Receipt, VerifyingKeys};
use shuniu::schema::{bid_versions, journal_entries};

use super::{count, drafted, published, submitted, twenty_times};
use crate::on_both;

on_both! {
    async fn the_receipt_verifies_with_the_public_keys_and_names_the_bid(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (bid, answer) = submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        let keys = VerifyingKeys::from_jwk_set(&serde_json::from_value(world.anonymous().get("/audit/keys").await.ok(200)).expect("keys"));
        let receipt = Receipt::verify(answer["receipt"]["receipt"].as_str().expect("jws"), &keys).expect("verified");
        assert_eq!((format!("/bids/{}", receipt.bid), receipt.project), (bid.clone(), project.to_string()));
        assert_eq!(receipt.organization, town.bidders[0].organization.to_string());
        assert_eq!(receipt.receipt_no, answer["receipt"]["receipt_no"].as_str().expect("number"));
        assert_eq!(receipt.commitment.to_string(), answer["receipt"]["commitment"].as_str().expect("commitment"));
        let read = town.bidders[0].member.get(&format!("{bid}/receipt")).await.ok(200);
        assert_eq!(read["current"], answer["receipt"]);
        assert!(!read.to_string().contains(answer["nonce"].as_str().expect("nonce")));
        town.bidders[1].manager.get(&format!("{bid}/receipt")).await.refused(404, "not_found");
    }

    async fn everything_that_is_missing_is_listed_and_a_member_only_drafts(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bid = town.bidders[0].member.post(&format!("/projects/{project}/bids"), json!({})).await.ok(201);
        let bid = format!("/bids/{}", bid["id"].as_str().expect("id"));
        let got = town.bidders[0].manager.act(&bid, "submit", json!({})).await;
        let pair = |pointer: &str| (pointer.to_owned(), "required".to_owned());
        assert_eq!(got.field_errors(), [pair("/offer/price_fen"), pair("/offer/proposal_zh")]);
        town.bidders[0].member.act(&bid, "submit", json!({})).await.refused(403, "auth/role_missing");
        town.bidders[1].manager.post_if(&format!("{bid}/submit"), "\"1\"", json!({})).await.refused(404, "not_found");
        town.bidders[0].manager.post(&format!("{bid}/submit"), json!({})).await.refused(428, "if_match_required");
    }

    async fn a_bid_in_the_last_seconds_is_in_time_and_one_second_late_it_is_not(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let early = drafted(&town.bidders[0].manager, &project, 7_600_000).await;
        let late = drafted(&town.bidders[1].manager, &project, 7_600_000).await;
        world.advance_to("2026-03-09T23:58:00+08:00").await;
        town.bidders[0].manager.act(&early, "submit", json!({})).await.ok(200);
        // At the deadline itself the call is still published: the time of arrival decides alone.
        world.advance_to("2026-03-10T00:00:00+08:00").await;
        let refused = town.bidders[1].manager.act(&late, "submit", json!({})).await.refused(409, "bids/deadline_passed");
        assert!(refused["detail"].as_str().expect("detail").contains("2026-03-10 00:00"), "{refused}");
        town.bidders[0].manager.act(&early, "withdraw", json!({})).await.refused(409, "bids/deadline_passed");
        assert_eq!((count(world, &project, "submitted").await, count(world, &project, "draft").await), (1, 1));
        world.advance_to(crate::api::bids::AFTER).await;
        town.bidders[1].manager.act(&late, "submit", json!({})).await.refused(409, "bids/deadline_passed");
    }

    async fn twenty_submissions_at_once_are_one_bid(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bid = drafted(&town.bidders[0].manager, &project, 7_600_000).await;
        let path = format!("{bid}/submit");
        let statuses = twenty_times(&town.bidders[0].manager, &path, "\"1\"", &json!({})).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 409, 412].contains(status)), "{statuses:?}");
        assert_eq!(count(world, &project, "submitted").await, 1);
        let (versions, events): (i64, i64) = world.platform.db.read(|conn| Ok((
            bid_versions::table.count().get_result(conn)?,
            journal_entries::table.filter(journal_entries::event.eq("bid.submitted")).count().get_result(conn)?,
        ))).await.expect("counts");
        assert_eq!((versions, events), (1, 1));
    }

    async fn a_repeated_request_is_answered_with_the_same_receipt_and_nonce(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bid = drafted(&town.bidders[0].manager, &project, 7_600_000).await;
        let headers = [("idempotency-key", "one-and-the-same"), ("if-match", "\"1\"")];
        let path = format!("{bid}/submit");
        let first = town.bidders[0].manager.send(Method::POST, &path, Some("{}".into()), &headers).await.ok(200);
        let again = town.bidders[0].manager.send(Method::POST, &path, Some("{}".into()), &headers).await;
        assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
        assert_eq!(again.ok(200), first);
    }

    async fn a_submission_is_told_to_the_bidder_at_once_and_to_officials_after_the_deadline(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (_, answer) = submitted(&town.bidders[0].manager, &project, 7_600_000).await;
        world.settle().await;
        let number = answer["receipt"]["receipt_no"].as_str().expect("number").to_owned();
        let hears = async |client: &crate::support::Client| client.get("/events").await.ok(200).to_string().contains(&number);
        assert!(hears(&town.bidders[0].member).await);
        for other in [&town.bidders[1].manager, &town.hub, &town.officer, &town.auditor] {
            assert!(!hears(other).await);
        }
        world.advance_to(crate::api::bids::AFTER).await;
        assert!(hears(&town.officer).await && hears(&town.auditor).await);
        assert!(!hears(&town.bidders[1].manager).await);
    }
}
