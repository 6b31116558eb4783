use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::actor::Role;
use shuniu::schema::users;

use super::send;
use crate::api::evaluation::stage::{PRICES, Stage};
use crate::on_both;
use crate::support::client::Got;
use crate::support::town::STREET;
use crate::support::{Client, World};

/// The composition form with a seat for each evaluator of the town.
async fn appoint(stage: &Stage<'_>, seats: &[&str]) -> Got {
    let page = format!("/desk/projects/{}/panel", stage.project);
    let mut fields = Vec::new();
    for (who, seat) in stage.town.evaluators.iter().zip(seats) {
        fields.extend([("person", who.user_id.as_str()), ("seat", seat)]);
        if !seat.is_empty() {
            fields.push(("expert", "yes"));
        }
    }
    send(&stage.town.officer, &page, &page, &fields).await
}

/// A member's declaration about the bids in their order.
async fn declare(stage: &Stage<'_>, who: &Client, kinds: &[&str], note: &str) -> Got {
    let page = format!("/desk/projects/{}/panel", stage.project);
    let mut fields = Vec::new();
    for (bid, kind) in stage.bids.iter().zip(kinds) {
        fields.extend([("bid", bid.as_str()), ("kind", kind), ("note", if *kind == "other" { note } else { "" })]);
    }
    send(who, &page, &format!("{page}/declare"), &fields).await
}

async fn save(stage: &Stage<'_>, who: &Client, bid: usize, plan: &str, team: &str) -> Got {
    let page = format!("/desk/bids/{}/score-sheet", stage.bids[bid]);
    let fields =
        [("criterion", "plan"), ("points", plan), ("comment", "方案可行"), ("criterion", "team"), ("points", team), ("comment", "")];
    send(who, &page, &page, &fields).await
}

/// Gives somebody a password, and signs them in at the page with a form that waits.
async fn sign_in_with(world: &World, client: &Client, place: &str, fields: &[(&str, &str)]) -> Got {
    let secret = "a correct horse battery staple 7";
    shuniu::cli::user::create_admin(&world.platform, "wang.fang@street.example", "王芳", &secret.to_owned().into())
        .await
        .expect("administrator");
    let user = client.user_id.clone();
    world
        .write(move |conn| {
            let known = users::table.filter(users::email.eq("wang.fang@street.example"));
            let hash: Option<String> = known.select(users::password_hash).first(conn)?;
            diesel::update(users::table.find(&user)).set(users::password_hash.eq(hash)).execute(conn)
        })
        .await;
    let nobody = world.anonymous();
    let ended = nobody.form_of_ours(place, fields).await;
    let (kept, next) = (ended.hidden("kept").replace("&quot;", "\""), ended.hidden("next"));
    let email = format!("street_officer-{}@example.org", client.user_id);
    nobody.form_of_ours("/desk/sign-in", &[("email", &email), ("password", secret), ("next", &next), ("kept", &kept)]).await
}

on_both! {
    async fn a_form_that_waited_behind_the_sign_in_names_those_it_is_about(world) {
        let stage = Stage::at(world, "published", PRICES).await;
        let [first, second] = [&stage.town.evaluators[0], &stage.town.evaluators[1]];
        let fields = [
            ("csrf", "old"), ("version", "0"), ("key", "k-1"), ("person", first.user_id.as_str()), ("seat", "chair"), ("expert", "yes"),
            ("person", second.user_id.as_str()), ("seat", ""),
        ];
        let waiting = sign_in_with(world, &stage.town.officer, &format!("/desk/projects/{}/panel", stage.project), &fields).await;
        let named = |who: &Client| format!("<td>测试{}", &who.user_id[30..]);
        assert!(waiting.status == 200 && waiting.body.contains("人员 <span") && waiting.body.contains(&named(first)), "{}", waiting.body);
        assert!(!waiting.body.contains(&named(second)) && !waiting.body.contains(&format!("<td>{}", first.user_id)), "{}", waiting.body);
    }

    async fn the_officer_names_the_panel_on_its_page_from_those_who_may_sit(world) {
        let stage = Stage::at(world, "published", PRICES).await;
        let officer = &stage.town.officer;
        let page = format!("/desk/projects/{}/panel", stage.project);
        let street = stage.town.street.clone();
        // Whoever drafted the purchase is no candidate, even as an evaluator.
        let drafter = world.person(&[(Role::StreetOfficer, Some(&street), Some(STREET)), (Role::Evaluator, None, None)]).await;
        let (project, editor) = (stage.project.clone(), drafter.user_id.clone());
        world.write(move |conn| {
            use diesel::prelude::*;
            use shuniu::schema::project_editors as t;
            diesel::insert_into(t::table).values((t::project_id.eq(&project), t::user_id.eq(&editor))).execute(conn)
        }).await;
        let listed = officer.get(&stage.path("/panel/candidates")).await.ok(200);
        let listed: Vec<_> = listed["items"].as_array().into_iter().flatten().map(|who| who["user_id"].clone()).collect();
        assert_eq!(listed.len(), 6);
        assert!(stage.town.evaluators.iter().all(|who| listed.contains(&json!(who.user_id))) && !listed.contains(&json!(drafter.user_id)));
        drafter.get(&stage.path("/panel/candidates")).await.refused(403, "evaluation/not_in_charge");
        stage.town.hub.get(&stage.path("/panel/candidates")).await.refused(403, "auth/role_missing");

        let shown = officer.page(&page).await;
        assert!(shown.body.contains("组建评审小组") && shown.body.contains("成员至少 5 人"), "{}", shown.body);
        for stranger in [&stage.town.approver, &stage.town.hub, &stage.town.bidders[0].manager, stage.chair()] {
            let status = stranger.page(&page).await.status;
            assert!(status == 403 || status == 404, "who sits on the panel is secret: {status}");
        }
        // Too few, and two of the same rank: said, and what was chosen stays.
        let few = appoint(&stage, &["chair", "evaluator", "", "", "", "reserve1"]).await;
        assert!(few.status == 422 && few.body.contains("评审成员 2 人，至少需要 5 人"), "{}", few.body);
        assert!(few.body.contains("value=\"chair\" selected") && few.body.contains("value=\"reserve1\" selected"), "{}", few.body);
        let twice = appoint(&stage, &["chair", "evaluator", "evaluator", "evaluator", "reserve1", "reserve1"]).await;
        assert!(twice.status == 422 && twice.body.contains("每个候补顺位只能有一人"), "{}", twice.body);
        let forged = [("csrf", "sha-256:forged"), ("version", "0"), ("key", "forged"), ("person", stage.chair().user_id.as_str()), ("seat", "chair")];
        assert_eq!(officer.form(&page, &forged).await.status, 403);

        let formed = appoint(&stage, &["chair", "evaluator", "evaluator", "evaluator", "evaluator", "reserve1"]).await;
        assert_eq!(formed.status, 303, "{}", formed.body);
        let panel = officer.get(&stage.path("/panel")).await.ok(200);
        assert_eq!((&panel["status"], panel["members"].as_array().map(Vec::len)), (&json!("forming"), Some(6)));
        assert_eq!((&panel["members"][0]["seat"], &panel["members"][5]["status"]), (&json!("chair"), &json!("waiting")));
        let again = officer.page(&page).await;
        assert!(again.body.contains("重新组成") && again.body.contains("value=\"reserve1\" selected"), "the panel as it stands is in the form: {}", again.body);
        assert!(!again.body.to_lowercase().contains("match"), "nobody here sees the matching");
    }

    async fn r22_a_member_declares_about_every_bidder_on_the_page_before_it_reads_an_offer(world) {
        let stage = Stage::new(world).await;
        stage.form().await;
        let page = format!("/desk/projects/{}/panel", stage.project);
        let [chair, second, ..] = stage.town.evaluators.as_slice() else { panic!("six evaluators") };
        let task = chair.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&task["kind"], &task["page"]), (&json!("declare_conflicts"), &json!(page)));
        let sheet = format!("/desk/bids/{}/score-sheet", stage.bids[0]);
        assert_eq!(chair.page(&sheet).await.status, 404, "no offer before the declaration");
        let early = chair.page(&format!("/desk/projects/{}/scores", stage.project)).await;
        assert_eq!((early.status, early.header("location")), (303, Some(page.clone())));

        // Nothing is taken for granted, and what was said stays.
        let gap = declare(&stage, chair, &["none", "", "other"], "同学").await;
        assert!(gap.status == 422 && gap.body.contains("请对每家投标机构逐一选择") && gap.body.contains("value=\"同学\""), "{}", gap.body);
        let mute = declare(&stage, chair, &["none", "none", "other"], " ").await;
        assert!(mute.status == 422 && mute.body.contains("请说明是何种利害关系"), "{}", mute.body);
        assert_eq!(declare(&stage, chair, &["none", "none", "none"], "").await.status, 303);
        let done = chair.page(&page).await;
        assert!(done.body.contains("已申报，无利害关系") && !done.body.contains("提交申报"), "{}", done.body);
        assert_eq!(declare(&stage, second, &["none", "kinship", "none"], "").await.status, 303);
        let seen = stage.town.officer.page(&page).await;
        assert!(seen.body.contains("已回避") && seen.body.contains("乐业社工服务社：与其负责人有"), "{}", seen.body);
        assert!(!seen.body.contains("declared") || !seen.body.contains(">kinship<"), "no raw codes");
    }

    async fn a_member_scores_every_bid_on_its_sheet_sees_what_is_missing_and_signs(world) {
        let stage = Stage::new(world).await;
        stage.all_declare().await;
        let member = &stage.members()[1];
        let list = format!("/desk/projects/{}/scores", stage.project);
        let task = member.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&task["kind"], &task["page"]), (&json!("score_bids"), &json!(list)));
        let empty = member.page(&list).await;
        assert!(empty.body.contains("未评：plan、team") && !empty.body.contains("签署我的全部评分"), "{}", empty.body);

        let sheet = format!("/desk/bids/{}/score-sheet", stage.bids[0]);
        let reads = async || stage.town.auditor.get("/audit/reads?outcome=shown").await.ok(200)["items"].as_array().map_or(0, Vec::len);
        let noted = reads().await;
        let shown = member.page(&sheet).await;
        assert!(shown.body.contains("¥ 76,000.00") && shown.body.contains("最多 40.00"), "{}", shown.body);
        assert_eq!(reads().await, noted + 1, "that an offer is shown is recorded");
        assert_eq!(stage.town.evaluators[5].page(&sheet).await.status, 404, "a reserve reads nothing");

        let beyond = save(&stage, member, 0, "40.01", "35").await;
        assert!(beyond.status == 422 && beyond.body.contains("“plan”的分数须在 0 到 40.00 之间") && beyond.body.contains("value=\"40.01\""), "{}", beyond.body);
        let words = save(&stage, member, 0, "很好", "35").await;
        assert!(words.status == 422 && words.body.contains("“很好”不是分数") && words.body.contains("方案可行</textarea>"), "{}", words.body);
        let forged = [("csrf", "sha-256:forged"), ("version", "0"), ("key", "forged"), ("criterion", "plan"), ("points", "1")];
        assert_eq!(member.form(&sheet, &forged).await.status, 403);
        // Full-width digits are digits, and a part may be saved.
        assert_eq!(save(&stage, member, 0, "３５．５", "").await.status, 303);
        let partly = member.page(&list).await;
        assert!(partly.body.contains("未评：team") && partly.body.contains("35.50"), "{}", partly.body);
        for (bid, [plan, team]) in [["35.50", "35.00"], ["30.00", "32.00"], ["36.00", "30.00"]].into_iter().enumerate() {
            assert_eq!(save(&stage, member, bid, plan, team).await.status, 303);
        }
        assert!(member.page(&list).await.body.contains("签署我的全部评分"));
        let other = stage.members()[2].page(&list).await;
        assert!(!other.body.contains("70.50"), "nobody sees another's points: {}", other.body);
        assert_eq!(send(member, &list, &format!("{list}/sign"), &[]).await.status, 303);
        let signed = member.page(&list).await;
        assert!(signed.body.contains("您已签名") && signed.body.contains("已签名 <span"), "{}", signed.body);
        assert!(!member.page(&sheet).await.body.contains("保存评分"), "what is signed does not change");
    }

    async fn the_chair_reports_the_ranking_on_its_page(world) {
        let stage = Stage::new(world).await;
        stage.tallied().await;
        let page = format!("/desk/projects/{}/ranking", stage.project);
        let task = stage.chair().get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&task["kind"], &task["page"]), (&json!("report_ranking"), &json!(page)));
        for early in [&stage.town.officer, &stage.town.approver, &stage.town.evaluators[5]] {
            assert_eq!(early.page(&page).await.status, 404, "the buyer sees it when the chair has reported");
        }
        let member = stage.members()[1].page(&page).await;
        assert!(member.body.contains("86.29") && !member.body.contains("<textarea"), "{}", member.body);
        let shown = stage.chair().page(&page).await;
        assert!(shown.body.contains("86.29") && shown.body.contains("提交评审结果"), "{}", shown.body);
        let long = "长".repeat(5_001);
        let wrong = send(stage.chair(), &page, &page, &[("statement", &long)]).await;
        assert!(wrong.status == 422 && wrong.body.contains("评审意见：") && wrong.body.contains(&long), "{}", wrong.status);
        let forged = [("csrf", "sha-256:forged"), ("version", "1"), ("key", "forged")];
        assert_eq!(stage.chair().form(&page, &forged).await.status, 403);
        assert_eq!(send(stage.chair(), &page, &page, &[("statement", "按序推荐")]).await.status, 303);
        assert_eq!(stage.project_status().await, "award_proposed");
        assert!(stage.town.approver.page(&page).await.body.contains("已提交评审结果"));
        // Who decides reads what the panel adds; a bidder does not.
        assert!(stage.town.approver.page(&format!("/desk/projects/{}/award", stage.project)).await.body.contains("按序推荐"));
        assert_eq!(stage.town.approver.get(&stage.path("/award")).await.ok(200)["statement_zh"], "按序推荐");
        stage.decide(&stage.town.approver).await;
        assert!(!stage.town.bidders[1].manager.get(&stage.path("/award")).await.body.contains("按序推荐"));
    }

    async fn tied_bids_are_drawn_on_the_page_each_once(world) {
        let stage = Stage::at(world, "evaluating", [7_600_000, 7_600_000, 6_800_000]).await;
        stage.all_declare().await;
        for member in stage.members() {
            for bid in 0..3 {
                stage.put(member, bid, if bid == 2 { ["1.00", "1.00"] } else { ["35.00", "35.00"] }).await;
            }
            stage.sign(member).await;
        }
        let page = format!("/desk/projects/{}/ranking", stage.project);
        let shown = stage.chair().page(&page).await;
        assert!(shown.body.contains("并列，须抽签"), "{}", shown.body);
        let drawn = |orders: [&'static str; 2]| {
            [("bid", stage.bids[0].clone()), ("order", orders[0].to_owned()), ("bid", stage.bids[1].clone()), ("order", orders[1].to_owned())]
        };
        let report = async |orders| {
            let fields = drawn(orders);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            send(stage.chair(), &page, &page, &fields).await
        };
        let same = report(["1", "1"]).await;
        assert!(same.status == 422 && same.body.contains("请为每份并列的投标填写抽签次序"), "{}", same.body);
        assert_eq!(report(["2", "1"]).await.status, 303);
        let award = stage.town.approver.get(&stage.path("/award")).await.ok(200);
        assert_eq!(award["winner"]["bid_id"], json!(stage.bids[1]));
    }

    async fn the_approver_confirms_the_end_of_a_provisional_publicity_on_the_page(world) {
        let stage = Stage::new(world).await;
        world.advance_to("2026-12-28T10:00:00+08:00").await;
        stage.reported().await;
        stage.decide(&stage.town.approver).await;
        let page = format!("/desk/projects/{}/award", stage.project);
        assert!(!stage.town.approver.page(&page).await.body.contains("确认公示期满"), "not before its end");
        world.advance_to("2027-01-06T00:00:00+08:00").await;
        let task = stage.town.approver.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&task["kind"], &task["page"]), (&json!("confirm_publicity"), &json!(page)));
        assert!(!stage.town.officer.page(&page).await.body.contains("/confirm-publicity"));
        let to = format!("{page}/confirm-publicity");
        let mute = send(&stage.town.approver, &page, &to, &[("reason", " ")]).await;
        assert!(mute.status == 422 && mute.body.contains("理由："), "{}", mute.body);
        assert_eq!(send(&stage.town.approver, &page, &to, &[("reason", "按国务院通知核对")]).await.status, 303);
        assert_eq!(stage.project_status().await, "awarded");
    }
}
