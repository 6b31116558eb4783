use diesel::prelude::*;
use serde_json::json;
use shuniu::schema::{alerts, jobs};

use super::{delivered, is_disabled, mails, saved};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::World;
use crate::support::town::STREET;

async fn asked_for(world: &World) {
    shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked");
}

async fn waiting(world: &World) -> i64 {
    world.platform.db.read(|conn| Ok(alerts::table.count().get_result(conn)?)).await.expect("notes")
}

on_both! {
    async fn one_mail_a_day_at_eight_tells_everything_new_once(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        asked_for(world).await;
        let (own, idle) = (&town.bidders[0].member, &town.bidders[1].member);
        saved(own, json!({"name": "就业公告", "looks_in": "calls", "q": "就业"})).await;
        saved(own, json!({"name": "就业需求", "looks_in": "needs", "q": "就业"})).await;
        saved(idle, json!({"name": "助餐", "looks_in": "calls", "q": "助餐"})).await;
        let project = desk.published().await;
        let body = json!({"area_code": STREET, "title_zh": "就业创业帮助", "description_zh": "多个小区提出", "field": "jobs_startups"});
        let need = town.committee.post("/needs", body).await.ok(201);
        town.hub.act(&format!("/needs/{}", need["id"].as_str().expect("an id")), "verify", json!({})).await.ok(200);
        world.advance_to("2026-03-03T07:59:00+08:00").await;
        assert!(delivered(world, own, "alert_digest").await.is_empty(), "it is not eight yet");
        world.advance_to("2026-03-03T08:00:00+08:00").await;
        let told = delivered(world, own, "alert_digest").await;
        assert_eq!(told.len(), 1, "{told:?}");
        for fact in ["零距离家门口就业服务", "“就业公告”", "就业创业帮助", "“就业需求”"] {
            assert!(told[0].contains(fact), "{fact} is missing: {}", told[0]);
        }
        assert!(delivered(world, idle, "alert_digest").await.is_empty(), "an empty digest is not sent");
        assert_eq!(waiting(world).await, 0);

        // The next day brings what is new since, and a day without news brings nothing.
        own.put(&format!("/watch-list{project}"), json!({"notify": "daily"})).await.ok(200);
        let amendment = json!({"text_zh": "服务地点增加两个居委会。", "affects_bids": false});
        town.officer.act(&project, "amendments", amendment).await.ok(201);
        world.advance_to("2026-03-05T12:00:00+08:00").await;
        let told = delivered(world, own, "alert_digest").await;
        assert_eq!(told.len(), 2, "{told:?}");
        let second = told.iter().find(|mail| mail.contains("更正公告")).expect("the amendment");
        assert!(!second.contains("“就业公告”") && !second.contains("就业创业帮助"), "each thing once: {second}");
    }

    async fn a_digest_that_runs_twice_or_on_two_machines_tells_each_thing_once(world) {
        let desk = Desk::at(world).await;
        let own = &desk.town.bidders[0].member;
        saved(own, json!({"name": "就业公告", "looks_in": "calls", "q": "就业"})).await;
        desk.published().await;
        asked_for(world).await;
        world.advance_to("2026-03-03T07:59:59+08:00").await;
        let (one, other) = tokio::join!(world.advance_to("2026-03-03T08:00:01+08:00"), world.advance_to("2026-03-03T08:00:01+08:00"));
        assert_eq!((one, other), ((), ()));
        assert_eq!(delivered(world, own, "alert_digest").await.len(), 1);
        // The round died after it was done, and is asked for again.
        world.write(|conn| diesel::update(jobs::table).set((jobs::status.eq("dead"), jobs::attempts.eq(12))).execute(conn)).await;
        asked_for(world).await;
        world.write(|conn| diesel::update(jobs::table).set(jobs::run_at.eq(shuniu::platform::time::Timestamp::from_micros(0).expect("1970"))).execute(conn)).await;
        assert_eq!(mails(world, own, "alert_digest").await.len(), 1);
        world.write(|conn| diesel::delete(jobs::table.filter(jobs::status.eq("dead"))).execute(conn)).await;
    }

    async fn what_is_no_longer_wanted_is_not_told_the_next_day(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        asked_for(world).await;
        let [silenced, deleted, gone] = [0, 1, 2].map(|place: usize| &town.bidders[place].member);
        let mut searches = Vec::new();
        for client in [silenced, deleted, gone, &town.bidders[0].manager] {
            searches.push(saved(client, json!({"name": "就业公告", "looks_in": "calls", "q": "就业"})).await);
        }
        desk.published().await;
        world.settle().await;
        assert_eq!(waiting(world).await, 4);
        silenced.patch(&searches[0], "\"1\"", json!({"notify": "never"})).await.ok(200);
        assert_eq!(deleted.delete(&searches[1]).await.status, 204);
        is_disabled(world, gone).await;
        world.advance_to("2026-03-03T08:00:00+08:00").await;
        for client in [silenced, deleted, gone] {
            assert!(delivered(world, client, "alert_digest").await.is_empty());
        }
        assert!(delivered(world, &town.bidders[0].manager, "alert_digest").await.is_empty(), "the invitation has told them");
        assert_eq!(waiting(world).await, 0);
    }
}
