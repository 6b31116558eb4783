use serde_json::{Value, json};

use super::stage::Stage;
use crate::on_both;

fn rows(ranking: &Value, stage: &Stage<'_>) -> Vec<(i64, usize, String, String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let bid = |v: &Value| stage.bids.iter().position(|bid| v == bid).expect("one of ours");
    ranking["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|r| (r["place"].as_i64().unwrap_or(0), bid(&r["bid_id"]), text(&r["technical"]), text(&r["price_score"]), text(&r["total"])))
        .collect()
}

on_both! {
    async fn the_worked_table_of_2_5(world) {
        let stage = Stage::new(world).await;
        stage.tallied().await;
        let ranking = stage.chair().get(&stage.path("/ranking")).await.ok(200);
        let row = |place, bid, technical: &str, price: &str, total: &str| (place, bid, technical.to_owned(), price.to_owned(), total.to_owned());
        let expected = [row(1, 0, "70.50", "15.79", "86.29"), row(2, 2, "66.00", "17.65", "83.65"), row(3, 1, "62.00", "20.00", "82.00")];
        assert_eq!(rows(&ranking, &stage), expected);
        assert_eq!(stage.bid_statuses().await, ["scored", "scored", "scored"]);
    }

    async fn r43_an_abnormally_low_price_is_flagged(world) {
        let stage = Stage::at(world, "evaluating", [7_600_000, 6_000_000, 3_000_000]).await;
        stage.tallied().await;
        let ranking = stage.chair().get(&stage.path("/ranking")).await.ok(200);
        let flags = |bid: usize| ranking["items"].as_array().and_then(|rows| rows.iter().find(|r| r["bid_id"] == stage.bids[bid])).map(|r| r["flags"].clone());
        assert_eq!((flags(0), flags(1)), (Some(json!([])), Some(json!([]))));
        assert_eq!(flags(2), Some(json!(["price_below_share_of_ceiling"])));
    }

    async fn the_chair_signs_the_ranking_and_nobody_else(world) {
        let stage = Stage::new(world).await;
        stage.tallied().await;
        let version = stage.chair().get(&stage.path("/ranking")).await.etag();
        let report = stage.path("/ranking/report");
        stage.members()[1].post_if(&report, &version, json!({})).await.refused(403, "evaluation/not_the_chair");
        stage.chair().post(&report, json!({})).await.refused(428, "if_match_required");
        let scores = json!({"items": [{"bid_id": stage.bids[0], "total": "100.00"}]});
        assert_eq!(stage.chair().post_if(&report, &version, scores).await.status, 422);
        assert_eq!(stage.chair().post_if(&report, &version, json!({})).await.ok(200)["status"], "reported");
        assert_eq!(stage.project_status().await, "award_proposed");
        stage.chair().post_if(&report, &version, json!({})).await.refused(409, "evaluation/wrong_status");
        assert!(stage.events().await.ends_with(&["award.proposed".to_owned(), "evaluation.reported".to_owned()]));
    }

    async fn bids_that_nothing_tells_apart_are_drawn(world) {
        let stage = Stage::at(world, "evaluating", [6_000_000, 6_000_000, 7_000_000]).await;
        stage.all_declare().await;
        for member in stage.members() {
            for bid in 0..3 {
                stage.put(member, bid, ["30.00", "30.00"]).await;
            }
            stage.sign(member).await;
        }
        let got = stage.chair().get(&stage.path("/ranking")).await;
        let version = got.etag();
        assert_eq!(got.ok(200)["needs_draw"], true);
        let report = stage.path("/ranking/report");
        for wrong in [json!([]), json!([stage.bids[0]]), json!([stage.bids[0], stage.bids[2]])] {
            let got = stage.chair().post_if(&report, &version, json!({"draw": wrong})).await;
            assert_eq!(got.field_errors(), [("/draw".to_owned(), "not_the_tied_bids".to_owned())]);
        }
        let drawn = json!({"draw": [stage.bids[1], stage.bids[0]]});
        let ranking = stage.chair().post_if(&report, &version, drawn).await.ok(200);
        let order: Vec<_> = rows(&ranking, &stage).into_iter().map(|(place, bid, ..)| (place, bid)).collect();
        assert_eq!(order, [(1, 1), (2, 0), (3, 2)]);
    }
}
