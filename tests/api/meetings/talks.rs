use serde_json::{Value, json};

use super::scene::{Meeting, items};
use crate::api::platform::futures_join;
use crate::on_both;

on_both! {
    async fn a_confirmed_runs_pairs_are_talks_and_each_side_sees_its_own(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        meeting.confirmed(world, &town).await;
        let talks = items(&town.hub, &format!("{}/talks", meeting.path)).await;
        assert!(talks.iter().all(|talk| talk["status"] == "planned" && talk["contacts"] == Value::Null));
        let own = items(&meeting.cook.1, &format!("{}/talks", meeting.path)).await;
        assert!(!own.is_empty() && own.iter().all(|talk| talk["organization_id"] == meeting.cook.0.as_str()));
        assert!(items(&town.bidders[2].manager, &format!("{}/talks", meeting.path)).await.is_empty());
        assert_eq!(items(&town.officer, &format!("{}/talks", meeting.path)).await.len(), talks.len());
    }

    async fn a_talk_moves_to_a_time_at_which_both_sides_are_free(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        meeting.cook.1.put(&format!("{}/participants/{}", meeting.path, meeting.cook.0), json!({"capacity": 2, "absent": ["14:10"]})).await.ok(200);
        meeting.confirmed(world, &town).await;
        let (mine, other) = (meeting.talk(&town, &meeting.meals, &meeting.cook.0).await, meeting.talk(&town, &meeting.meals, &meeting.new.0).await);
        let time_of = async |talk: &str| {
            let talks = items(&town.hub, &format!("{}/talks", meeting.path)).await;
            talks.iter().find(|t| talk.ends_with(t["id"].as_str().expect("id"))).expect("a talk")["time"].as_str().expect("time").to_owned()
        };
        let taken = time_of(&other).await;
        meeting.act(&town, &town.hub, &mine, "move", json!({"time": taken})).await.refused(409, "meetings/double_booked");
        meeting.act(&town, &town.hub, &mine, "move", json!({"time": "14:10"})).await.refused(409, "meetings/not_there");
        assert_eq!(meeting.act(&town, &town.hub, &mine, "move", json!({"time": "15:00"})).await.field_errors()[0].1, "unknown_time");
        meeting.act(&town, &meeting.cook.1, &mine, "move", json!({"time": "13:30"})).await.refused(403, "auth/role_missing");
        let own = time_of(&mine).await;
        assert_eq!(meeting.act(&town, &town.hub, &mine, "move", json!({"time": own})).await.field_errors()[0].1, "unchanged");
        // A talk that is called off gives its time back.
        assert_eq!(meeting.act(&town, &meeting.new.1, &other, "cancel", json!({"reason_zh": " "})).await.field_errors()[0].1, "required");
        meeting.act(&town, &meeting.cook.1, &other, "cancel", json!({"reason_zh": "临时有事"})).await.refused(404, "not_found");
        meeting.act(&town, &meeting.new.1, &other, "cancel", json!({"reason_zh": "临时有事"})).await.ok(200);
        assert_eq!(meeting.act(&town, &town.hub, &mine, "move", json!({"time": taken})).await.ok(200)["time"], taken.as_str());
        meeting.act(&town, &town.hub, &other, "move", json!({"time": "14:10"})).await.refused(409, "meetings/wrong_talk_status");
    }

    async fn two_movers_at_once_never_book_a_side_twice(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        meeting.confirmed(world, &town).await;
        let talks = items(&town.hub, &format!("{}/talks", meeting.path)).await;
        let meals: Vec<&Value> = talks.iter().filter(|talk| talk["demand_id"] == meeting.meals.as_str()).collect();
        assert_eq!(meals.len(), 2);
        let free = ["13:30", "13:50", "14:10"].into_iter().find(|time| meals.iter().all(|talk| talk["time"] != *time)).expect("a free time");
        let moves = meals.iter().map(|talk| {
            let path = format!("{}/talks/{}/move", meeting.path, talk["id"].as_str().expect("id"));
            let town = &town;
            async move { town.hub.post_if(&path, &format!("\"{}\"", talk["version"]), json!({"time": free})).await }
        });
        let got = futures_join(moves).await;
        let mut statuses: Vec<_> = got.iter().map(|got| got.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{got:?}");
        assert_eq!(got.iter().find(|got| got.status == 409).expect("one refused").json["code"], "meetings/double_booked");
    }
}
