use serde_json::json;

use crate::api::contracts::draft::terms;
use crate::api::evaluation::stage::Stage;
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::Client;

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
        assert_eq!(waiting(&town.officer).await.len(), 0);
        town.bidders[0].manager.post(&format!("{project}/bids"), json!({})).await.ok(201);
        let draft = town.bidders[0].manager.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&draft["kind"], &draft["until"]), (&json!("submit_bid"), &town.officer.get(&project).await.ok(200)["deadline"]));
    }

    async fn panel_decision_and_contract_wait_for_those_whose_turn_it_is(world) {
        let stage = Stage::new(world).await;
        let town = &stage.town;
        stage.form().await;
        assert_eq!((waiting(stage.chair()).await, waiting(&town.evaluators[5]).await.len()), (vec!["declare_conflicts".to_owned()], 0));
        for member in stage.members() {
            stage.declare(member, None).await;
        }
        assert_eq!(waiting(stage.chair()).await, ["score_bids"]);
        for member in stage.members() {
            stage.score(member).await;
            stage.sign(member).await;
        }
        assert_eq!(waiting(stage.chair()).await.len(), 0);
        stage.report().await;
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

    async fn the_hub_finds_needs_to_verify(world) {
        let town = world.town().await;
        let need = json!({"area_code": "310107015", "title_zh": "青年就业创业帮助", "description_zh": "多个小区提出", "field": "jobs_startups"});
        let need = town.committee.post("/needs", need).await.ok(201);
        assert_eq!((waiting(&town.hub).await, waiting(&town.committee).await.len()), (vec!["verify_need".to_owned()], 0));
        town.hub.act(&format!("/needs/{}", need["id"].as_str().expect("an id")), "verify", json!({})).await.ok(200);
        assert_eq!(waiting(&town.hub).await.len(), 0);
    }
}
