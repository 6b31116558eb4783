use serde_json::json;

use super::{answer_many, close, opened};
use crate::on_both;

on_both! {
    async fn a_question_is_drawn_as_bars_with_its_words(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        answer_many(&town, &record, &json!({"category": "livelihood"}), 7).await;
        answer_many(&town, &record, &json!({"category": "safety"}), 14).await;
        close(&town, &record).await;
        let got = town.officer.get(&format!("{record}/questions/category/chart.svg")).await;
        assert_eq!((got.status, got.header("content-type").as_deref()), (200, Some("image/svg+xml")));
        for words in ["role=\"img\"", "<title id=\"title\">最希望办好哪一类实事？</title>", "民生服务: 7 (33.33%)", "平安建设: 14 (66.67%)", "width=\"320\"", "width=\"160\""] {
            assert!(got.body.contains(words), "{words} is missing: {}", got.body);
        }
        let headers = [("accept-language", "en")];
        let english = town.officer.send(reqwest::Method::GET, &format!("{record}/questions/category/chart.svg"), None, &headers).await;
        assert!(english.body.contains("Which kind matters most?") && english.body.contains("Answered this question: 21"), "{}", english.body);
        for key in ["wish", "nothing"] {
            town.officer.get(&format!("{record}/questions/{key}/chart.svg")).await.refused(404, "not_found");
        }
    }
}
