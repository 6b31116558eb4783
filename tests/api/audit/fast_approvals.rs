use diesel::prelude::*;
use serde_json::json;
use shuniu::schema::project_approvals;

use super::{asked, only_who_reaches_the_place_is_answered};
use crate::api::projects::desk::{Desk, meeting};
use crate::on_both;
use crate::support::World;

/// The approval of this step is moved to so long after the moment at which it was its turn.
async fn decided_after(world: &World, turn: shuniu::platform::time::Timestamp, step: i32, delta: chrono::TimeDelta) {
    world
        .write(move |conn| {
            diesel::update(project_approvals::table.filter(project_approvals::step.eq(step)))
                .set(project_approvals::decided_at.eq(turn.plus(delta)))
                .execute(conn)
        })
        .await;
}

on_both! {
    async fn an_approval_at_once_is_listed_and_one_after_a_minute_is_not(world) {
        let desk = Desk::at(world).await;
        let two_steps = desk.complete_with(json!({"budget_fen": 3_000_000}));
        let at_once = desk.submitted(two_steps.clone()).await;
        let considered = desk.submitted(two_steps).await;
        desk.town.approver.act(&at_once, "approve", json!({})).await.ok(200);
        world.advance_to("2026-03-02T09:10:00+08:00").await;
        desk.town.second_approver.act(&at_once, "approve", meeting()).await.ok(200);
        desk.town.approver.act(&considered, "approve", json!({})).await.ok(200);
        desk.town.second_approver.act(&considered, "approve", meeting()).await.ok(200);
        let rows = asked(&desk.town.auditor, "fast-approvals").await;
        let told: Vec<_> = rows.iter().map(|row| {
            (format!("/projects/{}", row["purchase"]["id"].as_str().unwrap_or_default()), row["step"].as_i64(), row["decided_by"].clone())
        }).collect();
        // The first step at once after the submission; the second at once after the first.
        assert_eq!(told, [
            (at_once, Some(1), json!(desk.town.approver.user_id)),
            (considered, Some(2), json!(desk.town.second_approver.user_id)),
        ]);
        assert!(rows.iter().all(|row| row["seconds"].as_i64().is_some_and(|seconds| (0..60).contains(&seconds))));
        only_who_reaches_the_place_is_answered(world, &desk.town, "fast-approvals").await;
        assert!(asked(&desk.town.auditor, "fast-approvals?from=2026-03-03").await.is_empty());
    }

    async fn a_minute_is_not_fast_a_microsecond_less_is_and_a_return_never_is(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        let returned = desk.submitted(desk.complete()).await;
        desk.town.approver.act(&returned, "return", json!({"reason": "请补充服务标准。"})).await.ok(200);
        desk.town.approver.act(&project, "approve", json!({})).await.ok(200);
        world.settle().await;
        let of_project = project.trim_start_matches("/projects/").to_owned();
        let submitted = world.platform.db.read(move |conn| shuniu::journal::events_of_projects(conn, &["project.submitted"], &[of_project]));
        let turn = submitted.await.expect("entries")[0].occurred_at;
        let minute = chrono::TimeDelta::seconds(60);
        decided_after(world, turn, 1, minute).await;
        assert!(asked(&desk.town.auditor, "fast-approvals").await.is_empty());
        decided_after(world, turn, 1, minute - chrono::TimeDelta::microseconds(1)).await;
        let rows = asked(&desk.town.auditor, "fast-approvals").await;
        assert_eq!(rows.iter().map(|row| &row["seconds"]).collect::<Vec<_>>(), [&json!(59)]);
    }
}
