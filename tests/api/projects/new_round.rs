use serde_json::json;
use shuniu::platform::db::lock::Strength;
use shuniu::platform::http::Call;
use shuniu::platform::ids::ProjectId;
use shuniu::projects::{self, Move};

use super::desk::Desk;
use crate::on_both;
use crate::support::World;

/// Too few bids came in: what the closing does to the project.
pub async fn fail(world: &World, project: &str) {
    let id = ProjectId::parse(project.rsplit('/').next().expect("id")).expect("id");
    let platform = world.platform.clone();
    let failed = world.platform.db.write(move |tx| {
        let call = Call::system(&platform);
        let mut project = projects::locked(tx, &id, Strength::Alone)?;
        project.closed_at = Some(call.now);
        let counts = projects::Counts { received: 0, opened: None, qualified: None };
        project.set_counts(&counts)?;
        projects::advance(tx, &call, &mut project, Move::Close, None, json!({}))?;
        projects::advance(tx, &call, &mut project, Move::Fail, Some("too_few_received"), json!({ "counts": counts }))?;
        projects::release_budget(tx, &call, &project)
    });
    failed.await.expect("failed");
}

on_both! {
    async fn a_failed_project_begins_anew_and_keeps_its_history(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let first_key = desk.town.officer.get(&project).await.ok(200)["public_key"].clone();
        desk.town.hub.act(&project, "new-round", json!({})).await.refused(409, "projects/wrong_status");
        fail(world, &project).await;
        let failed = desk.town.bidders[0].manager.get(&project).await.ok(200);
        assert_eq!((&failed["status"], &failed["counts"]["received"]), (&json!("failed"), &json!(0)));
        assert_eq!(desk.committed_fen().await, 0);

        let begun = desk.town.hub.act(&project, "new-round", json!({})).await.ok(200);
        assert_eq!((&begun["status"], &begun["round"], &begun["deadline"]), (&json!("draft"), &json!(2), &json!(null)));
        assert_eq!(begun["approvals"]["submission"], 2);
        assert_eq!(begun["approvals"]["decisions"].as_array().map(Vec::len), Some(1));
        desk.town.bidders[0].manager.get(&project).await.refused(404, "not_found");

        let version = desk.town.hub.get(&project).await.etag();
        desk.town.hub.patch(&project, &version, json!({"deadline": "2026-03-20T09:00:00Z"})).await.ok(200);
        desk.town.hub.act(&project, "submit", json!({})).await.ok(200);
        desk.town.approver.act(&project, "approve", json!({})).await.ok(200);
        assert_eq!(desk.committed_fen().await, 2_000_000);
        let again = desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        assert_eq!((&again["status"], &again["round"]), (&json!("published"), &json!(2)));
        assert_ne!(again["public_key"], first_key);
    }
}
