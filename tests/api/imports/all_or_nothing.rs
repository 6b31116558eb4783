use reqwest::Method;
use serde_json::json;
use shuniu::platform::ids;

use super::progress::step;
use super::{CSV, agencies, at, code, counts, errors, events, found, import, send};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn every_row_is_entered_as_a_single_one_would_be(world) {
        let town = world.town().await;
        let file = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", &code(2))]);
        let report = import(world, &town.hub, "organizations", "all_or_nothing", file.as_bytes()).await;
        assert_eq!(counts(&report), ("completed".to_owned(), vec![2, 2, 0, 0, 2]));
        let list = town.hub.get("/organizations?q=春雨").await.ok(200);
        let entered = &list["items"][0];
        assert_eq!((&entered["status"], &entered["credit_code"], &entered["area_code"]), (&json!("draft"), &json!(code(1)), &json!(STREET)));
        assert_eq!(entered["fields"], json!(["elderly_care", "elderly_meals"]));
        let created = events(&town, "organization.created").await;
        assert_eq!(created.len(), 2);
        assert_eq!(created[0]["actor"], json!(format!("user:{}", town.hub.user_id)), "in the name of who sent it");
        assert_eq!(events(&town, "import.completed").await[0]["payload"]["imported"], json!(2));
    }

    async fn one_wrong_row_and_nothing_is_entered(world) {
        let town = world.town().await;
        let file = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", "52310107MJ0000026X")]);
        let report = import(world, &town.hub, "organizations", "all_or_nothing", file.as_bytes()).await;
        assert_eq!(counts(&report), ("refused".to_owned(), vec![2, 1, 1, 0, 0]));
        assert_eq!(errors(&report), at(&[("C3", "malformed")]));
        assert_eq!(found(&town, "春雨").await, 0);
        assert_eq!(events(&town, "organization.created").await.len(), 0);
        assert_eq!(events(&town, "import.refused").await.len(), 1);
    }

    async fn the_same_file_again_makes_no_doubles(world) {
        let town = world.town().await;
        let file = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", &code(2))]);
        import(world, &town.hub, "organizations", "all_or_nothing", file.as_bytes()).await;
        let again = import(world, &town.hub, "organizations", "all_or_nothing", file.as_bytes()).await;
        assert_eq!(counts(&again), ("refused".to_owned(), vec![2, 0, 0, 2, 0]));
        assert_eq!(errors(&again), at(&[("C2", "exists"), ("C3", "exists")]));
        assert_eq!(found(&town, "社工服务社").await, 3);
    }

    async fn the_same_key_replays_the_answer_and_another_mode_does_not_pass_for_it(world) {
        let town = world.town().await;
        let (file, key) = (agencies(&[("春雨社工服务社", &code(1))]), ids::fresh());
        let post = async |mode: &str, file: &str| {
            town.hub.upload(&format!("/imports/organizations?mode={mode}"), file.as_bytes(), CSV, &[("idempotency-key", &key)]).await
        };
        let first = post("all_or_nothing", &file).await;
        assert_eq!(first.header("location"), first.json["id"].as_str().map(|id| format!("/api/v1/imports/{id}")));
        let again = post("all_or_nothing", &file).await;
        assert_eq!((again.status, again.header("idempotency-replayed").as_deref()), (202, Some("true")));
        assert_eq!(again.json["id"], first.json["id"]);
        assert_eq!(post("valid_rows", &file).await.field_errors(), at(&[("Idempotency-Key", "reused_with_another_body")]));
        world.settle().await;
        assert_eq!(events(&town, "import.completed").await.len(), 1);
        let bare = town.hub.upload("/imports/organizations?mode=dry_run", file.as_bytes(), CSV, &[]).await;
        bare.refused(428, "idempotency_key_required");
    }

    async fn what_somebody_else_enters_meanwhile_refuses_the_file(world) {
        let town = world.town().await;
        let file = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", &code(2))]);
        let sent = send(&town.hub, "organizations", "all_or_nothing", file.as_bytes()).await.ok(202);
        let path = format!("/imports/{}", sent["id"].as_str().expect("an id"));
        step(world, &sent).await;
        assert_eq!(town.hub.get(&path).await.ok(200)["status"], json!("importing"), "all rows were sound");
        let body = json!({"name_zh": "夏荷", "kind": "social_service_agency", "credit_code": code(2), "area_code": STREET});
        town.hub.send(Method::POST, "/organizations", Some(body.to_string()), &[]).await.ok(201);
        world.settle().await;
        let report = town.hub.get(&path).await.ok(200);
        assert_eq!(counts(&report), ("refused".to_owned(), vec![2, 1, 0, 1, 0]));
        assert_eq!(errors(&report), at(&[("C3", "exists")]));
        assert_eq!(found(&town, "春雨").await, 0);
    }
}
