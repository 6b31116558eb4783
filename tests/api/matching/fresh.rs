//! What is written is in the next answer, and what is not committed never is.

use serde_json::json;
use shuniu::matching::index::Index;
use shuniu::platform::http::Problem;

use crate::on_both;
use crate::support::World;
use crate::support::town::Town;

async fn as_of(town: &Town, project: &str) -> u64 {
    town.hub.get(&format!("/projects/{project}/matches?limit=1")).await.ok(200)["as_of"].as_u64().expect("as_of")
}

on_both! {
    async fn a_write_is_in_the_next_answer(world) {
        let town = world.town().await;
        let project = world.call(&town).await;
        let before = as_of(&town, project.as_str()).await;
        let path = format!("/organizations/{}", town.bidders[1].organization);
        let version = town.bidders[1].manager.get(&path).await.etag();
        let renamed = town.bidders[1].manager.patch(&path, &version, json!({"description_zh": "为长寿路街道居民提供就业指导、职业介绍和创业培训。"})).await;
        assert_eq!(renamed.status, 200, "{}", renamed.body);
        let found = town.hub.get(&format!("/projects/{project}/matches")).await.ok(200);
        let items = found["items"].as_array().expect("items");
        let own = items.iter().find(|item| item["id"] == town.bidders[1].organization.as_str()).expect("listed");
        assert!(own["text_evidence"].to_string().contains("就业"), "{own}");
        world.settle().await;
        let after = as_of(&town, project.as_str()).await;
        assert!(after > before, "{after} after {before}");
    }

    async fn fifty_writes_and_reads_show_nothing_stale(world) {
        let town = world.town().await;
        let path = format!("/organizations/{}", town.bidders[0].organization);
        for turn in 0..50 {
            let said = format!("职业介绍第{turn}期");
            let version = town.bidders[0].manager.get(&path).await.etag();
            let written = town.bidders[0].manager.patch(&path, &version, json!({"description_zh": said})).await;
            assert_eq!(written.status, 200, "{}", written.body);
            let index = Index::of(&world.platform);
            let id = town.bidders[0].organization.to_string();
            let now = world.now();
            let text = world.platform.db.read(move |conn| {
                index.ask(conn, now, |engine| engine.organizations().get(&id).map(|(_, organization)| organization.text.clone()))
            }).await.expect("asked");
            assert_eq!(text.as_deref(), Some(said.as_str()), "turn {turn}");
        }
    }

    async fn what_is_rolled_back_is_never_answered_with(world) {
        let town = world.town().await;
        let platform = world.platform.clone();
        let id = town.bidders[0].organization.clone();
        let text_of = async |world: &World| {
            let (index, id, now) = (Index::of(&world.platform), id.to_string(), world.now());
            world.platform.db.read(move |conn| {
                index.ask(conn, now, |engine| engine.organizations().get(&id).map(|(_, organization)| organization.text.clone()))
            }).await.expect("asked")
        };
        let before = text_of(world).await;
        let row = id.clone();
        let refused = world.platform.db.write(move |tx| {
            use diesel::prelude::*;
            use shuniu::schema::organizations::dsl;
            diesel::update(dsl::organizations.filter(dsl::id.eq(&row))).set(dsl::description_zh.eq("从未提交")).execute(tx.conn())?;
            let event = shuniu::journal::Event::new("organization.updated", &row).for_organization(&row);
            shuniu::journal::record(tx, &shuniu::platform::http::Call::system(&platform), event)?;
            let _ = Index::of(&platform).ask_as_it_is(|engine| engine.as_of())?;
            Err::<(), _>(Problem::not_found("无", "nothing"))
        }).await;
        assert!(refused.is_err());
        assert_eq!(text_of(world).await, before);
    }
}
