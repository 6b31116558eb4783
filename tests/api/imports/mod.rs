//! Spreadsheets that come in: read by their content, judged row by row, entered all or in part.

mod all_or_nothing;
mod budget_lines;
mod dry_run;
mod files;
mod needs;
mod progress;
mod template;
mod valid_rows;

use serde_json::{Value, json};
use shuniu::organizations::credit_code::CreditCode;
use shuniu::platform::ids;

use crate::support::client::Got;
use crate::support::town::{STREET, Town};
use crate::support::{Client, World};

pub const CSV: &str = "text/csv";

/// A sound credit code of a social service agency.
pub fn code(n: u32) -> String {
    CreditCode::synthetic("52", "310107", n).expect("a code").as_str().to_owned()
}

/// A table of agencies; each row is the name and the code.
pub fn agencies(rows: &[(&str, &str)]) -> String {
    let mut csv = String::from("机构名称,机构类型,统一社会信用代码,所在区域,服务领域\n");
    for (name, code) in rows {
        csv += &format!("{name},社会服务机构,{code},{STREET},为老服务；老年助餐\n");
    }
    csv
}

/// Sends a file, with a fresh Idempotency-Key.
pub async fn send(client: &Client, kind: &str, mode: &str, file: &[u8]) -> Got {
    client.upload(&format!("/imports/{kind}?mode={mode}"), file, CSV, &[("idempotency-key", &ids::fresh())]).await
}

/// Sends a file and reads its report when everything is done.
pub async fn import(world: &World, client: &Client, kind: &str, mode: &str, file: &[u8]) -> Value {
    let sent = send(client, kind, mode, file).await.ok(202);
    world.settle().await;
    client.get(&format!("/imports/{}", sent["id"].as_str().expect("an id"))).await.ok(200)
}

/// Status, rows, valid, invalid, existing, imported.
pub fn counts(report: &Value) -> (String, Vec<i64>) {
    let numbers = ["rows", "valid", "invalid", "existing", "imported"].map(|key| report[key].as_i64().expect(key));
    (report["status"].as_str().expect("a status").to_owned(), numbers.to_vec())
}

/// Cell and code of each error.
pub fn errors(report: &Value) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    report["errors"].as_array().into_iter().flatten().map(|e| (text(&e["cell"]), text(&e["code"]))).collect()
}

/// Cells and codes as `errors` gives them.
pub fn at(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(cell, code)| ((*cell).to_owned(), (*code).to_owned())).collect()
}

/// How many organisations the hub finds by these words.
pub async fn found(town: &Town, words: &str) -> usize {
    let list = town.hub.get(&format!("/organizations?limit=200&q={words}")).await.ok(200);
    list["items"].as_array().map_or(0, Vec::len)
}

/// Events of this name, as the auditor sees them.
pub async fn events(town: &Town, name: &str) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let page = town.auditor.get(&format!("/events?limit=200&after={after}")).await.ok(200);
        let items = page["items"].as_array().cloned().unwrap_or_default();
        if items.is_empty() {
            return found;
        }
        found.extend(items.into_iter().filter(|event| event["event"] == json!(name)));
        after = page["next_after"].as_i64().expect("next_after");
    }
}

/// A dry run of the hub, for whoever needs an import.
pub async fn dry_run(town: &Town) -> String {
    let file = agencies(&[("春雨社工服务社", &code(9))]);
    send(&town.hub, "organizations", "dry_run", file.as_bytes()).await.ok(202)["id"].as_str().expect("an id").to_owned()
}
