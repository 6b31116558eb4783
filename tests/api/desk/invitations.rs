use diesel::prelude::*;
use serde_json::json;

use super::{decide, marks};
use crate::api::projects::desk::Desk;
use crate::api::projects::new_round::fail;
use crate::on_both;

on_both! {
    async fn the_list_of_invitations_is_changed_by_page_before_it_goes_out(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        world.organization("夕阳红助餐中心", "social_service_agency", &["elderly_meals"]).await;
        let project = desk.approved().await;
        let page = format!("/desk{project}/invitations");
        let sheet = town.officer.page(&format!("/desk{project}")).await;
        assert!(sheet.body.contains(&format!("{page}\"").replace('/', "&#x2f;")) || sheet.body.contains(&page), "{}", sheet.body);
        let list = town.hub.get(&format!("{project}/invitation-list")).await.ok(200);
        let (out, name) = (list["invited"][0]["id"].as_str().expect("an id"), list["invited"][0]["name"].as_str().expect("a name"));
        let shown = town.hub.page(&page).await;
        assert!(shown.status == 200 && shown.body.contains(name) && shown.body.contains("匹配度"), "{}", shown.body);

        let mute = decide(&town.hub, &page, &[("decision", "leave_out"), ("organization", out), ("reason", " ")]).await;
        assert!(mute.status == 422 && mute.body.contains("理由："), "{}", mute.body);
        let nobody = decide(&town.hub, &page, &[("decision", "leave_out"), ("reason", "今年已承接三个项目")]).await;
        assert!(nobody.status == 422 && nobody.body.contains("请从本页面选择") && nobody.body.contains("今年已承接三个项目</textarea>"), "{}", nobody.body);
        assert!(!town.auditor.page(&page).await.body.contains("name=\"decision\""), "auditors change nothing");
        let left = decide(&town.hub, &page, &[("decision", "leave_out"), ("organization", out), ("reason", "今年已承接三个项目")]).await;
        assert_eq!((left.status, left.header("location")), (303, Some(page.clone())), "{}", left.body);
        let unknown = decide(&town.officer, &page, &[("decision", "invite"), ("named", "没有这家"), ("reason", "去年的服务机构")]).await;
        assert!(unknown.status == 422 && unknown.body.contains("机构名称或信用代码：没有登记") && unknown.body.contains("去年的服务机构"), "{}", unknown.body);
        let added = decide(&town.officer, &page, &[("decision", "invite"), ("named", " 夕阳红助餐中心 "), ("reason", "去年的服务机构")]).await;
        assert_eq!(added.status, 303, "{}", added.body);
        let file = format!("{project}/file");
        world.settle().await;
        assert!(!town.approver.get(&file).await.ok(200).to_string().contains("invitation_list.edited"), "R23: not who decides");
        assert!(!town.approver.get("/events?limit=200").await.ok(200).to_string().contains("invitation_list.edited"), "nor in the feed");
        assert!(town.hub.get(&file).await.ok(200).to_string().contains("invitation_list.edited"));
        let changed = town.hub.page(&page).await.body;
        for said in ["由人加入，理由：去年的服务机构", "今年已承接三个项目"] {
            assert!(changed.contains(said), "{said}: {changed}");
        }
        assert!(!changed.contains(&format!("value=\"{out}\"")), "who is left out is offered no more");

        town.officer.act(&project, "publish", json!({})).await.ok(200);
        let at_once = town.hub.page(&page).await.body;
        assert!(at_once.contains("邀请正在寄出") && !at_once.contains("不能邀请") && !at_once.contains("没有一家"), "{at_once}");
        world.settle().await;
        let went_out = town.hub.page(&page).await.body;
        let letters: Vec<String> = world.outbox().into_iter().map(|(_, mail)| mail).collect();
        assert_eq!(letters.iter().filter(|mail| mail.contains("枢纽工作人员请“夕阳红助餐中心”参与")).count(), 1, "{letters:?}");
        assert!(went_out.contains("收到了邀请") && went_out.contains("夕阳红助餐中心") && !went_out.contains("name=\"named\""), "{went_out}");
    }

    async fn r23_nobody_who_decides_finds_the_list_of_invitations(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.approved().await;
        let page = format!("/desk{project}/invitations");
        assert_eq!(town.approver.page(&page).await.status, 403);
        assert!(!town.approver.page(&format!("/desk{project}")).await.body.contains("邀请名单"));
        assert_eq!(town.bidders[0].manager.page(&page).await.status, 403);
        let marks = marks(&town.approver, "/desk/alerts").await;
        let mut form: Vec<(&str, &str)> = marks.iter().map(|(name, value)| (*name, value.as_str())).collect();
        form.extend([("decision", "invite"), ("named", "夕阳红助餐中心"), ("reason", "推荐")]);
        assert_eq!(town.approver.form(&page, &form).await.status, 403);
    }

    async fn a_registration_that_nobody_verified_is_not_found_by_its_name(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let pending = world.organization("待核实的服务社", "social_service_agency", &["elderly_meals"]).await;
        world.write(move |conn| {
            let status = shuniu::schema::organizations::status.eq("submitted");
            diesel::update(shuniu::schema::organizations::table.find(&pending)).set(status).execute(conn)
        }).await;
        let page = format!("/desk{}/invitations", desk.approved().await);
        let refused = decide(&town.officer, &page, &[("decision", "invite"), ("named", "待核实的服务社"), ("reason", "推荐")]).await;
        assert!(refused.status == 422 && refused.body.contains("没有登记"), "{}", refused.body);
    }

    async fn whoever_was_invited_to_a_round_that_failed_is_invited_to_the_next(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        world.settle().await;
        let page = format!("/desk{project}/invitations");
        let letters = async || world.ledger().await.iter().filter(|(_, used, _)| used == "project_invited").count();
        let (first, invited) = (letters().await, town.hub.get(&format!("{project}/invitations")).await.ok(200)["items"].as_array().map(Vec::len));
        assert!(first > 0 && invited > Some(0));
        fail(world, &project).await;
        world.advance_to("2026-03-04T09:00:00+08:00").await;
        town.hub.act(&project, "new-round", json!({})).await.ok(200);
        let version = town.hub.get(&project).await.etag();
        town.hub.patch(&project, &version, json!({"deadline": "2026-03-20T09:00:00Z"})).await.ok(200);
        town.hub.act(&project, "submit", json!({})).await.ok(200);
        town.approver.act(&project, "approve", json!({})).await.ok(200);
        town.officer.act(&project, "publish", json!({})).await.ok(200);
        assert!(!town.hub.page(&page).await.body.contains("匹配度"), "nobody is invited to this round yet");
        world.settle().await;
        assert!(town.hub.page(&page).await.body.contains("匹配度"));
        assert_eq!(letters().await, 2 * first);
        let calls = world.anonymous().get("/notices?kind=call").await.ok(200)["items"].clone();
        let open = |call: &serde_json::Value| call["is_open"] == true;
        assert_eq!(calls.as_array().map(|calls| (calls.len(), calls.iter().filter(|call| open(call)).count())), Some((2, 1)), "{calls}");
        let open = world.anonymous().get("/notices?kind=call&open=true").await.ok(200)["items"].clone();
        assert_eq!(open.as_array().map(Vec::len), Some(1), "a call of a round that failed takes no bids: {open}");
        let old = calls.as_array().and_then(|calls| calls.iter().find(|call| call["is_open"] == false)).expect("the first call")["id"].clone();
        let shown = world.anonymous().page(&format!("/notices/{}", old.as_str().expect("an id"))).await.body;
        assert!(shown.contains("已截止") && !shown.contains("正在征集"), "{shown}");
        assert_eq!(town.hub.get(&format!("{project}/invitations")).await.ok(200)["items"].as_array().map(Vec::len), invited);
    }

    async fn a_name_that_several_organisations_have_asks_for_the_credit_code(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        for _ in 0..2 {
            world.organization("同名服务社", "social_service_agency", &["elderly_meals"]).await;
        }
        let project = desk.approved().await;
        let page = format!("/desk{project}/invitations");
        let refused = decide(&town.hub, &page, &[("decision", "invite"), ("named", "同名服务社"), ("reason", "推荐")]).await;
        assert!(refused.status == 422 && refused.body.contains("请填写统一社会信用代码"), "{}", refused.body);
        assert_eq!(decide(&town.hub, &page, &[("named", "同名服务社"), ("reason", "推荐")]).await.status, 422, "no button");
    }
}
