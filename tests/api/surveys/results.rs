use serde_json::{Value, json};

use super::{answer_many, close, opened};
use crate::on_both;

fn cells(results: &Value, question: usize) -> Vec<(String, Value, Value)> {
    let cells = results["questions"][question]["cells"].as_array().expect("cells");
    cells.iter().map(|cell| (cell["key"].as_str().unwrap_or_default().to_owned(), cell["count"].clone(), cell["share"].clone())).collect()
}

fn cell(key: &str, count: impl Into<Value>, share: impl Into<Value>) -> (String, Value, Value) {
    (key.to_owned(), count.into(), share.into())
}

on_both! {
    async fn s24_447_answers_are_244_105_58_and_40(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        for (category, times) in [("livelihood", 244), ("civility", 105), ("infrastructure", 58), ("safety", 40)] {
            answer_many(&town, &record, &json!({"category": category}), times).await;
        }
        close(&town, &record).await;
        let results = town.officer.get(&format!("{record}/results")).await.ok(200);
        assert_eq!((&results["responses"], &results["questions"][0]["base"]), (&json!(447), &json!(447)));
        assert_eq!(
            cells(&results, 0),
            [
                cell("livelihood", 244, "54.59"),
                cell("civility", 105, "23.49"),
                cell("infrastructure", 58, "12.98"),
                cell("safety", 40, "8.95"),
            ]
        );
    }

    async fn small_cells_are_hidden_with_what_would_give_them_away(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let all = |category: &str, services: &[&str], content: i64| json!({"category": category, "services": services, "content": content});
        answer_many(&town, &record, &all("livelihood", &["meals", "jobs"], 5), 9).await;
        answer_many(&town, &record, &all("civility", &["meals"], 4), 6).await;
        answer_many(&town, &record, &json!({"category": "safety", "place": "310107015"}), 2).await;
        close(&town, &record).await;
        for reader in [&town.hub, &town.officer, &town.committee, &town.auditor] {
            let results = reader.get(&format!("{record}/results")).await.ok(200);
            assert_eq!((&results["responses"], &results["smallest_cell"]), (&json!(17), &json!(5)));
            let none = Value::Null;
            assert_eq!(
                cells(&results, 0),
                [
                    cell("livelihood", 9, "52.94"),
                    cell("civility", none.clone(), none.clone()),
                    cell("infrastructure", 0, "0.00"),
                    cell("safety", none.clone(), none.clone()),
                ]
            );
            // Fifteen answered the second question: all of them chose meals.
            assert_eq!(results["questions"][1]["base"], 15);
            assert_eq!(cells(&results, 1), [cell("meals", 15, "100.00"), cell("jobs", 9, "60.00"), cell("health", 0, "0.00")]);
            assert_eq!((&results["questions"][2]["base"], &results["questions"][2]["mean"]), (&json!(15), &json!("4.60")));
            // Two named their place: too few to say how many.
            assert_eq!((&results["questions"][3]["base"], cells(&results, 3)), (&none, vec![cell("310107015", none.clone(), none.clone())]));
            assert_eq!((&results["questions"][4]["base"], cells(&results, 4).len()), (&json!(0), 0));
        }
    }

    async fn nobody_sees_results_before_the_closing(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        answer_many(&town, &record, &json!({"category": "safety"}), 6).await;
        for reader in [&town.hub, &town.officer, &town.auditor] {
            reader.get(&format!("{record}/results")).await.refused(409, "surveys/wrong_status");
            reader.get(&format!("{record}/questions/category/chart.svg")).await.refused(409, "surveys/wrong_status");
        }
        town.hub.get(&format!("{record}/questions/wish/texts")).await.refused(409, "surveys/wrong_status");
    }
}
