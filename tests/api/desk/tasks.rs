use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::actor::Role;
use shuniu::platform::ids::ProjectId;
use shuniu::projects::Project;
use shuniu::schema::projects;

use crate::api::bids::{closed_with, opened};
use crate::api::contracts::draft::terms;
use crate::api::evaluation::stage::Stage;
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::tender::Tender;
use crate::support::{Client, World};

/// So many purchases like this one, drafted by the same person long before it.
async fn older_copies(world: &World, project: &str, count: usize) {
    let id = project.trim_start_matches("/projects/").to_owned();
    world
        .write(move |conn| {
            let mut copy: Project = projects::table.filter(projects::id.eq(&id)).first(conn)?;
            for n in 0..count {
                copy.id = ProjectId::parse(&format!("00000000-0000-7000-8000-{n:012}")).expect("an id");
                copy.number = format!("XM-OLD-{n}");
                diesel::insert_into(projects::table).values(&copy).execute(conn)?;
            }
            Ok(count)
        })
        .await;
}

/// What waits for somebody, by kind.
async fn waiting(client: &Client) -> Vec<String> {
    let tasks = client.get("/me/tasks").await.ok(200);
    tasks["items"].as_array().into_iter().flatten().filter_map(|task| task["kind"].as_str().map(str::to_owned)).collect()
}

on_both! {
    async fn a_task_is_there_exactly_as_long_as_the_step_is_open_to_its_person(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.submitted(desk.complete()).await;
        assert_eq!((waiting(&town.approver).await, waiting(&town.second_approver).await), (vec!["approve_project".into()], vec!["approve_project".into()]));
        for other in [&town.officer, &town.hub, &town.finance, &town.auditor, &town.bidders[0].manager] {
            assert_eq!(waiting(other).await, Vec::<String>::new());
        }
        let task = town.approver.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!(task["page"], json!(format!("/desk{project}")));
        assert!(town.approver.page("/desk").await.body.replace("&#x2f;", "/").contains(&format!("/desk{project}")));
        town.approver.act(&project, "approve", json!({})).await.ok(200);
        assert_eq!((waiting(&town.approver).await.len(), waiting(&town.officer).await), (0, vec!["publish_project".to_owned()]));
        town.officer.act(&project, "publish", json!({})).await.ok(200);
        assert_eq!((waiting(&town.officer).await, waiting(&town.hub).await.len()), (vec!["form_panel".to_owned()], 0));
        town.bidders[0].manager.post(&format!("{project}/bids"), json!({})).await.ok(201);
        let draft = town.bidders[0].manager.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&draft["kind"], &draft["until"]), (&json!("submit_bid"), &town.officer.get(&project).await.ok(200)["deadline"]));
    }

    async fn panel_decision_and_contract_wait_for_those_whose_turn_it_is(world) {
        let stage = Stage::new(world).await;
        let town = &stage.town;
        assert_eq!(waiting(&town.officer).await, ["form_panel"]);
        stage.form().await;
        assert_eq!(waiting(&town.officer).await.len(), 0);
        assert_eq!((waiting(stage.chair()).await, waiting(&town.evaluators[5]).await.len()), (vec!["declare_conflicts".to_owned()], 0));
        for member in stage.members() {
            stage.declare(member, None).await;
        }
        assert_eq!(waiting(stage.chair()).await, ["score_bids"]);
        for member in stage.members() {
            stage.score(member).await;
            stage.sign(member).await;
        }
        assert_eq!((waiting(stage.chair()).await, waiting(&stage.members()[1]).await.len()), (vec!["report_ranking".to_owned()], 0));
        let report = stage.chair().get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!(report["until"], "2026-03-09T16:00:00Z", "five working days after the opening");
        stage.report().await;
        assert_eq!(waiting(stage.chair()).await.len(), 0);
        assert_eq!(waiting(&town.approver).await, ["decide_award"]);
        stage.decide(&town.approver).await;
        assert_eq!(waiting(&town.approver).await.len(), 0);
        world.advance_to("2026-03-10T00:00:00+08:00").await;
        assert_eq!(waiting(&town.officer).await, ["draft_contract"]);
        town.officer.post(&stage.path("/contract"), terms(&[7_600_000])).await.ok(201);
        assert_eq!(waiting(&town.officer).await.len(), 0);
        assert_eq!((waiting(&town.approver).await, waiting(&town.bidders[0].manager).await), (vec!["sign_contract".to_owned()], vec!["sign_contract".to_owned()]));
        assert_eq!(waiting(&town.bidders[1].manager).await.len(), 0);
    }

    async fn a_seat_that_no_reserve_can_take_waits_for_the_officer_and_nobody_is_asked_to_declare_meanwhile(world) {
        let stage = Stage::new(world).await;
        stage.form().await;
        stage.declare(&stage.members()[1], Some((&stage.bids[0], "employment"))).await;
        assert_eq!(waiting(&stage.town.officer).await.len(), 0, "the reserve has stepped in");
        stage.declare(&stage.members()[2], Some((&stage.bids[0], "board"))).await;
        assert_eq!((waiting(&stage.town.officer).await, waiting(stage.chair()).await.len()), (vec!["form_panel".to_owned()], 0));
    }

    async fn opened_bids_with_something_flagged_wait_for_the_officer_in_charge(world) {
        let town = world.town().await;
        let project = Tender::default().with_reason_for_fewer_bids().publish(world, &town).await;
        let bids = closed_with(world, &town, &project, &[8_000_001, 7_400_000]).await;
        let sorted = async |client: &Client| {
            let mut kinds = waiting(client).await;
            kinds.sort();
            kinds
        };
        assert_eq!(sorted(&town.officer).await, ["form_panel", "open_bids"]);
        opened(world, &town, &project).await.ok(200);
        assert_eq!((sorted(&town.officer).await, waiting(&town.hub).await.len()), (vec!["form_panel".to_owned(), "qualify_bids".to_owned()], 0));
        let task = town.officer.get("/me/tasks").await.ok(200);
        let task = task["items"].as_array().into_iter().flatten().find(|task| task["kind"] == "qualify_bids").cloned().expect("the task");
        assert_eq!(task["link"], json!(format!("/api/v1/projects/{project}/bids")));
        town.officer.act(&bids[0], "qualify", json!({"accept": false, "reason": "报价超过预算。"})).await.ok(200);
        assert_eq!(waiting(&town.officer).await, ["form_panel"]);
    }

    async fn what_waits_for_others_never_crowds_out_what_waits_for_me(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let returned = desk.submitted(desk.complete()).await;
        town.approver.act(&returned, "return", json!({"reason": "请补充服务标准。"})).await.ok(200);
        older_copies(world, &returned, 201).await;
        desk.submitted(desk.complete()).await;
        desk.approved().await;
        assert_eq!((waiting(&town.approver).await, waiting(&town.officer).await), (vec!["approve_project".into()], vec!["publish_project".to_owned()]));
        let own = waiting(&town.hub).await;
        assert!(own.len() == 200 && own.iter().all(|kind| kind == "revise_project"), "two hundred of a kind: {}", own.len());
        let colleague = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107"))]).await;
        assert_eq!(waiting(&colleague).await.len(), 0, "whoever drafted it revises it");
    }

    async fn the_hub_finds_needs_to_verify(world) {
        let town = world.town().await;
        let need = json!({"area_code": "310107015", "title_zh": "青年就业创业帮助", "description_zh": "多个小区提出", "field": "jobs_startups"});
        let need = town.committee.post("/needs", need).await.ok(201);
        assert_eq!((waiting(&town.hub).await, waiting(&town.committee).await.len()), (vec!["verify_need".to_owned()], 0));
        town.hub.act(&format!("/needs/{}", need["id"].as_str().expect("an id")), "verify", json!({})).await.ok(200);
        assert_eq!(waiting(&town.hub).await.len(), 0);
    }
}
