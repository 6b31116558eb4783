use serde_json::{Value, json};
use shuniu::platform::actor::Role;

use diesel::prelude::*;
use shuniu::schema::projects;

use super::scene::{AFTER, Meeting, about_a_call, id, items};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::town::STREET;
use crate::support::{Client, World};

/// No statutory regime is confirmed yet, so that none can be published under: the frozen rules of a published call are made some.
async fn make_statutory(world: &World, project: &str) {
    let id = project.to_owned();
    let read = move |conn: &mut shuniu::platform::db::Conn| {
        Ok(projects::table.find(&id).select(projects::rule_set).first::<Option<String>>(conn)?)
    };
    let rules = world.platform.db.read(read).await.expect("the project").expect("frozen rules");
    let statutory = rules.replace("\"regime\":\"below_threshold\"", "\"regime\":\"statutory\"");
    assert_ne!(statutory, rules);
    let id = project.to_owned();
    world.write(move |conn| diesel::update(projects::table.find(&id)).set(projects::rule_set.eq(&statutory)).execute(conn)).await;
}

/// A call is talked about, both sides are introduced, and nothing is agreed.
async fn nothing_is_agreed(world: &World, is_statutory: bool) {
    let desk = Desk::at(world).await;
    let town = &desk.town;
    let project = desk.published().await;
    if is_statutory {
        make_statutory(world, project.rsplit('/').next().expect("an id")).await;
    }
    let (path, run) = about_a_call(world, town, &project).await;
    let demands = items(&town.hub, &format!("{path}/demands")).await;
    assert_eq!(demands[0]["is_statutory"], is_statutory);
    town.hub.act(&path, "confirm", json!({"run_id": run})).await.ok(200);
    world.advance_to("2026-03-10T18:00:00+08:00").await;
    town.hub.act(&path, "hold", json!({})).await.ok(200);
    let talks = items(&town.hub, &format!("{path}/talks")).await;
    assert_eq!(talks[0]["is_statutory"], is_statutory);
    let talk = format!("{path}/talks/{}", id(&talks[0]));
    let consent = format!("{talk}/consent");
    town.bidders[0].manager.post(&consent, json!({"side": "organization"})).await.ok(200);
    // S13: for a project its officer in charge consents, and nobody else in their place.
    let colleague = world.person(&[(Role::StreetOfficer, Some(&town.street), Some(STREET))]).await;
    for other in [&town.hub, &colleague] {
        other.post(&consent, json!({"side": "demand"})).await.refused(403, "meetings/out_of_reach");
    }
    town.officer.post(&consent, json!({"side": "demand"})).await.ok(200);
    let seen = async |client: &Client| items(client, &format!("{path}/talks")).await[0]["contacts"].is_object();
    assert!(seen(&town.officer).await && !seen(&town.hub).await && !seen(&colleague).await, "addresses are for the two sides");
    town.hub.post_if(&format!("{talk}/agree"), "\"3\"", json!({"agreement_zh": "中标"})).await.refused(403, "meetings/out_of_reach");
    town.officer.post_if(&format!("{talk}/agree"), "\"3\"", json!({"agreement_zh": "中标"})).await.refused(409, "meetings/decides_nothing");
    let status = town.officer.get(&project).await.ok(200)["status"].clone();
    assert_eq!(status, "published", "the purchase goes its own way");
}

on_both! {
    async fn s13_contacts_are_seen_only_after_both_sides_have_consented(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        meeting.confirmed(world, &town).await;
        let talk = meeting.talk(&town, &meeting.meals, &meeting.cook.0).await;
        let consent = format!("{talk}/consent");
        meeting.cook.1.post(&consent, json!({"side": "organization"})).await.refused(409, "meetings/wrong_status");
        let early = town.hub.act(&meeting.path, "hold", json!({})).await;
        early.refused(409, "meetings/before_its_day");
        world.advance_to(AFTER).await;
        town.hub.act(&meeting.path, "hold", json!({})).await.ok(200);
        town.hub.post(&consent, json!({"side": "organization"})).await.refused(403, "meetings/out_of_reach");
        meeting.cook.1.post(&consent, json!({"side": "demand"})).await.refused(403, "meetings/own_organization");
        let wished = meeting.cook.1.post(&consent, json!({"side": "organization"})).await.ok(200);
        assert!(wished["organization_consented_at"].is_string() && wished["demand_consented_at"].is_null());
        assert_eq!((&wished["contacts"], &wished["status"]), (&Value::Null, &json!("planned")));
        let again = meeting.cook.1.post(&consent, json!({"side": "organization"})).await.ok(200);
        assert_eq!(again["version"], wished["version"], "consenting again changes nothing");
        meeting.act(&town, &town.hub, &talk, "agree", json!({"agreement_zh": "试行三个月"})).await.refused(409, "meetings/wrong_talk_status");
        let done = town.hub.post(&consent, json!({"side": "demand"})).await.ok(200);
        assert_eq!(done["status"], "introduced");
        assert!(done["contacts"]["organization"]["email"].as_str().expect("an address").contains(&meeting.cook.1.user_id));
        let seen = items(&meeting.cook.1, &format!("{}/talks", meeting.path)).await;
        let seen = seen.iter().find(|t| t["id"] == done["id"]).expect("the talk");
        assert!(seen["contacts"]["demand"]["email"].as_str().expect("an address").contains(&town.hub.user_id));
        let audited = items(&town.auditor, &format!("{}/talks", meeting.path)).await;
        assert!(audited.iter().all(|t| t["contacts"].is_null()), "addresses are for the two sides");
    }

    async fn s11_the_report_counts_talks_introductions_and_agreements_apart(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        meeting.held(world, &town).await;
        let new = meeting.talk(&town, &meeting.meals, &meeting.new.0).await;
        let cook = meeting.talk(&town, &meeting.meals, &meeting.cook.0).await;
        for (talk, manager) in [(&new, &meeting.new.1), (&cook, &meeting.cook.1)] {
            town.hub.post(&format!("{talk}/consent"), json!({"side": "demand"})).await.ok(200);
            manager.post(&format!("{talk}/consent"), json!({"side": "organization"})).await.ok(200);
        }
        let agreed = meeting.act(&town, &town.hub, &new, "agree", json!({"agreement_zh": "九月起试行三个月"})).await.ok(200);
        assert_eq!((&agreed["status"], &agreed["outcome_zh"]), (&json!("agreed"), &json!("九月起试行三个月")));
        let no = json!({"side": "organization", "reason_zh": "服务时间冲突"});
        let declined = meeting.act(&town, &meeting.cook.1, &cook, "decline", no.clone()).await.ok(200);
        assert_eq!((&declined["status"], &declined["declined_by"]), (&json!("no_interest"), &json!("organization")));
        meeting.act(&town, &meeting.cook.1, &cook, "decline", no).await.refused(409, "meetings/wrong_talk_status");
        let report = town.hub.get(&format!("{}/report", meeting.path)).await.ok(200);
        let of = |stage: &str| (report[stage]["count"].as_i64(), report[stage]["newly_incubated"].as_i64());
        assert_eq!((of("talks"), of("introductions"), of("agreements"), of("no_interest")), ((Some(3), Some(1)), (Some(2), Some(1)), (Some(1), Some(1)), (Some(1), Some(0))));
        assert_eq!((&report["requested"], &report["introductions_percent"], &report["agreements_of_introductions_percent"]), (&json!(3), &json!("66.67"), &json!("50.00")));
        let period = "/reports/matching-meetings?from=2026-03-01&to=2026-03-31";
        assert_eq!(town.officer.get(period).await.ok(200)["agreements"], report["agreements"]);
        assert_eq!(town.hub.get("/reports/matching-meetings?from=2026-04-01&to=2026-04-30").await.ok(200)["meetings"], 0);
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        assert_eq!(elsewhere.get(period).await.ok(200)["meetings"], 0);
        meeting.cook.1.get(period).await.refused(403, "auth/role_missing");
        town.hub.act(&meeting.path, "close", json!({})).await.ok(200);
        let talk = meeting.talk(&town, &meeting.jobs, &town.bidders[0].organization).await;
        town.bidders[0].manager.post(&format!("{talk}/consent"), json!({"side": "organization"})).await.refused(409, "meetings/wrong_status");
    }

    async fn r23_nothing_is_agreed_in_a_meeting_about_a_statutory_purchase(world) {
        nothing_is_agreed(world, true).await;
    }

    async fn r23_nothing_is_agreed_in_a_meeting_about_any_call(world) {
        nothing_is_agreed(world, false).await;
    }
}
