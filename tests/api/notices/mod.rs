//! Public notices: written from the journal, read without a login.

mod feed;
mod follow;
mod list;
mod page;

use serde_json::Value;

use crate::support::World;

/// The notices that a question finds, the newest first.
async fn listed(world: &World, question: &str) -> Vec<Value> {
    world.settle().await;
    let page = world.anonymous().get(&format!("/notices{question}")).await.ok(200);
    page["items"].as_array().cloned().unwrap_or_default()
}

fn kinds(notices: &[Value]) -> Vec<&str> {
    notices.iter().filter_map(|notice| notice["kind"].as_str()).collect()
}
