use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::actor::Role;
use shuniu::schema::journal_entries;

use super::scene::{Meeting, about_a_call, appoint, draft, id, items};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::town::{STREET, STREET_PATH};
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
        for client in [&town.hub, &meeting.cook.1] {
            assert_eq!(letters(world, client, "meeting_introduced").await, 0);
        }
        let both = |mail: &str| mail.contains(&meeting.cook.1.user_id) && mail.contains(&town.hub.user_id);
        assert!(world.outbox().iter().all(|(_, mail)| !both(mail)), "neither reads the other's address before both have consented");
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

    async fn the_officer_in_charge_hears_of_the_timetable_and_of_its_end(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let (path, run) = about_a_call(world, town, &desk.published().await).await;
        town.hub.act(&path, "confirm", json!({"run_id": run})).await.ok(200);
        world.settle().await;
        assert_eq!(letters(world, &town.officer, "meeting_demand_timetable").await, 1);
        town.hub.act(&path, "cancel", json!({"reason_zh": "场地停用"})).await.ok(200);
        world.settle().await;
        assert_eq!(letters(world, &town.officer, "meeting_cancelled").await, 1);
        assert_eq!(letters(world, &town.bidders[0].manager, "meeting_cancelled").await, 1);
        assert_eq!(letters(world, &town.hub, "meeting_cancelled").await, 0, "the hub has called it off itself");
        let talks = items(&town.hub, &format!("{path}/talks")).await;
        assert_eq!((talks.len(), &talks[0]["status"], &talks[0]["outcome_zh"]), (1, &json!("cancelled"), &json!("场地停用")));
        let report = town.hub.get(&format!("{path}/report")).await.ok(200);
        assert_eq!((&report["talks"]["count"], &report["cancelled"]["count"]), (&json!(0), &json!(1)));
    }

    async fn r23_an_officer_who_also_approves_hears_nothing_of_a_meeting(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let (path, run) = about_a_call(world, town, &desk.published().await).await;
        appoint(world, &town.officer, Role::StreetApprover, &town.street, "310107").await;
        town.hub.act(&path, "confirm", json!({"run_id": run})).await.ok(200);
        town.hub.act(&path, "cancel", json!({"reason_zh": "场地停用"})).await.ok(200);
        world.settle().await;
        assert!(world.ledger().await.iter().all(|(to, used, _)| !to.contains(&town.officer.user_id) || !used.starts_with("meeting")));
        assert_eq!(letters(world, &town.bidders[0].manager, "meeting_cancelled").await, 1);
    }

    async fn r23_a_member_of_an_organisation_who_also_approves_hears_nothing_of_a_meeting(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let bidder = &town.bidders[0];
        let (path, run) = about_a_call(world, town, &desk.published().await).await;
        let approves = world.person(&[(Role::NgoMember, Some(&bidder.organization), None)]).await;
        appoint(world, &approves, Role::StreetApprover, &town.street, STREET).await;
        town.hub.act(&path, "confirm", json!({"run_id": run})).await.ok(200);
        town.hub.act(&path, "cancel", json!({"reason_zh": "场地停用"})).await.ok(200);
        world.settle().await;
        assert!(world.ledger().await.iter().all(|(to, used, _)| !to.contains(&approves.user_id) || !used.starts_with("meeting")));
        assert_eq!((letters(world, &bidder.manager, "meeting_timetable").await, letters(world, &bidder.manager, "meeting_cancelled").await), (1, 1));
    }

    async fn a_draft_that_is_dropped_was_never_seen(world) {
        let town = world.town().await;
        let bidder = &town.bidders[0];
        let path = format!("/matching-meetings/{}", id(&town.hub.post("/matching-meetings", draft()).await.ok(201)));
        town.hub.put(&format!("{path}/participants/{}", bidder.organization), json!({"capacity": 1})).await.ok(200);
        town.hub.act(&path, "cancel", json!({"reason_zh": "改为下半年"})).await.ok(200);
        world.settle().await;
        assert_eq!(letters(world, &bidder.manager, "meeting_cancelled").await, 0);
        bidder.manager.get(&path).await.refused(404, "not_found");
        assert!(items(&bidder.manager, "/matching-meetings").await.is_empty());
        assert_eq!(items(&town.hub, "/matching-meetings").await.len(), 1);
        town.officer.get(&path).await.ok(200);
    }

    async fn r23_the_feed_tells_nothing_of_a_meeting_to_who_decides_on_purchases(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        meeting.confirmed(world, &town).await;
        let talk = meeting.talk(&town, &meeting.meals, &meeting.cook.0).await;
        meeting.act(&town, &town.hub, &talk, "cancel", json!({"reason_zh": "负责人住院"})).await.ok(200);
        let told = async |client: &Client| -> Vec<String> {
            let entries = client.get("/events?limit=200").await.ok(200);
            let names = entries["items"].as_array().expect("items").iter().filter_map(|entry| entry["event"].as_str());
            names.filter(|name| name.starts_with("meeting")).map(str::to_owned).collect()
        };
        for official in [&town.approver, &town.finance, &town.officer, &town.hub] {
            assert_eq!(told(official).await, [""; 0]);
        }
        // The first entries named their place; they cannot be changed.
        world
            .write(|conn| {
                let about_meetings = journal_entries::table.filter(journal_entries::entity.like("meeting%"));
                diesel::update(about_meetings).set(journal_entries::area_path.eq(Some(STREET_PATH))).execute(conn)
            })
            .await;
        for official in [&town.approver, &town.finance, &town.officer, &town.hub] {
            assert_eq!(told(official).await, [""; 0]);
        }
        assert_eq!(told(&meeting.cook.1).await, ["meeting.participant_entered", "meeting.timetable_set", "meeting_talk.cancelled"]);
        assert!(told(&town.auditor).await.len() > 10);
        // The hub still sees what became of the letters of its meeting.
        world.settle().await;
        let sent = items(&town.hub, "/deliveries?limit=200").await;
        for template in ["meeting_timetable", "meeting_talk_cancelled"] {
            assert!(sent.iter().any(|letter| letter["template"] == template && letter["status"] == "sent"), "{template}: {sent:?}");
        }
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
