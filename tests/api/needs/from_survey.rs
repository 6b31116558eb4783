use serde_json::{Value, json};

use crate::api::surveys::{close, opened};
use crate::on_both;
use crate::support::World;
use crate::support::town::Town;

/// A closed survey with three wishes, and the ids of these.
async fn wishes(town: &Town) -> (String, Vec<Value>) {
    let record = opened(town).await;
    for wish in ["菜场旁多些长椅", "老人走不动，要座椅", "加装电梯"] {
        let body = json!({"consent": true, "answers": {"category": "safety", "wish": wish}});
        town.committee.post(&format!("{record}/answers"), body).await.ok(201);
    }
    close(town, &record).await;
    let page = town.hub.get(&format!("{record}/questions/wish/texts")).await.ok(200);
    (record, page["items"].as_array().expect("items").iter().map(|item| item["id"].clone()).collect())
}

fn body(record: &str, answers: &[Value]) -> Value {
    let survey = record.trim_start_matches("/surveys/");
    json!({"survey_id": survey, "question": "wish", "answer_ids": answers, "title_zh": "增设座椅", "description_zh": "菜场和车站旁没有地方歇脚", "field": "elderly_care"})
}

async fn needs(world: &World, town: &Town) -> usize {
    world.settle().await;
    town.hub.get("/needs").await.ok(200)["items"].as_array().map_or(0, Vec::len)
}

on_both! {
    async fn the_hub_codes_a_group_of_answers_into_a_need(world) {
        let town = world.town().await;
        let (record, answers) = wishes(&town).await;
        let need = town.hub.post("/needs/from-survey", body(&record, &answers[..2])).await.ok(201);
        assert_eq!((&need["channel"], &need["status"], &need["area_code"]), (&json!("survey"), &json!("reported"), &json!("310107015")));
        assert_eq!(need["source"], "问卷《社区需求调查》第 5 题，2 份回答");
        let texts = town.hub.get(&format!("{record}/questions/wish/texts")).await.ok(200);
        let coded: Vec<_> = texts["items"].as_array().expect("items").iter().map(|item| item["need_ids"].clone()).collect();
        assert_eq!(coded, [json!([need["id"]]), json!([need["id"]]), json!([])]);
        // One answer can say two needs.
        let mut lift = body(&record, &answers[1..]);
        lift["title_zh"] = json!("加装电梯");
        let second = town.hub.post("/needs/from-survey", lift).await.ok(201);
        let texts = town.hub.get(&format!("{record}/questions/wish/texts")).await.ok(200);
        assert_eq!(texts["items"][1]["need_ids"], json!([need["id"], second["id"]]));
        town.hub.act(&format!("/needs/{}", need["id"].as_str().expect("id")), "verify", json!({})).await.ok(200);
    }

    async fn what_cannot_be_coded_is_named_and_leaves_no_need(world) {
        let town = world.town().await;
        let (record, answers) = wishes(&town).await;
        let first = answers[0].clone();
        let wrong = async |body: Value| town.hub.post("/needs/from-survey", body).await.field_errors();
        let one = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
        let unknown = json!("019a5d4e-7c00-7000-8000-000000000000");
        assert_eq!(wrong(body(&record, &[first.clone(), unknown])).await, one("/answer_ids/1", "unknown_answer"));
        assert_eq!(wrong(body(&record, &[first.clone(), first.clone()])).await, one("/answer_ids/1", "duplicate"));
        assert_eq!(wrong(body(&record, &[])).await, one("/answer_ids", "wrong_number"));
        let mut elsewhere = body(&record, &answers);
        elsewhere["area_code"] = json!("310107005");
        assert_eq!(wrong(elsewhere).await, one("/area_code", "not_of_this_survey"));
        let mut named = body(&record, &answers);
        named["description_zh"] = json!("请找 13812345678");
        assert_eq!(wrong(named).await, one("/description_zh", "personal_data"));
        let mut choice = body(&record, &answers[..1]);
        choice["question"] = json!("category");
        assert_eq!(wrong(choice).await, [one("/question", "unknown_question"), one("/answer_ids/0", "unknown_answer")].concat());
        assert_eq!(needs(world, &town).await, 0);
    }

    async fn nobody_codes_a_survey_that_runs_or_is_not_theirs(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        town.hub.post("/needs/from-survey", body(&record, &[])).await.refused(409, "surveys/wrong_status");
        town.committee.post("/needs/from-survey", body(&record, &[])).await.refused(403, "auth/role_missing");
        let stranger = world.person(&[(shuniu::platform::actor::Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        stranger.post("/needs/from-survey", body(&record, &[])).await.refused(404, "not_found");
    }

    async fn the_same_words_make_no_second_need(world) {
        let town = world.town().await;
        let (record, answers) = wishes(&town).await;
        town.hub.post("/needs/from-survey", body(&record, &answers[..2])).await.ok(201);
        town.hub.post("/needs/from-survey", body(&record, &answers[..2])).await.refused(409, "needs/exists");
        assert_eq!(needs(world, &town).await, 1);
    }
}
