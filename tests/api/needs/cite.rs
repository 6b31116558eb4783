use serde_json::json;
use shuniu::needs::{self, Status};
use shuniu::platform::http::{Call, Problem};
use shuniu::platform::ids::{NeedId, ProjectId};

use super::report::jobs;
use crate::on_both;
use crate::support::World;

async fn change(world: &World, ids: &[NeedId], project: &ProjectId, cite: bool) -> Result<(), Problem> {
    let (platform, ids, project) = (world.platform.clone(), ids.to_vec(), project.clone());
    let effect = move |tx: &mut shuniu::platform::db::Tx| {
        let call = Call::system(&platform);
        if cite { needs::cite(tx, &call, &ids, &project) } else { needs::release(tx, &call, &ids, &project) }
    };
    world.platform.db.write(effect).await
}

async fn status(world: &World, id: &NeedId) -> Status {
    let ids = vec![id.clone()];
    world.platform.db.read(move |conn| needs::find_many(conn, &ids)).await.expect("needs")[0].status
}

on_both! {
    async fn a_project_plans_verified_needs_and_gives_them_back_when_it_fails(world) {
        let town = world.town().await;
        let need = town.committee.post("/needs", jobs()).await.ok(201);
        let id = NeedId::parse(need["id"].as_str().expect("id")).expect("uuid");
        let project = ProjectId::new();
        let early = change(world, std::slice::from_ref(&id), &project, true).await.expect_err("not verified");
        assert_eq!(early.code(), "needs/wrong_status");
        town.hub.act(&format!("/needs/{id}"), "verify", json!({})).await.ok(200);

        let unknown = change(world, &[id.clone(), NeedId::new()], &project, true).await.expect_err("unknown");
        assert_eq!((unknown.status(), unknown.errors()[0].pointer.as_str()), (422, "/need_ids/1"));
        assert_eq!(status(world, &id).await, Status::Verified);

        for _ in 0..2 {
            change(world, std::slice::from_ref(&id), &project, true).await.expect("cite");
            assert_eq!(status(world, &id).await, Status::Planned);
        }
        for _ in 0..2 {
            change(world, std::slice::from_ref(&id), &project, false).await.expect("release");
            assert_eq!(status(world, &id).await, Status::Verified);
        }
        let events: Vec<_> = town.hub.get("/events").await.ok(200)["items"].as_array().expect("items").iter().map(|e| e["event"].clone()).collect();
        assert_eq!(events, ["need.reported", "need.verified", "need.planned", "need.released"].map(|name| json!(name)));
    }
}
