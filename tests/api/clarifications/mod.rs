//! Questions about a call, shown without the asker and answered to everybody; amendments; deadlines that move and what must move with them.

mod amend;
mod answer;
mod ask;

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::schema::deliveries;

use crate::support::{Client, World};

/// Asks; the path of the question.
pub async fn asked(client: &Client, project: &str, question: &str) -> String {
    let question = client.post(&format!("{project}/clarifications"), json!({"question_zh": question})).await.ok(201);
    format!("/clarifications/{}", question["id"].as_str().expect("an id"))
}

/// As what people were told with this letter.
async fn told(world: &World, template: &'static str) -> Vec<String> {
    world.settle().await;
    let roles = deliveries::table.filter(deliveries::template.eq(template)).select(deliveries::recipient_role);
    world.platform.db.read(move |conn| Ok(roles.load(conn)?)).await.expect("ledger")
}

fn answer(affects_bids: bool) -> Value {
    json!({"answer_zh": "包括，周六上午。", "answer_en": "Yes, on Saturday mornings.", "affects_bids": affects_bids})
}
