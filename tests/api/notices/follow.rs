use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::db::Conn;
use shuniu::schema::settings;
use shuniu::{app, journal};

use super::{kinds, listed};
use crate::api::projects::desk::Desk;
use crate::api::projects::new_round::fail;
use crate::on_both;
use crate::support::World;
use crate::support::tender::Tender;

/// How many entries wait for the writers of notices and of letters.
async fn lags(world: &World) -> (i64, i64) {
    journal::catch_up(&world.platform).await.expect("chained");
    let ready = world.anonymous().get("/readyz").await.ok(200);
    let lag = |name: &str| ready["followers"][name]["lag"].as_i64().expect("a lag");
    (lag("notices"), lag("notifications"))
}

async fn read(world: &World, notice: &Value) -> Value {
    world.anonymous().get(&format!("/notices/{}", notice["id"].as_str().expect("an id"))).await.ok(200)
}

on_both! {
    async fn a_follower_that_lags_over_a_new_round_tells_of_the_round_before_as_it_was(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let called = desk.town.officer.get(&project).await.ok(200);
        fail(world, &project).await;
        desk.town.hub.act(&project, "new-round", json!({})).await.ok(200);
        let version = desk.town.hub.get(&project).await.etag();
        desk.town.hub.patch(&project, &version, json!({"title_zh": "改名后的项目", "description_zh": "另一种服务", "budget_fen": 1_000_000})).await.ok(200);
        let (notices, letters) = lags(world).await;
        assert!(notices > 0 && letters == notices, "nobody has followed yet: {notices} {letters}");

        let notices = listed(world, "").await;
        assert_eq!(kinds(&notices), ["failure", "call"]);
        assert_eq!(lags(world).await, (0, 0));
        let (failure, call) = (read(world, &notices[0]).await, read(world, &notices[1]).await);
        for notice in [&failure, &call] {
            assert_eq!((&notice["title"]["zh"], &notice["round"]), (&called["title_zh"], &json!(1)), "{notice}");
        }
        for field in ["deadline", "public_key", "budget_fen", "description_zh", "rule_set_version"] {
            assert_eq!(call["content"][field], called[field], "{field}");
        }
        assert_eq!(call["content"]["rules"]["zh"], "限额以下比选");
        assert_eq!((&failure["content"]["counts"]["received"], failure["content"]["reason"].is_object()), (&json!(0), true), "{failure}");
    }

    async fn a_notice_that_cannot_be_written_stops_no_letter_and_is_seen_in_readyz(world) {
        let town = world.town().await;
        let project = Tender::default().publish(world, &town).await;
        // A decision without an award is nothing that could be told.
        world.happened("award.decided", project.as_str(), &project, None, json!({})).await;
        app::settle(&world.platform, &world.registry).await.expect_err("the notices are stuck");
        let told = world.ledger().await;
        assert!(told.iter().any(|(_, template, status)| template == "award_decided" && status == "sent"), "{told:?}");
        let (notices, letters) = lags(world).await;
        assert_eq!((notices, letters), (1, 0), "everything before it is told");
        // Somebody has looked after it.
        let head = town.auditor.get("/audit/head").await.ok(200)["seq"].to_string();
        let mended = move |conn: &mut Conn| diesel::update(settings::table.filter(settings::key.eq("notices.cursor"))).set(settings::value.eq(&head)).execute(conn);
        world.write(mended).await;
        assert_eq!(lags(world).await, (0, 0));
    }
}
