use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::schema::{journal_entries, survey_answers, survey_responses};

use super::{close, invitations, open_link, opened, opened_as, survey};
use crate::api::identity::{count, together};
use crate::on_both;
use crate::support::{Client, World};

fn all() -> Value {
    json!({"consent": true, "answers": {
        "category": "safety", "services": ["jobs", "meals"], "content": 4, "place": "310107015", "wish": "多些长椅"}})
}

async fn send(client: &Client, token: &str, body: Value) -> crate::support::client::Got {
    client.post(&format!("/survey-links/{token}/answers"), body).await
}

async fn responses(world: &World) -> i64 {
    world.platform.db.read(|conn| Ok(survey_responses::table.count().get_result(conn)?)).await.expect("count")
}

on_both! {
    async fn a_resident_answers_over_a_link_without_signing_in(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = &invitations(&town.hub, &record, 1).await[0];
        let resident = world.anonymous();
        let form = resident.get(&format!("/survey-links/{token}")).await.ok(200);
        assert_eq!(form["consent_zh"], "长寿路街道为安排服务而调查，不记姓名。");
        assert_eq!(form["places"], json!([{"code": "310107015", "name_zh": "长寿路街道", "name_en": "Changshou Road Street"}]));
        send(&resident, token, all()).await.ok(201);
        assert_eq!(town.hub.get(&record).await.ok(200)["responses"], 1);
        send(&resident, token, all()).await.refused(409, "surveys/already_answered");
        resident.get(&format!("/survey-links/{token}")).await.refused(409, "surveys/already_answered");
        resident.get("/survey-links/shn_survey_mistyped").await.refused(404, "not_found");
        send(&resident, "shn_survey_mistyped", all()).await.refused(404, "not_found");
    }

    async fn an_invitation_answers_once_even_with_twenty_at_once(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = invitations(&town.hub, &record, 1).await.remove(0);
        let got = together((0..20).map(|_| {
            let (resident, token) = (world.anonymous(), token.clone());
            async move { send(&resident, &token, all()).await }
        }))
        .await;
        assert_eq!((count(&got, 201), count(&got, 409)), (1, 19));
        assert!(got.iter().filter(|got| got.status == 409).all(|got| got.json["code"] == "surveys/already_answered"));
        assert_eq!(responses(world).await, 1);
    }

    async fn an_open_link_answers_as_often_as_people_come(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = open_link(&town.hub, &record).await;
        let got = together((0..20).map(|_| {
            let (resident, token) = (world.anonymous(), token.clone());
            async move { send(&resident, &token, all()).await }
        }))
        .await;
        assert_eq!((count(&got, 201), responses(world).await), (20, 20));
    }

    async fn r110_nothing_is_taken_without_explicit_consent(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = open_link(&town.hub, &record).await;
        for consent in [json!({}), json!({"consent": false})] {
            let mut body = all();
            body["consent"] = consent["consent"].clone();
            if body["consent"].is_null() {
                body.as_object_mut().expect("object").remove("consent");
            }
            let got = send(&world.anonymous(), &token, body).await;
            assert_eq!((got.status, got.field_errors()), (422, vec![("/consent".to_owned(), "consent_required".to_owned())]));
        }
        assert_eq!(responses(world).await, 0);
    }

    async fn a_wrong_answer_is_named_at_its_question_and_uses_no_invitation_up(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = &invitations(&town.hub, &record, 1).await[0];
        let body = json!({"consent": true, "answers": {
            "services": ["meals", "jobs", "health"], "content": 6, "place": "310107005", "wish": "找我 13812345678", "who": "x"}});
        let got = send(&world.anonymous(), token, body).await;
        let expected = [
            ("/answers/who", "unknown_question"),
            ("/answers/category", "required"),
            ("/answers/services", "too_many"),
            ("/answers/content", "out_of_range"),
            ("/answers/place", "unknown_area"),
            ("/answers/wish", "personal_data"),
        ];
        assert_eq!(got.field_errors(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        assert!(!got.body.contains("13812345678"), "the number is not repeated");
        let got = send(&world.anonymous(), token, json!({"consent": true, "answers": {"category": "safety", "wish": "请回复 wang@example.org"}})).await;
        assert_eq!(got.field_errors(), [("/answers/wish".to_owned(), "personal_data".to_owned())]);
        let got = send(&world.anonymous(), token, json!({"consent": true, "answers": {"category": "parking"}})).await;
        assert_eq!(got.field_errors(), [("/answers/category".to_owned(), "unknown_option".to_owned())]);
        assert_eq!(responses(world).await, 0);
        send(&world.anonymous(), token, all()).await.ok(201);
    }

    async fn answers_are_taken_only_while_the_survey_is_open(world) {
        let town = world.town().await;
        let draft = town.hub.post("/surveys", survey()).await.ok(201);
        let record = format!("/surveys/{}", draft["id"].as_str().expect("id"));
        let tokens = invitations(&town.hub, &record, 2).await;
        let resident = world.anonymous();
        send(&resident, &tokens[0], all()).await.refused(409, "surveys/wrong_status");
        resident.get(&format!("/survey-links/{}", tokens[0])).await.refused(409, "surveys/wrong_status");
        town.hub.act(&record, "open", json!({})).await.ok(200);
        send(&resident, &tokens[0], all()).await.ok(201);
        close(&town, &record).await;
        let refused = send(&resident, &tokens[1], all()).await.refused(409, "surveys/wrong_status");
        assert_eq!(refused["current_status"], "closed");
        assert_eq!(responses(world).await, 1);
    }

    async fn answers_and_closing_at_once_leave_nothing_that_came_after_it(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = open_link(&town.hub, &record).await;
        let version = town.hub.get(&record).await.etag();
        let mut calls: Vec<std::pin::Pin<Box<dyn Future<Output = crate::support::client::Got>>>> = Vec::new();
        for place in 0..12 {
            let (resident, token, hub) = (world.anonymous(), token.clone(), town.hub.clone());
            let (path, version) = (format!("{record}/close"), version.clone());
            calls.push(match place {
                6 => Box::pin(async move { hub.post_if(&path, &version, json!({})).await }),
                _ => Box::pin(async move { send(&resident, &token, all()).await }),
            });
        }
        let got = together(calls).await;
        let taken = i64::try_from(count(&got, 201)).expect("count");
        assert_eq!(count(&got, 201) + count(&got, 409) + count(&got, 200), 12);
        assert_eq!(town.hub.get(&format!("{record}/results")).await.ok(200)["responses"], taken);
    }

    async fn what_is_stored_leads_to_nobody(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = open_link(&town.hub, &record).await;
        // Somebody who happens to be signed in answers without a name too.
        send(&town.officer, &token, all()).await.ok(201);
        let (actor, payload): (String, String) = world
            .platform
            .db
            .read(|conn| {
                let answered = journal_entries::table.filter(journal_entries::event.eq("survey.answered"));
                Ok(answered.select((journal_entries::actor, journal_entries::payload)).first(conn)?)
            })
            .await
            .expect("the entry");
        assert_eq!((actor.as_str(), payload.as_str()), ("anonymous", r#"{"channel":"open"}"#));
        let rows: Vec<(String, Option<String>, Option<String>)> = world
            .platform
            .db
            .read(|conn| {
                let columns = (survey_answers::question, survey_answers::choice, survey_answers::text);
                Ok(survey_answers::table.order((survey_answers::question, survey_answers::choice)).select(columns).load(conn)?)
            })
            .await
            .expect("answers");
        let row = |question: &str, choice: Option<&str>, text: Option<&str>| (question.to_owned(), choice.map(str::to_owned), text.map(str::to_owned));
        assert_eq!(
            rows,
            [
                row("category", Some("safety"), None),
                row("content", Some("4"), None),
                row("place", Some("310107015"), None),
                row("services", Some("jobs"), None),
                row("services", Some("meals"), None),
                row("wish", None, Some("多些长椅")),
            ]
        );
    }

    async fn a_survey_of_a_district_takes_every_place_below_it(world) {
        let town = world.town().await;
        let mut body = survey();
        body["area_code"] = json!("310107");
        let record = opened_as(&town, body).await;
        let token = open_link(&town.hub, &record).await;
        let form = world.anonymous().get(&format!("/survey-links/{token}")).await.ok(200);
        let codes: Vec<_> = form["places"].as_array().expect("places").iter().map(|place| place["code"].as_str().unwrap_or_default()).collect();
        assert_eq!(codes, ["310107", "310107005", "310107015"]);
        let body = |place: &str| json!({"consent": true, "answers": {"category": "safety", "place": place}});
        send(&world.anonymous(), &token, body("310107005")).await.ok(201);
        let got = send(&world.anonymous(), &token, body("310000")).await;
        assert_eq!(got.field_errors(), [("/answers/place".to_owned(), "unknown_area".to_owned())]);
    }
}
