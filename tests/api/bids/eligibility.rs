use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::actor::Role;
use shuniu::platform::ids::OrganizationId;
use shuniu::schema::organizations;

use super::{Tender, drafted, published};
use crate::on_both;
use crate::support::town::STREET;
use crate::support::{Client, World};

/// The rules that are not met, as `rule/outcome` and code.
async fn refusals(client: &Client, bid: &str) -> Vec<(String, String)> {
    let got = client.act(bid, "submit", json!({})).await;
    let errors = got.field_errors();
    got.refused(422, "bids/not_eligible");
    errors.into_iter().map(|(pointer, code)| (pointer.trim_start_matches("/eligibility/").to_owned(), code)).collect()
}

fn one(rule: &str, code: &str) -> Vec<(String, String)> {
    vec![(format!("{rule}/refused"), code.to_owned())]
}

async fn manager_of(world: &World, organization: &OrganizationId) -> Client {
    world.person(&[(Role::NgoManager, Some(organization), None)]).await
}

async fn set(world: &World, id: &OrganizationId, breach_until: Option<&'static str>, status: &'static str) {
    let id = id.clone();
    world
        .write(move |conn| {
            diesel::update(organizations::table.filter(organizations::id.eq(&id)))
                .set((organizations::major_breach_until.eq(breach_until), organizations::status.eq(status)))
                .execute(conn)
        })
        .await;
}

on_both! {
    async fn r3_r20_a_team_without_host_and_an_excluded_kind_are_refused(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        for (kind, code) in [("community_team", "no_host"), ("public_institution_1", "public_institution_1"), ("group_organization", "group_organization")] {
            let organization = world.organization(kind, kind, &["jobs_startups"]).await;
            let manager = manager_of(world, &organization).await;
            let bid = drafted(&manager, &project, 7_600_000).await;
            assert_eq!(refusals(&manager, &bid).await, one("may_contract", code), "{kind}");
        }
    }

    async fn r20_registration_and_major_breach_refuse_until_they_are_cleared(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bidder = &town.bidders[0];
        let bid = drafted(&bidder.manager, &project, 7_600_000).await;
        set(world, &bidder.organization, None, "suspended").await;
        assert_eq!(refusals(&bidder.manager, &bid).await, one("verified_registration", "not_verified"));
        set(world, &bidder.organization, Some("2026-03-02"), "verified").await;
        assert_eq!(refusals(&bidder.manager, &bid).await, one("no_major_breach", "major_breach"));
        set(world, &bidder.organization, Some("2026-03-01"), "verified").await;
        bidder.manager.act(&bid, "submit", json!({})).await.ok(200);
    }

    async fn r21_whoever_drafted_or_could_read_the_draft_does_not_bid(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        // A member of the bidder also works at the hub.
        let organization = world.organization("双重身份服务社", "social_service_agency", &["jobs_startups"]).await;
        let manager = world.person(&[
            (Role::NgoManager, Some(&organization), None),
            (Role::HubOperator, Some(&town.hub_organization), Some(STREET)),
        ]).await;
        let bid = drafted(&manager, &project, 7_600_000).await;
        assert_eq!(refusals(&manager, &bid).await, one("drafted_by_others", "knew_the_draft"));

        // A member of the bidder edited the draft, whatever roles it has now.
        let editor = town.bidders[0].member.user_id.clone();
        let edited = Tender { editor: Some(editor), ..Tender::default() }.publish(world, &town).await;
        let bid = drafted(&town.bidders[0].manager, &edited, 7_600_000).await;
        assert_eq!(refusals(&town.bidders[0].manager, &bid).await, one("drafted_by_others", "knew_the_draft"));

        // The author itself (trap 3).
        let own = Tender { author: Some(town.bidders[1].organization.clone()), ..Tender::default() }.publish(world, &town).await;
        let bid = drafted(&town.bidders[1].manager, &own, 7_600_000).await;
        assert_eq!(refusals(&town.bidders[1].manager, &bid).await, one("drafted_by_others", "knew_the_draft"));
    }

    async fn a_field_that_is_not_offered_is_flagged_and_does_not_refuse(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let organization = world.organization("助老服务社", "social_service_agency", &["elderly_care"]).await;
        let manager = manager_of(world, &organization).await;
        let bid = drafted(&manager, &project, 7_600_000).await;
        let flagged = |answers: &Value| answers["answers"].as_array().expect("answers").iter()
            .filter(|a| a["outcome"] != "met").map(|a| (a["rule"].clone(), a["code"].clone())).collect::<Vec<_>>();
        let expected = vec![(json!("offers_field"), json!("field_not_offered"))];
        let before = manager.get(&format!("{bid}/eligibility")).await.ok(200);
        assert_eq!(flagged(&before), expected);
        manager.act(&bid, "submit", json!({})).await.ok(200);
        let kept = manager.get(&format!("{bid}/eligibility")).await.ok(200);
        assert_eq!(flagged(&kept), expected);
        assert_eq!(kept["summary"], json!({"met": 6, "flagged": 1}));
        town.officer.get(&format!("{bid}/eligibility")).await.refused(404, "not_found");
    }
}
