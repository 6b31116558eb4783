//! Bids: drafted in secret, sealed, closed on time, opened together.

mod attach;
mod attachment;
mod check;
mod close;
mod create;
mod detach;
mod eligibility;
mod folder;
mod hostile_files;
mod open;
mod qualify;
mod receipt;
mod remind;
mod seal;
mod submit;
mod update;
mod withdraw;

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::ids::ProjectId;
use shuniu::projects::{self, Project};
use shuniu::schema::{bids, budget_lines};

use crate::support::tender::Tender;
use crate::support::town::Town;
use crate::support::{Client, World};

/// When the call has closed and nothing else has happened.
pub const AFTER: &str = "2026-03-10T00:00:05+08:00";

pub async fn published(world: &World, town: &Town) -> ProjectId {
    Tender::default().publish(world, town).await
}

/// The project as it stands in the database.
pub async fn stored(world: &World, id: &ProjectId) -> Project {
    let id = id.clone();
    world.platform.db.read(move |conn| projects::find(conn, &id)).await.expect("read").expect("project")
}

/// What the project holds of its budget line.
async fn committed(world: &World, project: &ProjectId) -> i64 {
    let line = stored(world, project).await.budget_line_id.expect("line");
    let committed = budget_lines::table.filter(budget_lines::id.eq(line.to_string())).select(budget_lines::committed_fen);
    world.platform.db.read(move |conn| Ok(committed.first::<i64>(conn)?)).await.expect("read")
}

fn offer(price_fen: i64) -> Value {
    json!({ "offer": { "price_fen": price_fen, "proposal_zh": "一人一策的就业指导", "team_zh": "社工师两名", "declarations": { "r20": "无重大违法记录" } } })
}

/// A draft; its path.
pub async fn drafted(client: &Client, project: &ProjectId, price_fen: i64) -> String {
    let bid = client.post(&format!("/projects/{project}/bids"), offer(price_fen)).await.ok(201);
    format!("/bids/{}", bid["id"].as_str().expect("id"))
}

/// A submitted bid; its path and the answer to the submission.
pub async fn submitted(client: &Client, project: &ProjectId, price_fen: i64) -> (String, Value) {
    let bid = drafted(client, project, price_fen).await;
    let receipt = client.act(&bid, "submit", json!({})).await.ok(200);
    (bid, receipt)
}

/// Every bidder of the town has submitted, and the call has closed.
pub async fn closed_with(world: &World, town: &Town, project: &ProjectId, prices: &[i64]) -> Vec<String> {
    let mut bids = Vec::new();
    for (bidder, price) in town.bidders.iter().zip(prices) {
        bids.push(submitted(&bidder.manager, project, *price).await.0);
    }
    world.advance_to(AFTER).await;
    bids
}

/// Opens the bids as the officer in charge, on the project's current version.
pub async fn opened(world: &World, town: &Town, project: &ProjectId) -> crate::support::client::Got {
    let version = format!("\"{}\"", stored(world, project).await.version);
    town.officer.post_if(&format!("/projects/{project}/open"), &version, json!({})).await
}

async fn status_of(client: &Client, bid: &str) -> Value {
    client.get(bid).await.ok(200)["status"].clone()
}

/// How many bids of the project stand here.
async fn count(world: &World, project: &ProjectId, status: &'static str) -> i64 {
    let rows = bids::table.filter(bids::project_id.eq(project.to_string())).filter(bids::status.eq(status)).count();
    world.platform.db.read(move |conn| Ok(rows.get_result(conn)?)).await.expect("count")
}

/// The same POST twenty times at once, each with its own Idempotency-Key; the statuses of the answers.
async fn twenty_times(client: &Client, path: &str, version: &str, body: &Value) -> Vec<u16> {
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (client, path, version, body) = (client.clone(), path.to_owned(), version.to_owned(), body.clone());
            actix_web::rt::spawn(async move { client.post_if(&path, &version, body).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.expect("an answer"));
    }
    statuses
}

/// The names in the folder of the bids' files, besides what the service itself keeps there.
fn files_on_disk(world: &World) -> Vec<String> {
    let mut names = names_in(&world.data.join("attachments"));
    names.retain(|name| name != "database" && name != "swept");
    names
}

fn names_in(folder: &std::path::Path) -> Vec<String> {
    let folder = std::fs::read_dir(folder).expect("folder");
    folder.map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned()).collect()
}
