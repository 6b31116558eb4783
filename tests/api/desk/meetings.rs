use serde_json::{Value, json};
use shuniu::platform::actor::Role;

use super::{fields_of, press, send};
use crate::api::meetings::scene::{Meeting, about_a_call, appoint, items, opened};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::Client;

/// The page of a meeting, and the place of the form about one of its talks.
fn page_of(path: &str) -> String {
    path.replace("/matching-meetings/", "/desk/meetings/")
}

async fn introductions(client: &Client) -> Vec<Value> {
    let tasks = client.get("/me/tasks").await.ok(200)["items"].as_array().expect("items").clone();
    tasks.into_iter().filter(|task| task["kind"] == "answer_introduction").collect()
}

on_both! {
    async fn the_letter_leads_each_to_their_own_talks_and_one_can_be_called_off(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        meeting.confirmed(world, &town).await;
        world.settle().await;
        let page = page_of(&meeting.path);
        assert!(world.outbox().iter().any(|(_, mail)| mail.replace("=\r\n", "").contains(&page)), "the letter leads there");
        let (cook, talk) = (&meeting.cook.1, meeting.talk(&town, &meeting.meals, &meeting.cook.0).await);
        let shown = cook.page(&page).await.body;
        for said in ["长寿路街道公益项目对接会", "2026-03-20", "社区文化活动中心二楼", "日程已定", "独居老人助餐", "夕阳红助餐中心", "已安排"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        assert!(!shown.contains("邻里食堂服务社") && !shown.contains("青年就业创业帮助"), "others' talks are theirs: {shown}");
        assert!(town.bidders[2].manager.page(&page).await.body.contains("没有您参加的洽谈"));
        let hub = town.hub.page(&page).await.body;
        assert!(hub.contains("邻里食堂服务社") && hub.contains("青年就业创业帮助"), "the hub speaks for the needs: {hub}");
        assert!(cook.page("/desk").await.body.contains("/desk/meetings") && cook.page("/desk/meetings").await.body.contains("公益项目对接会"));

        let at = page_of(&talk);
        let stale = fields_of(cook, &page, &at).await;
        let mute = press(cook, &page, &at, &[("talk_step", "cancel"), ("side", "organization"), ("reason", " ")]).await;
        assert!(mute.status == 422 && mute.body.contains("理由："), "{}", mute.body);
        let unknown = press(cook, &page, &at, &[("talk_step", "move"), ("reason", "负责人住院")]).await;
        assert!(unknown.status == 422 && unknown.body.contains("负责人住院</textarea>"), "{}", unknown.body);
        meeting.act(&town, &town.hub, &talk, "move", json!({"time": "14:10"})).await.ok(200);
        let mut late: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (*name, value.as_str())).collect();
        late.extend([("talk_step", "cancel"), ("reason", "负责人住院")]);
        let late = cook.form(&at, &late).await;
        assert!(late.status == 412 && late.body.contains("负责人住院</textarea>") && late.body.contains("14:10"), "{}", late.body);
        let done = press(cook, &page, &at, &[("talk_step", "cancel"), ("reason", "负责人住院")]).await;
        let talk_id = talk.rsplit('/').next().expect("an id");
        assert_eq!((done.status, done.header("location")), (303, Some(format!("{page}#talk-{talk_id}"))));
        let shown = cook.page(&page).await.body;
        assert!(shown.contains("已取消") && shown.contains("负责人住院") && !shown.contains("name=\"talk_step\""), "{shown}");
    }

    async fn s13_a_wish_waits_for_the_other_side_and_contacts_are_shown_once_both_consent(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        meeting.held(world, &town).await;
        let (page, cook) = (page_of(&meeting.path), &meeting.cook.1);
        let at = page_of(&meeting.talk(&town, &meeting.meals, &meeting.cook.0).await);
        assert!(introductions(&town.hub).await.is_empty());
        let fields = fields_of(cook, &page, &at).await;
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend([("talk_step", "consent"), ("side", "organization")]);
        for _ in 0..2 {
            assert_eq!(cook.form(&at, &fields).await.status, 303, "sent twice it is said once");
        }
        assert!(introductions(cook).await.is_empty() && introductions(&meeting.new.1).await.is_empty());
        let task = introductions(&town.hub).await.pop().expect("a task");
        let talk_id = at.rsplit('/').next().expect("an id");
        assert_eq!((&task["page"], &task["about"]), (&json!(format!("{page}#talk-{talk_id}")), &json!("独居老人助餐")));
        assert!(town.hub.page("/desk").await.body.contains("答复引荐意愿"));
        assert!(!town.hub.page(&page).await.body.contains("双方联系人"), "neither sees the other before both have consented");
        let foreign = send(&meeting.new.1, &page, &at, &[("talk_step", "consent"), ("side", "organization")]).await;
        assert_eq!(foreign.status, 404, "a talk of others");
        let usurped = press(cook, &page, &at, &[("talk_step", "decline"), ("side", "demand"), ("reason", "代对方谢绝")]).await;
        assert!(usurped.status == 403 && usurped.body.contains("代对方谢绝</textarea>"), "{}", usurped.body);
        assert_eq!(press(&town.hub, &page, &at, &[("talk_step", "consent"), ("side", "demand")]).await.status, 303);
        for (client, other) in [(cook, &town.hub), (&town.hub, cook)] {
            let shown = client.page(&page).await.body;
            assert!(shown.contains("双方联系人") && shown.contains(&other.user_id), "{shown}");
        }
        assert!(introductions(&town.hub).await.is_empty());
        let agreed = press(&town.hub, &page, &at, &[("talk_step", "agree"), ("side", "demand"), ("reason", "每周两次上门，试行三个月")]).await;
        assert_eq!(agreed.status, 303);
        let shown = cook.page(&page).await.body;
        assert!(shown.contains("已达成意向") && shown.contains("试行三个月"), "{shown}");
    }

    async fn a_manager_registers_changes_and_withdraws(world) {
        let town = world.town().await;
        let path = opened(&town, json!({})).await;
        let (page, bidder) = (page_of(&path), &town.bidders[2]);
        let at = format!("{page}/registration");
        let wrong = press(&bidder.manager, &page, &at, &[("organization", bidder.organization.as_str()), ("capacity", "两场"), ("absent", "13:50"), ("decision", "register")]).await;
        assert!(wrong.status == 422 && wrong.body.contains("最多洽谈几场：") && wrong.body.contains("value=\"两场\""), "{}", wrong.body);
        assert_eq!(wrong.body.matches(" checked").count(), 1, "{}", wrong.body);
        let typed = [("organization", bidder.organization.as_str()), ("capacity", "２"), ("absent", "13:30"), ("absent", "14:10"), ("decision", "register")];
        assert_eq!(press(&bidder.manager, &page, &at, &typed).await.status, 303);
        let registered = items(&bidder.manager, &format!("{path}/participants")).await;
        assert_eq!((&registered[0]["capacity"], &registered[0]["absent"]), (&json!(2), &json!(["13:30", "14:10"])));
        let shown = bidder.manager.page(&page).await.body;
        assert!(shown.contains("最多洽谈 2 场") && shown.contains("13:30、14:10") && shown.contains("退出对接会"), "{shown}");
        let foreign = [("organization", town.bidders[1].organization.as_str()), ("capacity", "2"), ("decision", "register")];
        assert_eq!(press(&bidder.manager, &page, &at, &foreign).await.status, 403);
        assert!(!bidder.member.page(&page).await.body.contains("/registration"), "its manager registers it");
        let forged = [("csrf", "sha-256:forged"), ("version", "0"), ("key", "k"), ("decision", "withdraw")];
        assert_eq!(bidder.manager.form(&at, &forged).await.status, 403);
        assert_eq!(press(&bidder.manager, &page, &at, &[("organization", bidder.organization.as_str()), ("decision", "withdraw")]).await.status, 303);
        assert!(items(&bidder.manager, &format!("{path}/participants")).await.is_empty());
        let nobody = world.anonymous().page(&page).await;
        assert_eq!(nobody.header("location"), Some(format!("/desk/sign-in?next={page}")));
    }

    async fn r23_the_officer_in_charge_finds_their_talks_and_whoever_decides_finds_nothing(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let (path, run) = about_a_call(world, town, &desk.published().await).await;
        town.hub.act(&path, "confirm", json!({"run_id": run})).await.ok(200);
        let page = page_of(&path);
        let shown = town.officer.page(&page).await.body;
        assert!(shown.contains("零距离家门口就业服务") && shown.contains("鸟巢创业服务社"), "{shown}");
        assert!(town.hub.page(&page).await.body.contains("没有您参加的洽谈"), "for a project its officer speaks");
        assert_eq!(town.approver.page(&page).await.status, 403);
        assert_eq!(town.approver.page("/desk/meetings").await.status, 403);
        assert!(!town.approver.page("/desk").await.body.contains("/desk/meetings"));
        appoint(world, &town.officer, Role::StreetApprover, &town.street, "310107").await;
        assert_eq!(town.officer.page(&page).await.status, 403);
        assert!(!town.officer.page("/desk").await.body.contains("/desk/meetings"), "also in the menu");
        assert!(!town.officer.page("/desk/meetings").await.body.contains("对接会</strong>"));
        assert!(introductions(&town.officer).await.is_empty());
    }
}
