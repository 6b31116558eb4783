use serde_json::json;

use super::scene::Meeting;
use crate::on_both;
use crate::support::{Client, World};

async fn letters(world: &World, client: &Client, template: &str) -> usize {
    world.ledger().await.iter().filter(|(to, used, _)| to.contains(&client.user_id) && used == template).count()
}

on_both! {
    async fn everybody_gets_their_timetable_when_the_meeting_is_confirmed(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        meeting.confirmed(world, &town).await;
        world.settle().await;
        for client in [&meeting.cook.1, &meeting.new.1, &town.bidders[0].manager] {
            assert_eq!(letters(world, client, "meeting_timetable").await, 1);
        }
        assert_eq!(letters(world, &town.hub, "meeting_demand_timetable").await, 0, "the hub has set the timetable of its needs itself");
        let mail = world.outbox().into_iter().find(|(_, mail)| mail.contains("独居老人助餐") && mail.contains(&meeting.cook.1.user_id));
        assert!(mail.is_some_and(|(_, mail)| mail.contains("13:") && mail.contains("社区文化活动中心二楼")));
        let talk = meeting.talk(&town, &meeting.meals, &meeting.cook.0).await;
        meeting.act(&town, &town.hub, &talk, "move", json!({"time": "14:10"})).await.ok(200);
        meeting.act(&town, &town.hub, &talk, "cancel", json!({"reason_zh": "负责人住院"})).await.ok(200);
        world.settle().await;
        assert_eq!(letters(world, &meeting.cook.1, "meeting_talk_moved").await, 1);
        assert_eq!((letters(world, &meeting.cook.1, "meeting_talk_cancelled").await, letters(world, &town.hub, "meeting_talk_cancelled").await), (1, 1));
        town.hub.act(&meeting.path, "cancel", json!({"reason_zh": "场地停用"})).await.ok(200);
        world.settle().await;
        assert_eq!(letters(world, &meeting.new.1, "meeting_cancelled").await, 1);
        assert!(world.ledger().await.iter().all(|(_, _, status)| status == "sent"));
    }

    async fn the_other_side_is_asked_and_both_get_the_contacts_once_both_agree(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        meeting.held(world, &town).await;
        let talk = meeting.talk(&town, &meeting.meals, &meeting.cook.0).await;
        meeting.cook.1.post(&format!("{talk}/consent"), json!({"side": "organization"})).await.ok(200);
        world.settle().await;
        assert_eq!((letters(world, &town.hub, "meeting_introduction_asked").await, letters(world, &meeting.cook.1, "meeting_introduction_asked").await), (1, 0));
        let own = format!("cook-{}", meeting.cook.1.user_id);
        assert!(world.outbox().iter().all(|(_, mail)| !mail.contains("meeting_introduced") && !mail.contains(&own)));
        town.hub.post(&format!("{talk}/consent"), json!({"side": "demand"})).await.ok(200);
        world.settle().await;
        for client in [&town.hub, &meeting.cook.1] {
            assert_eq!(letters(world, client, "meeting_introduced").await, 1);
        }
        let told = |client: &Client, other: &Client| {
            world.outbox().iter().any(|(_, mail)| mail.contains("联系方式") && mail.contains(&client.user_id) && mail.contains(&other.user_id))
        };
        assert!(told(&meeting.cook.1, &town.hub) && told(&town.hub, &meeting.cook.1));
        // A wish that was answered before its letter went out asks nobody.
        let talk = meeting.talk(&town, &meeting.meals, &meeting.new.0).await;
        town.hub.post(&format!("{talk}/consent"), json!({"side": "demand"})).await.ok(200);
        meeting.new.1.post(&format!("{talk}/consent"), json!({"side": "organization"})).await.ok(200);
        world.settle().await;
        assert_eq!((letters(world, &meeting.new.1, "meeting_introduction_asked").await, letters(world, &meeting.new.1, "meeting_introduced").await), (0, 1));
    }

    async fn the_journal_names_no_person_and_no_reason(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        meeting.confirmed(world, &town).await;
        let talk = meeting.talk(&town, &meeting.meals, &meeting.cook.0).await;
        meeting.act(&town, &town.hub, &talk, "cancel", json!({"reason_zh": "负责人住院"})).await.ok(200);
        let entries = town.auditor.get("/events?limit=200").await.ok(200);
        let said = entries["items"].as_array().expect("items").iter().filter(|e| e["event"].as_str().is_some_and(|e| e.starts_with("meeting")));
        let (mut count, mut names) = (0, Vec::new());
        for entry in said {
            count += 1;
            names.push(entry["event"].as_str().expect("a name").to_owned());
            assert!(!entry.to_string().contains("住院") && !entry.to_string().contains('@'), "{entry}");
        }
        assert!(count > 10 && names.iter().any(|name| name == "meeting_talk.cancelled"), "{names:?}");
    }
}
