use serde_json::{Value, json};

use crate::api::meetings::scene::need;
use crate::on_both;
use crate::support::town::Town;

/// The lexicon with another word for a field, as a body for the next edition.
async fn with_word(town: &Town, field: &str, word: &str) -> (String, Value) {
    let got = town.admin.get("/matching/lexicon").await;
    let (version, mut words) = (got.etag(), got.ok(200)["words"].clone());
    words["synonyms"][field].as_array_mut().expect("a field of the taxonomy").push(json!(word));
    (version, json!({"words": words, "reason_zh": "居民常这样说"}))
}

on_both! {
    async fn a_new_word_is_understood_by_the_next_question_and_a_taken_back_one_is_not(world) {
        let town = world.town().await;
        world.organization("夕阳红助餐中心", "social_service_agency", &["elderly_meals"]).await;
        let strange = need(&town, "想找个饭搭子", "jobs_startups").await;
        let understood = async || {
            let found = town.hub.get(&format!("/needs/{strange}/matches")).await.ok(200);
            let meals = found["items"].as_array().expect("items").iter().find(|item| item["name"] == "夕阳红助餐中心");
            meals.is_some_and(|item| item["text_evidence"].as_array().is_some_and(|evidence| !evidence.is_empty()))
        };
        assert!(!understood().await, "nobody knows the word");
        let before = town.admin.get("/matching/lexicon").await.ok(200);
        assert_eq!((&before["edition"], &before["reason_zh"]), (&json!(0), &json!(null)));
        let (version, body) = with_word(&town, "elderly_meals", "饭搭子").await;
        assert_eq!(town.admin.replace("/matching/lexicon", &version, body.clone()).await.ok(200)["edition"], 1);
        assert!(understood().await, "it means meals now");
        // Back to the words of the taxonomy, as a second edition; nothing is forgotten.
        let old = json!({"words": before["words"], "reason_zh": "试行结束"});
        assert_eq!(town.admin.replace("/matching/lexicon", "\"1\"", old).await.ok(200)["edition"], 2);
        assert!(!understood().await);
        let editions = town.hub.get("/matching/lexicon/editions").await.ok(200);
        assert_eq!(editions["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(town.hub.get("/matching/lexicon?edition=1").await.ok(200)["words"], body["words"]);
        town.hub.get("/matching/lexicon?edition=7").await.refused(404, "not_found");
        let check = town.admin.post("/matching/check", json!({})).await.ok(200);
        assert_eq!(check["consistent"], true, "{check}");
    }

    async fn of_two_who_edit_at_once_one_is_told_to_read_again(world) {
        let town = world.town().await;
        let (version, body) = with_word(&town, "elderly_meals", "饭搭子").await;
        let (one, other) = tokio::join!(
            town.admin.replace("/matching/lexicon", &version, body.clone()),
            town.admin.replace("/matching/lexicon", &version, body.clone())
        );
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        town.hub.replace("/matching/lexicon", "\"1\"", body.clone()).await.refused(403, "auth/role_missing");
        let mut wrong = body;
        wrong["words"]["synonyms"]["elderly_meals"] = json!(["餐"]);
        wrong["reason_zh"] = json!("");
        let wrong = town.admin.replace("/matching/lexicon", "\"1\"", wrong).await;
        let wrong: Vec<String> = wrong.field_errors().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
        assert_eq!(wrong, ["/reason_zh required", "/words/synonyms/elderly_meals/0 too_short"]);
    }
}
