use shuniu::platform::actor::Role;

use super::desk::Desk;
use crate::on_both;

on_both! {
    async fn a_draft_is_known_to_its_place_and_the_auditors_only(world) {
        let desk = Desk::at(world).await;
        let project = desk.drafted(desk.complete()).await;
        let town = &desk.town;
        for reader in [&town.hub, &town.officer, &town.approver, &town.finance, &town.auditor] {
            reader.get(&project).await.ok(200);
        }
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        for stranger in [&elsewhere, &town.committee, &town.evaluators[0], &town.bidders[0].manager] {
            stranger.get(&project).await.refused(404, "not_found");
        }
        world.anonymous().get(&project).await.refused(401, "auth/required");
        town.admin.get(&project).await.refused(403, "auth/role_missing");
        town.hub.get("/projects/42").await.refused(404, "not_found");
    }

    async fn invitations_are_for_those_who_run_the_purchase(world) {
        let desk = Desk::at(world).await;
        let project = format!("{}/invitations", desk.published().await);
        let elsewhere = world.person(&[(Role::HubOperator, Some(&desk.town.hub_organization), Some("310107005"))]).await;
        elsewhere.get(&project).await.refused(403, "projects/out_of_reach");
        desk.town.approver.get(&project).await.refused(403, "auth/role_missing");
        let page = desk.town.officer.get(&project).await.ok(200);
        assert!(page["items"].is_array() && page["next_cursor"].is_null(), "{page}");
    }
}
