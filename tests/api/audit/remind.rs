use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::db::types::JsonText;
use shuniu::platform::ids::ProjectId;
use shuniu::projects::Project;
use shuniu::schema::{jobs, projects};

use super::asked;
use crate::api::evaluation::stage::Stage;
use crate::api::notifications::scene::address;
use crate::on_both;
use crate::support::World;

/// Who got this letter, sorted.
async fn told(world: &World, template: &str) -> Vec<String> {
    world.ledger().await.into_iter().filter(|(_, sent, _)| sent == template).map(|(to, ..)| to).collect()
}

/// Another purchase before this one, whose rules cannot be read.
async fn unreadable_before(world: &World, project: &str) {
    let id = project.to_owned();
    world
        .write(move |conn| {
            let mut project: Project = projects::table.filter(projects::id.eq(&id)).first(conn)?;
            project.id = ProjectId::parse("00000000-0000-7000-8000-000000000001").expect("an id");
            project.number = "XM-BROKEN".into();
            project.rule_set = Some(JsonText::of(&json!({})).expect("json"));
            diesel::insert_into(projects::table).values(&project).execute(conn)
        })
        .await;
}

on_both! {
    async fn a_purchase_whose_duties_cannot_be_told_holds_up_nobody_behind_it(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        unreadable_before(world, &stage.project).await;
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked");
        world.advance_to("2026-03-10T12:00:00+08:00").await;
        assert_eq!(told(world, "duty_overdue").await.len(), 3, "both approvers and the hub");
    }

    async fn a_round_of_reminders_that_died_is_asked_for_again_with_the_days_work(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked");
        world.write(|conn| diesel::update(jobs::table).set((jobs::status.eq("dead"), jobs::attempts.eq(12))).execute(conn)).await;
        world.advance_to("2026-03-09T12:00:00+08:00").await;
        assert!(told(world, "duty_due_soon").await.is_empty() && told(world, "chain_head_told").await.is_empty());
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked again");
        world.advance_to("2026-03-10T12:00:00+08:00").await;
        assert_eq!((told(world, "duty_overdue").await.len(), told(world, "chain_head_told").await.len()), (3, 1));
    }

    async fn whoever_has_not_signed_then_the_chair_and_the_officer_are_reminded_of_the_evaluation(world) {
        let stage = Stage::new(world).await;
        let town = &stage.town;
        stage.all_declare().await;
        let (signed, late) = stage.members().split_at(3);
        for member in signed {
            stage.score(member).await;
            stage.sign(member).await;
        }
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked");
        // Opened on Monday 2 March: five working days later is Monday the 9th.
        world.advance_to("2026-03-06T12:00:00+08:00").await;
        assert!(told(world, "duty_due_soon").await.is_empty());
        world.advance_to("2026-03-07T12:00:00+08:00").await;
        let owing = |members: &[&crate::support::Client]| {
            let mut owing: Vec<_> = members.iter().map(|member| address("evaluator", &member.user_id)).collect();
            owing.extend([address("street_officer", &town.officer.user_id), address("hub_operator", &town.hub.user_id)]);
            owing.sort();
            owing
        };
        assert_eq!(told(world, "duty_due_soon").await, owing(&[&late[0], &late[1]]));
        let mails = world.outbox();
        assert!(mails.iter().any(|(_, mail)| mail.contains("评审并提交评审结果") && mail.contains("2026-03-09")), "the letter names duty and day");
        // Who sits on the panel stays secret.
        let listed = town.hub.get(&format!("/deliveries?project_id={}", stage.project)).await.ok(200);
        let roles: Vec<_> = listed["items"].as_array().into_iter().flatten().filter(|row| row["event"] == "duty.due_soon").collect();
        assert_eq!(roles.iter().filter(|row| row["recipient_role"] == "panel_owing" && row["recipient"] == "***").count(), 2, "{roles:?}");
        assert_eq!(roles.len(), 4, "{roles:?}");

        for member in late {
            stage.score(member).await;
            stage.sign(member).await;
        }
        world.advance_to("2026-03-10T12:00:00+08:00").await;
        assert_eq!(told(world, "duty_overdue").await, owing(&[stage.chair()]));
        stage.report().await;
        let late = asked(&town.auditor, "overdue-duties").await;
        assert_eq!(late.iter().map(|row| (&row["duty"], &row["owed_by"], &row["late_by"])).collect::<Vec<_>>(),
            [(&json!("evaluate"), &json!("panel_and_officer"), &json!(1))]);
    }

    async fn whoever_owes_a_duty_and_the_hub_are_reminded_once_when_it_is_due_soon_and_once_when_it_is_overdue(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("asked");
        world.advance_to("2026-03-06T12:00:00+08:00").await;
        assert!(told(world, "duty_due_soon").await.is_empty(), "three days before the last one");
        let town = &stage.town;
        let mut approvers_and_hub = vec![
            address("street_approver", &town.approver.user_id),
            address("street_approver", &town.second_approver.user_id),
            address("hub_operator", &town.hub.user_id),
        ];
        approvers_and_hub.sort();
        world.advance_to("2026-03-09T12:00:00+08:00").await;
        assert_eq!(told(world, "duty_due_soon").await, approvers_and_hub);
        assert!(told(world, "duty_overdue").await.is_empty());
        world.advance_to("2026-03-12T12:00:00+08:00").await;
        assert_eq!(told(world, "duty_overdue").await, approvers_and_hub);
        assert_eq!(told(world, "duty_due_soon").await, approvers_and_hub);

        // Decided: from now on the publicity runs, and the service ends it; then the contract is owed by both sides.
        stage.decide(&town.approver).await;
        world.advance_to("2026-04-15T12:00:00+08:00").await;
        assert_eq!(told(world, "duty_due_soon").await, approvers_and_hub);
        world.advance_to("2026-04-24T12:00:00+08:00").await;
        let mut with_supplier = approvers_and_hub.clone();
        with_supplier.extend(approvers_and_hub);
        with_supplier.push(address("ngo_manager", &town.bidders[0].manager.user_id));
        with_supplier.sort();
        assert_eq!(told(world, "duty_due_soon").await, with_supplier);
        assert_eq!(told(world, "duty_overdue").await, with_supplier);
        let mails = world.outbox();
        assert!(mails.iter().any(|(_, mail)| mail.contains("签订合同") && mail.contains("2026-04-19")), "the letter names duty and day");
    }
}
