use serde_json::json;
use shuniu::platform::actor::Role;

use super::scene::{Meeting, draft, enter_need, id, items, need, opened};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn a_draft_says_everything_that_is_wrong_at_once(world) {
        let town = world.town().await;
        let mut body = draft();
        body["times"] = json!(["13:30", "9:00", "13:20"]);
        body["venue_zh"] = json!(" ");
        body["rules"] = json!({
            "minimum_quality": 10001, "new_share": "12 %",
            "weights": {"field": 30, "target_group": 13, "area": 15, "text": 18, "track_record": 12, "rating": 8, "capacity": 7, "budget_fit": 5},
        });
        let got = town.hub.post("/matching-meetings", body).await;
        let wrong: Vec<String> = got.field_errors().into_iter().map(|e| format!("{} {}", e.0, e.1)).collect();
        assert_eq!(wrong, [
            "/venue_zh required", "/times/1 malformed", "/times/2 not_ascending", "/rules/minimum_quality out_of_range", "/rules/new_share malformed",
            "/rules/weights sum_not_100",
        ]);
        town.committee.post("/matching-meetings", draft()).await.refused(403, "auth/role_missing");
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        elsewhere.post("/matching-meetings", draft()).await.refused(403, "meetings/out_of_reach");
    }

    async fn a_draft_is_its_hubs_and_an_open_meeting_is_everybodys(world) {
        let town = world.town().await;
        let created = town.hub.post("/matching-meetings", draft()).await.ok(201);
        assert_eq!((&created["status"], &created["allowed_actions"]), (&json!("draft"), &json!(["update", "enter", "open", "cancel"])));
        assert!(created["effect"]["zh"].as_str().expect("words").contains("不作任何采购决定"));
        let path = format!("/matching-meetings/{}", id(&created));
        town.bidders[0].manager.get(&path).await.refused(404, "not_found");
        assert!(items(&town.bidders[0].manager, "/matching-meetings").await.is_empty());
        town.hub.patch(&path, "\"1\"", json!({"title_en": "Partner day"})).await.ok(200);
        town.hub.patch(&path, "\"1\"", json!({"title_en": "Late"})).await.refused(412, "stale");
        town.hub.act(&path, "open", json!({})).await.ok(200);
        let seen = town.bidders[0].manager.get(&path).await.ok(200);
        assert_eq!((&seen["conditions"], &seen["allowed_actions"]), (&json!(null), &json!([])));
        assert_eq!(items(&town.bidders[0].manager, "/matching-meetings?status=open").await.len(), 1);
        town.officer.post_if(&format!("{path}/close"), "\"3\"", json!({})).await.refused(403, "auth/role_missing");
        let early = town.hub.act(&path, "close", json!({})).await.refused(409, "meetings/wrong_status");
        assert_eq!(early["allowed"], json!(["update", "enter", "solve", "cancel"]));
    }

    async fn r23_who_decides_on_a_purchase_sees_nothing_of_a_meeting(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let path = opened(town, json!({})).await;
        town.approver.get(&path).await.refused(403, "auth/role_missing");
        let both = world.person(&[(Role::StreetOfficer, Some(&town.street), Some(STREET)), (Role::StreetApprover, Some(&town.street), Some(STREET))]).await;
        both.get(&path).await.refused(403, "meetings/decides_on_it");
        town.evaluators[0].get(&path).await.refused(403, "auth/role_missing");
        let project = project.rsplit('/').next().expect("an id");
        town.hub.post(&format!("{path}/demands"), json!({"project_id": project, "slots": 2})).await.ok(201);
        town.officer.get(&path).await.ok(200);
    }

    async fn r21_a_draft_is_no_demand_and_neither_is_what_nobody_verified(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let path = opened(town, json!({})).await;
        let draft = desk.drafted(desk.complete()).await;
        let draft = draft.rsplit('/').next().expect("an id");
        let enter = async |body| town.hub.post(&format!("{path}/demands"), body).await.field_errors();
        let one = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
        assert_eq!(enter(json!({"project_id": draft, "slots": 1})).await, one("/project_id", "no_open_call"));
        let body = json!({"area_code": STREET, "title_zh": "路灯不亮", "description_zh": "多个小区提出", "field": "jobs_startups"});
        let reported = id(&town.committee.post("/needs", body).await.ok(201));
        assert_eq!(enter(json!({"need_id": reported, "slots": 1})).await, one("/need_id", "not_waiting"));
        assert_eq!(enter(json!({"slots": 1})).await, one("/project_id", "one_of_two"));
        let need = need(town, "青年就业", "jobs_startups").await;
        assert_eq!(enter(json!({"need_id": need, "slots": 0, "absent": ["12:00"]})).await.len(), 2);
        enter_need(town, &path, &need, 1).await;
        town.hub.post(&format!("{path}/demands"), json!({"need_id": need, "slots": 1})).await.refused(409, "meetings/already_there");
    }

    async fn a_condition_is_about_those_who_take_part_and_has_a_reason(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let version = town.hub.get(&meeting.path).await.etag();
        let stranger = &town.bidders[1].organization;
        let wrong = json!({"conditions": [
            {"kind": "locked", "demand_id": meeting.jobs, "organization_id": stranger, "reason_zh": " "},
            {"kind": "forbidden", "demand_id": meeting.jobs, "organization_id": stranger, "reason_zh": "利益冲突"},
        ]});
        let got = town.hub.patch(&meeting.path, &version, wrong).await;
        let codes: Vec<String> = got.field_errors().into_iter().map(|e| e.1).collect();
        assert_eq!(codes, ["required", "twice", "not_there", "not_there"]);
    }

    async fn a_meeting_is_called_off_with_a_reason_until_it_is_held(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        assert_eq!(town.hub.act(&meeting.path, "cancel", json!({"reason_zh": " "})).await.field_errors()[0].1, "required");
        let gone = town.hub.act(&meeting.path, "cancel", json!({"reason_zh": "场地停用"})).await.ok(200);
        assert_eq!((&gone["status"], &gone["status_reason"], &gone["allowed_actions"]), (&json!("cancelled"), &json!("场地停用"), &json!([])));
        let participant = format!("{}/participants/{}", meeting.path, meeting.cook.0);
        meeting.cook.1.put(&participant, json!({"capacity": 1})).await.refused(409, "meetings/wrong_status");
    }
}
