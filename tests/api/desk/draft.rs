use serde_json::{Value, json};
use shuniu::platform::actor::Role;

use super::{decide, marks, send};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::Client;
use crate::support::town::STREET;

/// Everything that the usual draft says, as its form sends it.
fn complete(desk: &Desk) -> Vec<(&'static str, String)> {
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    [
        ("title_zh", "零距离家门口就业服务".to_owned()),
        ("description", "为失业青年\r\n提供就业指导".to_owned()),
        ("area", STREET.to_owned()),
        ("field", "jobs_startups".to_owned()),
        ("group", "unemployed_graduates".to_owned()),
        ("need", desk.need.to_string()),
        ("budget", "２０,０００ 元".to_owned()),
        ("line", text(&desk.line)),
        ("item", text(&desk.item)),
        ("instrument", "purchase".to_owned()),
        ("regime", "below_threshold_selection".to_owned()),
        ("officer", desk.town.officer.user_id.to_string()),
        ("deadline", "2026-03-16T17:00".to_owned()),
        ("from", "2026-04-01".to_owned()),
        ("to", "2027-03-31".to_owned()),
        ("criterion_key", String::new()),
        ("criterion_title", "服务方案".to_owned()),
        ("criterion_points", "50".to_owned()),
        ("criterion_key", String::new()),
        ("criterion_title", "团队".to_owned()),
        ("criterion_points", "30".to_owned()),
        ("price_weight", "20".to_owned()),
        ("serves_area", "yes".to_owned()),
        ("document", "certificate".to_owned()),
    ]
    .to_vec()
}

/// A draft that the hub begins by page; the path of its project.
async fn begun(desk: &Desk) -> String {
    let buyer = desk.town.street.to_string();
    let fields = [("title_zh", "零距离家门口就业服务"), ("area", STREET), ("buyer", &buyer)];
    let begun = decide(&desk.town.hub, "/desk/drafts", &fields).await;
    let place = begun.header("location").unwrap_or_default();
    assert!(begun.status == 303 && place.ends_with("/draft"), "{} {place} {}", begun.status, begun.body);
    place.trim_start_matches("/desk").trim_end_matches("/draft").to_owned()
}

async fn fill(client: &Client, project: &str, fields: &[(&'static str, String)], decision: &str) -> crate::support::client::Got {
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.push(("decision", decision));
    decide(client, &format!("/desk{project}/draft"), &all).await
}

on_both! {
    async fn a_purchase_is_drafted_and_submitted_without_a_program(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        assert!(town.hub.page("/desk").await.body.contains("href=\"/desk/drafts\""));
        let project = begun(&desk).await;
        let page = format!("/desk{project}/draft");
        let shown = town.hub.page(&page).await;
        for said in ["提交前还缺", "预算金额：", "评分标准：", "失业青年找工作难", "2080799 就业服务，余额", "B0701 就业服务"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        assert!(town.hub.page("/desk/drafts").await.body.contains("零距离家门口就业服务"));

        // Saved in parts: what is missing is listed, nothing is lost.
        let saved = fill(&town.hub, &project, &complete(&desk)[..7], "save").await;
        assert_eq!((saved.status, saved.header("location")), (303, Some(page.clone())), "{}", saved.body);
        let early = fill(&town.hub, &project, &complete(&desk)[..8], "submit").await;
        assert!(early.status == 422 && early.body.contains("已保存，但尚未提交") && early.body.contains("购买服务目录："), "{}", early.body);
        let stored = town.hub.get(&project).await.ok(200);
        assert_eq!((&stored["budget_fen"], &stored["budget_line_id"], &stored["status"]), (&json!(2_000_000), &desk.line, &json!("draft")));

        assert_eq!(fill(&town.hub, &project, &complete(&desk), "save").await.status, 303);
        let shown = town.hub.page(&page).await;
        for said in ["内容齐全，可以提交", "value=\"2026-03-16T17:00\"", "value=\"20000.00\"", "value=\"50.00\"", "提供就业指导</textarea>"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        let submitted = fill(&town.hub, &project, &complete(&desk), "submit").await;
        assert_eq!((submitted.status, submitted.header("location")), (303, Some(format!("/desk{project}"))), "{}", submitted.body);
        let stored = town.hub.get(&project).await.ok(200);
        assert_eq!((&stored["status"], &stored["deadline"]), (&json!("submitted"), &json!("2026-03-16T09:00:00Z")));
        assert_eq!(stored["description_zh"], "为失业青年\n提供就业指导");
        assert_eq!(stored["criteria"][1], json!({"key": "c2", "title_zh": "团队", "title_en": null, "points": "30.00"}));
        assert_eq!(stored["requirements"], json!({"fields": [], "serves_area": true, "documents": ["certificate"]}));
        assert_eq!(town.hub.page(&page).await.status, 303, "it stands still now");
        town.approver.act(&project, "approve", json!({})).await.ok(200);
    }

    async fn what_cannot_be_read_is_named_and_comes_back_as_it_was_typed(world) {
        let desk = Desk::at(world).await;
        let project = begun(&desk).await;
        let begun = desk.town.hub.get(&project).await.etag();
        let mut fields = complete(&desk);
        for (name, value) in &mut fields {
            match *name {
                "budget" => "两万".clone_into(value),
                "criterion_points" => "五<十>".clone_into(value),
                "to" => "明年".clone_into(value),
                _ => {}
            }
        }
        let refused = fill(&desk.town.hub, &project, &fields, "submit").await;
        assert_eq!(refused.status, 422);
        for said in ["预算金额：请以元填写", "评分项 1 分值：", "评分项 2 分值：", "服务结束：", "value=\"两万\"", "五&lt;十&gt;"] {
            assert!(refused.body.contains(said), "{said}: {}", refused.body);
        }
        let stored = desk.town.hub.get(&project).await;
        assert_eq!(stored.etag(), begun, "nothing was saved");
        fields.retain(|(name, _)| *name != "title_zh");
        let nameless = fill(&desk.town.hub, &project, &fields, "save").await;
        assert_eq!(nameless.status, 422, "{}", nameless.body);
        assert_eq!(desk.town.hub.get(&project).await.ok(200)["title_zh"], "零距离家门口就业服务");
    }

    async fn two_who_write_at_once_do_not_overwrite_each_other(world) {
        let desk = Desk::at(world).await;
        let project = begun(&desk).await;
        let page = format!("/desk{project}/draft");
        let hidden = marks(&desk.town.hub, &page).await;
        assert_eq!(fill(&desk.town.officer, &project, &complete(&desk), "save").await.status, 303);
        let fields: Vec<_> = complete(&desk).into_iter().map(|(name, value)| if name == "budget" { (name, "3".to_owned()) } else { (name, value) }).collect();
        let all: Vec<(&str, &str)> = hidden.iter().chain(&fields).map(|(name, value)| (*name, value.as_str())).chain([("decision", "save")]).collect();
        let late = desk.town.hub.form(&page, &all).await;
        assert!(late.status == 412 && late.body.contains("再次保存会覆盖已保存的内容"), "{} {}", late.status, late.body);
        assert!(!late.body.contains("现在显示的是最新内容") && late.body.contains("value=\"3\""), "what is shown is what was typed: {}", late.body);
        assert_eq!(desk.town.hub.get(&project).await.ok(200)["budget_fen"], 2_000_000);
    }

    async fn a_form_sent_twice_submits_once(world) {
        let desk = Desk::at(world).await;
        let project = begun(&desk).await;
        let page = format!("/desk{project}/draft");
        let hidden = marks(&desk.town.hub, &page).await;
        let fields = complete(&desk);
        let all: Vec<(&str, &str)> = hidden.iter().chain(&fields).map(|(name, value)| (*name, value.as_str())).chain([("decision", "submit")]).collect();
        for _ in 0..2 {
            let sent = desk.town.hub.form(&page, &all).await;
            assert_eq!((sent.status, sent.header("location")), (303, Some(format!("/desk{project}"))), "{}", sent.body);
        }
        assert_eq!(desk.town.hub.get(&project).await.ok(200)["approvals"]["submission"], 1);
    }

    async fn a_returned_project_says_why_and_leads_to_its_draft(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.submitted(desk.complete()).await;
        town.approver.act(&project, "return", json!({"reason": "请补充服务次数"})).await.ok(200);
        let task = town.hub.get("/me/tasks").await.ok(200)["items"][0].clone();
        let page = format!("/desk{project}/draft");
        assert_eq!((&task["kind"], &task["page"]), (&json!("revise_project"), &json!(page)));
        assert!(town.hub.page(&page).await.body.contains("请补充服务次数"));
        assert!(town.hub.page(&format!("/desk{project}")).await.body.contains(&format!("href=\"{page}\"")));
        assert_eq!(fill(&town.hub, &project, &complete(&desk), "submit").await.status, 303);
        assert_eq!(town.hub.get(&project).await.ok(200)["approvals"]["submission"], 2);
    }

    async fn last_years_project_is_copied_by_a_button(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let source = desk.published().await;
        assert!(town.hub.page("/desk/drafts").await.body.contains("复制“零距离家门口就业服务”"));
        let copied = send(&town.hub, "/desk/drafts", &format!("/desk{source}/copy"), &[]).await;
        let place = copied.header("location").unwrap_or_default();
        assert!(copied.status == 303 && place.ends_with("/draft") && !place.contains(&source), "{} {place}", copied.body);
        let shown = town.hub.page(&place).await;
        assert!(shown.body.contains("提交前还缺") && shown.body.contains("预算科目：") && shown.body.contains("value=\"50.00\""), "{}", shown.body);
    }

    async fn a_draft_tells_nothing_of_the_budget_of_another_place(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        let draft = json!({"title_zh": "别处的项目", "area_code": "310107005", "buyer_id": town.street, "budget_line_id": desk.line, "budget_fen": 900_000_000_000_i64});
        let project = elsewhere.post("/projects", draft).await.ok(201)["id"].as_str().expect("an id").to_owned();
        let shown = elsewhere.page(&format!("/desk/projects/{project}/draft")).await;
        assert!(shown.status == 200 && !shown.body.contains("2080799") && !shown.body.contains("只余"), "{}", shown.body);
        assert!(!shown.body.contains(&town.officer.user_id), "nor who works there");
    }

    async fn only_those_who_draft_for_the_place_see_and_change_drafts(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = begun(&desk).await;
        let page = format!("/desk{project}/draft");
        assert_eq!(town.approver.page(&page).await.status, 403, "who approves does not write");
        assert_eq!(town.bidders[0].manager.page(&page).await.status, 403);
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        assert_eq!(elsewhere.page(&page).await.status, 404);
        assert!(!elsewhere.page("/desk/drafts").await.body.contains("零距离"));
        assert_eq!(town.bidders[0].manager.page("/desk/drafts").await.status, 403);
        assert!(!town.bidders[0].manager.page("/desk").await.body.contains("/desk/drafts"));
        assert_eq!(world.anonymous().page(&page).await.status, 303, "to the sign-in");
        let forged = [("csrf", "sha-256:forged"), ("version", "1"), ("key", "forged"), ("decision", "submit")];
        assert_eq!(town.hub.form(&page, &forged).await.status, 403);
        let nameless = decide(&town.hub, "/desk/drafts", &[("title_zh", " "), ("area", STREET), ("buyer", "nobody")]).await;
        assert!(nameless.status == 422 && nameless.body.contains("采购方："), "{}", nameless.body);
    }
}
