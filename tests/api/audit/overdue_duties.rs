use serde_json::{Value, json};

use super::{asked, only_who_reaches_the_place_is_answered};
use crate::api::clarifications::asked as question;
use crate::api::contracts::draft::terms;
use crate::api::evaluation::stage::Stage;
use crate::api::projects::desk::Desk;
use crate::on_both;

/// Duty, last day, whether late and by how much.
fn told(rows: &[Value]) -> Vec<(String, String, bool, Option<i64>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| (text(&row["duty"]), text(&row["due_on"]), row["is_late"] == true, row["late_by"].as_i64())).collect()
}

fn duty(name: &str, due_on: &str, is_late: bool, late_by: i64) -> (String, String, bool, Option<i64>) {
    (name.to_owned(), due_on.to_owned(), is_late, Some(late_by))
}

on_both! {
    async fn an_answer_that_came_late_or_never_is_found_before_and_after_the_deadline(world) {
        let desk = Desk::at(world).await;
        let (town, project) = (&desk.town, desk.published().await);
        let first = question(&town.bidders[0].manager, &project, "团队须几人？").await;
        question(&town.bidders[1].manager, &project, "是否包括周末？").await;
        assert!(asked(&town.auditor, "overdue-duties").await.is_empty());
        assert_eq!(asked(&town.auditor, "overdue-duties?state=all").await.len(), 2);
        let due = town.hub.get(&first).await.ok(200)["answer_by"].as_str().expect("a moment").to_owned();
        world.advance_to(&due.replace(":00Z", ":01Z")).await;
        town.hub.act(&first, "answer", json!({"answer_zh": "至少三人。", "affects_bids": false})).await.ok(200);
        let late = asked(&town.auditor, "overdue-duties").await;
        let told: Vec<_> = late.iter().map(|row| (row["duty"].clone(), row["owed_by"].clone(), row["done_at"].is_string())).collect();
        let duty = |done| (json!("answer_question"), json!("street_officer_or_hub"), done);
        assert_eq!(told, [duty(true), duty(false)]);
        only_who_reaches_the_place_is_answered(world, town, "overdue-duties").await;
        let page = town.auditor.page("/desk/audit").await.body;
        assert!(page.contains("答复提问") && !page.contains("answer_question"), "{page}");
        assert!(!page.contains("鸟巢") && !page.contains("乐业"), "nobody learns who asked: {page}");
    }

    async fn every_clock_of_the_rule_set_is_due_done_or_late(world) {
        let stage = Stage::new(world).await;
        let auditor = &stage.town.auditor;
        stage.reported().await;
        // Opened and reported on one day.
        let evaluated = duty("evaluate", "2026-03-09", false, 0);
        // Reported on Monday 2 March: five working days later is Monday the 9th.
        assert!(asked(auditor, "overdue-duties").await.is_empty());
        assert_eq!(told(&asked(auditor, "overdue-duties?state=all").await), [evaluated.clone(), duty("decide_award", "2026-03-09", false, 0)]);
        world.advance_to("2026-03-11T09:00:00+08:00").await;
        let late = asked(auditor, "overdue-duties").await;
        assert_eq!(told(&late), [duty("decide_award", "2026-03-09", true, 2)]);
        assert_eq!((&late[0]["unit"], &late[0]["term"], &late[0]["owed_by"]), (&json!("working_days"), &json!(5), &json!("street_approver")));
        assert_eq!(late[0].get("done_at"), None);
        stage.decide(&stage.town.approver).await;
        // The publicity runs five working days and ends by itself; thirty days to sign begin.
        world.advance_to("2026-03-20T09:00:00+08:00").await;
        let all = [
            evaluated,
            duty("decide_award", "2026-03-09", true, 2),
            duty("end_publicity", "2026-03-19", false, 0),
            duty("sign_contract", "2026-04-18", false, 0),
        ];
        assert_eq!(told(&asked(auditor, "overdue-duties?state=all").await), all);
        assert_eq!(told(&asked(auditor, "overdue-duties").await), all[1..2]);
        assert!(asked(auditor, "overdue-duties").await[0]["done_at"].is_string());
        only_who_reaches_the_place_is_answered(world, &stage.town, "overdue-duties").await;
        assert!(asked(auditor, "overdue-duties?from=2026-03-10").await.is_empty());

        world.advance_to("2026-04-21T09:00:00+08:00").await;
        assert_eq!(told(&asked(auditor, "overdue-duties?from=2026-04-01").await), [duty("sign_contract", "2026-04-18", true, 3)]);
        let contract = stage.town.officer.post(&stage.path("/contract"), terms(&[7_600_000])).await.ok(201);
        let path = format!("/contracts/{}", contract["id"].as_str().expect("id"));
        let digest = format!("sha-256:{}", "0".repeat(64));
        let sign = json!({"signer_name": "王芳", "authority": "书面授权", "signed_on": "2026-04-20", "document_digest": digest});
        stage.town.approver.act(&path, "sign", sign.clone()).await.ok(200);
        world.advance_to("2026-04-22T09:00:00+08:00").await;
        stage.town.bidders[0].manager.act(&path, "sign", sign).await.ok(200);
        world.advance_to("2026-06-01T09:00:00+08:00").await;
        let signed = asked(auditor, "overdue-duties?from=2026-04-01").await;
        assert_eq!(told(&signed), [duty("sign_contract", "2026-04-18", true, 4)]);
        assert_eq!(signed[0]["unit"], "calendar_days");
    }
}
