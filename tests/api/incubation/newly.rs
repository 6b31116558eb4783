use serde_json::json;
use shuniu::incubation::newly_incubated;
use shuniu::platform::ids::OrganizationId;

use super::scene::DAY;
use crate::on_both;
use crate::support::World;

async fn is_new(world: &World, organization: &OrganizationId, on: &str) -> bool {
    let (organization, on) = (organization.clone(), on.parse().expect("a date"));
    world.platform.db.read(move |conn| newly_incubated(conn, &organization, on)).await.expect("an answer")
}

on_both! {
    async fn an_organisation_is_newly_incubated_in_its_term_and_24_months_after_graduation(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.applied(&programme, &team).await;
        assert!(!is_new(world, &team.organization, DAY).await);
        town.hub.act(&case, "review", json!({})).await.ok(200);
        town.hub.act(&case, "admit", json!({})).await.ok(200);
        town.hub.act(&case, "start", json!({"started_on": "2026-02-01"})).await.ok(200);
        assert!(is_new(world, &team.organization, DAY).await && !is_new(world, &team.organization, "2026-01-31").await);
        world.reach_all(&town, &case, DAY).await;
        town.hub.act(&case, "graduate", json!({"graduated_on": DAY})).await.ok(200);
        assert!(is_new(world, &team.organization, "2028-03-01").await && !is_new(world, &team.organization, "2028-03-02").await);
        assert!(!is_new(world, &town.bidders[0].organization, DAY).await);
    }
}
