use serde_json::json;
use shuniu::platform::actor::Role;

use super::scene::{DAY, id, items, support};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn a_mentor_sees_and_notes_assigned_cases_only(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let (team, other) = (world.applicant("楼道读书会", "community_team").await, world.applicant("楼组长之家", "community_team").await);
        let mentor = world.person(&[(Role::Mentor, None, Some(STREET))]).await;
        let case = world.incubating(&town, &programme, &team, DAY).await;
        let elsewhere = world.incubating(&town, &programme, &other, DAY).await;
        mentor.get(&case).await.refused(404, "not_found");
        assert!(items(&mentor, "/incubation/cases").await.is_empty());

        let seen = town.hub.act(&case, "mentor", json!({"user_id": mentor.user_id})).await.ok(200);
        assert_eq!(seen["mentor_id"], mentor.user_id.as_str());
        assert_eq!(items(&mentor, "/incubation/cases").await.len(), 1);
        assert_eq!(mentor.get(&case).await.ok(200)["allowed_actions"], json!(["add_milestone", "note_milestone"]));
        let added = mentor.post(&format!("{case}/milestones"), json!({"title_zh": "第一次理事会", "due_on": "2026-06-01"})).await.ok(201);
        let note = format!("{case}/milestones/{}/note", id(&added));
        mentor.post_if(&note, "\"1\"", json!({"reached_on": "2026-03-03"})).await.refused(422, "invalid");
        mentor.post_if(&note, "\"1\"", json!({"reached_on": DAY, "note_zh": "会议纪要已存档"})).await.ok(200);
        mentor.post_if(&note, "\"1\"", json!({})).await.refused(412, "stale");
        assert_eq!(items(&team.manager, &format!("{case}/milestones")).await[2]["note_zh"], "会议纪要已存档");
        for path in [&elsewhere, &format!("{elsewhere}/milestones")] {
            mentor.get(path).await.refused(404, "not_found");
        }
        mentor.post(&format!("{elsewhere}/milestones"), json!({"title_zh": "x"})).await.refused(404, "not_found");
        mentor.post(&format!("{case}/supports"), support("training", "hour", 0)).await.refused(403, "auth/role_missing");
        team.manager.post(&format!("{case}/milestones"), json!({"title_zh": "x"})).await.refused(403, "auth/role_missing");

        // Another mentor takes over: the first one sees nothing any more.
        let second = world.person(&[(Role::Mentor, None, None)]).await;
        town.hub.act(&case, "mentor", json!({"user_id": second.user_id})).await.ok(200);
        mentor.get(&case).await.refused(404, "not_found");
        second.get(&case).await.ok(200);
    }

    async fn a_mentor_holds_the_role_for_the_place_and_does_not_belong_to_the_applicant(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, DAY).await;
        let elsewhere = world.person(&[(Role::Mentor, None, Some("310107005"))]).await;
        let own = world.person(&[(Role::Mentor, None, None), (Role::NgoMember, Some(&team.organization), None)]).await;
        for (user, code) in [(&town.committee.user_id, "no_mentor"), (&elsewhere.user_id, "no_mentor"), (&own.user_id, "own_organization")] {
            let got = town.hub.act(&case, "mentor", json!({"user_id": user})).await;
            assert_eq!(got.field_errors(), [("/user_id".to_owned(), code.to_owned())]);
        }
    }
}
