use diesel::prelude::*;
use shuniu::projects::Status;
use shuniu::schema::organization_fields;

use super::{decide, marks};
use crate::api::bids::{closed_with, opened, published, stored};
use crate::api::evaluation::stage::Stage;
use crate::on_both;
use crate::support::World;
use crate::support::town::Town;

const PRICES: [i64; 3] = [7_600_000, 7_500_000, 7_400_000];

/// The first bidder no longer offers the field that the call asks for: its bid is flagged.
async fn one_is_flagged(world: &World, town: &Town) {
    let id = town.bidders[0].organization.to_string();
    world
        .write(move |conn| diesel::delete(organization_fields::table.filter(organization_fields::organization_id.eq(&id))).execute(conn))
        .await;
}

on_both! {
    async fn the_officer_opens_the_bids_on_a_page_after_the_deadline_and_the_record_stands_there(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let page = format!("/desk/projects/{project}/opening");
        let before = town.officer.page(&page).await;
        assert_eq!(before.status, 200, "{}", before.body);
        assert!(!before.body.contains("收到 <span") && !before.body.contains("<button type=\"submit\">开标"), "{}", before.body);
        let bids = closed_with(world, &town, &project, &PRICES).await;

        let shown = town.officer.page(&page).await;
        assert!(shown.body.contains("<strong>3</strong> 份") && shown.body.contains("只能开一次"), "{}", shown.body);
        assert!(!shown.body.contains("鸟巢创业服务社"), "before the opening there are counts only");
        for onlooker in [&town.hub, &town.approver, &town.auditor] {
            let shown = onlooker.page(&page).await;
            assert!(shown.status == 200 && !shown.body.contains("只能开一次"), "{}", shown.body);
        }
        for other in [&town.bidders[0].manager, &town.evaluators[0]] {
            assert_eq!(other.page(&page).await.status, 404);
        }
        // Neither without our mark nor by somebody else.
        let hidden = marks(&town.officer, &page).await;
        let forged = [("csrf", "sha-256:forged"), ("version", hidden[1].1.as_str()), ("key", "forged")];
        assert_eq!(town.officer.form(&page, &forged).await.status, 403);
        let mark = town.hub.page(&format!("/desk/organizations/{}/people", town.bidders[0].organization)).await.hidden("csrf");
        let version = hidden[1].1.as_str();
        assert_eq!(town.hub.form(&page, &[("csrf", &mark), ("version", version), ("key", "hub")]).await.status, 403, "the hub opens nothing");
        assert_eq!(stored(world, &project).await.status, Status::Closed);

        assert_eq!(decide(&town.officer, &page, &[]).await.status, 303);
        assert_eq!(stored(world, &project).await.status, Status::Evaluating);
        let reads = async || town.auditor.get("/audit/reads?outcome=shown").await.ok(200)["items"].as_array().map_or(0, Vec::len);
        let noted = reads().await;
        let record = town.approver.page(&page).await;
        assert_eq!(reads().await, noted + 1, "whoever sees the prices is recorded");
        for said in ["开标记录", "鸟巢创业服务社", "乐业社工服务社", "起航就业指导中心", "¥ 76,000.00", "HZ-20260", "承诺值", "核对码", "监督人签字"] {
            assert!(record.body.contains(said), "{said}: {}", record.body);
        }
        let read = town.officer.get(&bids[0]).await.ok(200);
        assert!(record.body.contains(read["commitment"].as_str().expect("commitment")), "{}", record.body);
    }

    async fn the_form_opens_what_its_officer_has_seen_and_only_once(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let page = format!("/desk/projects/{project}/opening");
        closed_with(world, &town, &project, &PRICES).await;
        let hidden = marks(&town.officer, &page).await;
        let fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // The mark belongs to one sign-in: nobody sends another's form.
        assert_eq!(town.hub.form(&page, &fields).await.status, 403);
        let stale = [fields[0], ("version", "1"), ("key", "stale")];
        let told = town.officer.form(&page, &stale).await;
        assert!(told.status == 412 && told.body.contains("有了变化"), "{}", told.body);
        assert_eq!(stored(world, &project).await.status, Status::Closed);
        assert_eq!(town.officer.form(&page, &fields).await.status, 303);
        let again = decide_again(&town, &page, fields[0].1).await;
        assert_eq!(again, 409, "what is open is not opened again");
    }

    async fn a_flagged_bid_is_decided_about_on_its_page_with_a_reason(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        one_is_flagged(world, &town).await;
        let bids = closed_with(world, &town, &project, &PRICES).await;
        opened(world, &town, &project).await.ok(200);
        let page = format!("/desk{}/qualification", bids[0]);
        let record = town.officer.page(&format!("/desk/projects/{project}/opening")).await;
        assert!(record.body.replace("&#x2f;", "/").contains(&page) && record.body.contains("审查“鸟巢创业服务社”的资格"), "{}", record.body);
        let shown = town.officer.page(&page).await;
        for said in ["提供所需服务", "一人一策的就业指导", "¥ 76,000.00"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        let hub = town.hub.page(&page).await;
        assert!(hub.status == 200 && !hub.body.contains("name=\"decision\""), "the hub reads and decides nothing: {}", hub.body);
        for other in [&town.bidders[0].manager, &town.bidders[1].manager, &town.evaluators[0]] {
            assert_eq!(other.page(&page).await.status, 404);
        }

        let silent = decide(&town.officer, &page, &[("decision", "qualify"), ("reason", " ")]).await;
        assert!(silent.status == 422 && silent.body.contains("name=\"decision\""), "{}", silent.body);
        let undecided = decide(&town.officer, &page, &[("reason", "业务范围相近")]).await;
        assert!(undecided.status == 422 && undecided.body.contains("业务范围相近"), "what was typed stays: {}", undecided.body);
        assert_eq!(decide(&town.officer, &page, &[("decision", "qualify"), ("reason", "业务范围相近")]).await.status, 303);
        assert_eq!(stored(world, &project).await.status, Status::Evaluating);
        let decided = town.officer.page(&page).await;
        assert!(!decided.body.contains("name=\"decision\"") && decided.body.contains("资格审查通过"), "{}", decided.body);
    }

    async fn r32_a_price_above_the_budget_can_only_be_rejected_and_the_page_says_why_the_round_failed(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bids = closed_with(world, &town, &project, &[8_000_001, 8_000_000, 7_400_000]).await;
        opened(world, &town, &project).await.ok(200);
        let page = format!("/desk{}/qualification", bids[0]);
        let shown = town.officer.page(&page).await;
        assert!(shown.body.contains("不能放行") && !shown.body.contains("value=\"qualify\""), "{}", shown.body);
        let waived = decide(&town.officer, &page, &[("decision", "qualify"), ("reason", "确有需要")]).await;
        assert!(waived.status == 409 && waived.body.contains("“报价不超过预算”不能由经办人放行") && waived.body.contains("确有需要"), "{}", waived.body);
        assert_eq!(decide(&town.officer, &page, &[("decision", "disqualify"), ("reason", "报价超过预算")]).await.status, 303);
        let record = town.officer.page(&format!("/desk/projects/{project}/opening")).await;
        assert!(record.body.contains("合格的投标份数不足") && record.body.contains("报价超过预算"), "{}", record.body);
        assert!(!record.body.contains("too_few_qualified"));
    }

    async fn whoever_sits_on_the_panel_is_led_to_the_page_of_the_panel(world) {
        let stage = Stage::new(world).await;
        stage.form().await;
        let led = stage.chair().page(&format!("/desk/projects/{}/opening", stage.project)).await;
        assert_eq!((led.status, led.header("location")), (303, Some(format!("/desk/projects/{}/panel", stage.project))));
    }
}

async fn decide_again(town: &Town, page: &str, csrf: &str) -> u16 {
    let version = town.officer.get(page.trim_start_matches("/desk").trim_end_matches("/opening")).await.etag();
    town.officer.form(page, &[("csrf", csrf), ("version", version.trim_matches('"')), ("key", "again")]).await.status
}
