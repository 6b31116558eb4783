use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::actor::Role;
use shuniu::platform::ids;
use shuniu::schema::{meeting_demands, panel_members, panels};

use super::scene::{Meeting, about_a_call, draft, enter_need, id, items, need, opened};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::town::STREET;
use crate::support::{Client, World};

/// A seat on the panel of a project, past every rule of its composition.
async fn seat(world: &World, project: &Value, client: &Client) {
    let (project, user, now) = (project.as_str().expect("an id").to_owned(), client.user_id.clone(), world.now());
    world
        .write(move |conn| {
            diesel::insert_into(panels::table)
                .values((
                    panels::project_id.eq(&project),
                    panels::status.eq("forming"),
                    panels::formed_by.eq(&user),
                    panels::created_at.eq(now),
                    panels::updated_at.eq(now),
                    panels::version.eq(1_i64),
                ))
                .execute(conn)?;
            diesel::insert_into(panel_members::table)
                .values((
                    panel_members::id.eq(ids::fresh()),
                    panel_members::project_id.eq(&project),
                    panel_members::user_id.eq(&user),
                    panel_members::seat.eq("evaluator"),
                    panel_members::expert.eq(true),
                    panel_members::is_reserve.eq(false),
                    panel_members::position.eq(1),
                    panel_members::status.eq("assigned"),
                ))
                .execute(conn)
        })
        .await;
}

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
        let path = opened(town, json!({"held_on": "2026-03-10"})).await;
        town.approver.get(&path).await.refused(403, "auth/role_missing");
        let both = world.person(&[(Role::StreetOfficer, Some(&town.street), Some(STREET)), (Role::StreetApprover, Some(&town.street), Some(STREET))]).await;
        both.get(&path).await.refused(403, "meetings/decides_on_it");
        town.evaluators[0].get(&path).await.refused(403, "auth/role_missing");
        let project = project.rsplit('/').next().expect("an id");
        town.hub.post(&format!("{path}/demands"), json!({"project_id": project, "slots": 2})).await.ok(201);
        town.officer.get(&path).await.ok(200);
    }

    async fn r23_approvers_and_panel_members_with_another_role_find_no_meeting_anywhere(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let (street, run) = about_a_call(world, town, &desk.published().await).await;
        town.hub.act(&street, "confirm", json!({"run_id": run})).await.ok(200);
        let district = opened(town, json!({"area_code": "310107", "title_zh": "普陀区公益项目对接会"})).await;
        world.advance_to("2026-03-10T18:00:00+08:00").await;
        town.hub.act(&street, "hold", json!({})).await.ok(200);
        let at = async |approves: &str| {
            world.person(&[(Role::StreetOfficer, Some(&town.street), Some(STREET)), (Role::StreetApprover, Some(&town.street), Some(approves))]).await
        };
        let seen = async |client: &Client| -> Vec<String> {
            items(client, "/matching-meetings").await.iter().map(|meeting| format!("/matching-meetings/{}", id(meeting))).collect()
        };
        let report = async |client: &Client| client.get("/reports/matching-meetings").await.ok(200)["meetings"].clone();
        assert_eq!((seen(&town.officer).await.len(), report(&town.officer).await), (2, json!(1)));
        for both in [at(STREET).await, at("310107").await, at("310000").await] {
            for path in [&street, &district] {
                both.get(path).await.refused(403, "meetings/decides_on_it");
            }
            assert_eq!((seen(&both).await, report(&both).await), (vec![], json!(0)));
        }
        let elsewhere = at("310107005").await;
        assert_eq!((seen(&elsewhere).await, report(&elsewhere).await), (vec![street.clone()], json!(1)), "the district's meeting has to do with every street of it");
        elsewhere.get(&street).await.ok(200);
        elsewhere.get(&district).await.refused(403, "meetings/decides_on_it");

        let sits = world.person(&[(Role::Evaluator, None, None), (Role::StreetOfficer, Some(&town.street), Some(STREET))]).await;
        assert_eq!((seen(&sits).await.len(), report(&sits).await), (2, json!(1)));
        seat(world, &items(&town.hub, &format!("{street}/demands")).await[0]["project_id"], &sits).await;
        assert_eq!((seen(&sits).await, report(&sits).await), (vec![district], json!(0)));
        sits.get(&street).await.refused(403, "meetings/decides_on_it");
    }

    async fn a_call_that_ends_before_bids_can_follow_is_no_demand(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let project = project.rsplit('/').next().expect("an id");
        let enter = async |held_on: &str| {
            let path = opened(town, json!({"held_on": held_on})).await;
            town.hub.post(&format!("{path}/demands"), json!({"project_id": project, "slots": 1})).await
        };
        assert_eq!(enter("2026-03-16").await.field_errors(), [("/project_id".to_owned(), "closes_before_the_meeting".to_owned())]);
        enter("2026-03-15").await.ok(201);
        world.advance_to("2026-03-17T10:00:00+08:00").await;
        assert_eq!(enter("2026-03-18").await.field_errors(), [("/project_id".to_owned(), "no_open_call".to_owned())]);
    }

    async fn a_meeting_does_not_ask_for_more_talks_than_can_be_solved(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let jobs = meeting.jobs.clone();
        world.write(move |conn| diesel::update(meeting_demands::table.find(&jobs)).set(meeting_demands::slots.eq(19_997)).execute(conn)).await;
        let need = need(&town, "法律援助", "jobs_startups").await;
        let enter = async |slots| town.hub.post(&format!("{}/demands", meeting.path), json!({"need_id": need, "slots": slots})).await;
        assert_eq!(enter(2).await.field_errors(), [("/slots".to_owned(), "too_many".to_owned())]);
        enter(1).await.ok(201);
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
