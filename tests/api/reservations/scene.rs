//! A hall that one organisation lends on a Saturday morning, and teams that want it.

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::town::{STREET, Town};

pub const SATURDAY: (&str, &str) = ("2026-03-07T09:00:00+08:00", "2026-03-07T12:00:00+08:00");
pub const SUNDAY: (&str, &str) = ("2026-03-08T09:00:00+08:00", "2026-03-08T12:00:00+08:00");
/// While it takes place on Saturday.
pub const DURING: &str = "2026-03-07T10:00:00+08:00";

pub fn slot((starts_at, ends_at): (&str, &str), quantity: i32) -> Value {
    json!({"starts_at": starts_at, "ends_at": ends_at, "quantity": quantity})
}

/// Offers something in the name of the town's first bidder; the resource.
pub async fn lend(town: &Town, name: &str, description: &str, slots: Value) -> Value {
    let body = json!({
        "organization_id": town.bidders[0].organization, "kind": "venue", "name_zh": name, "description_zh": description,
        "area_code": STREET, "seats": 80, "slots": slots,
    });
    town.bidders[0].manager.post("/resources", body).await.ok(201)
}

pub async fn hall(town: &Town) -> Value {
    lend(town, "社区活动中心大厅", "可作排练、讲座，有音响和投影。", json!([slot(SATURDAY, 1)])).await
}

pub fn path(resource: &Value) -> String {
    format!("/resources/{}", resource["id"].as_str().expect("an id"))
}

/// What somebody of the town's bidder `of` asks for.
pub fn wish(town: &Town, of: usize, resource: &Value, place: usize) -> Value {
    json!({
        "slot_id": resource["slots"][place]["id"], "organization_id": town.bidders[of].organization,
        "purpose_zh": "老年合唱队排练", "people": 30,
    })
}

/// A reservation of bidder `of`; its path.
pub async fn reserved(town: &Town, of: usize, resource: &Value) -> String {
    let made = town.bidders[of].manager.post(&format!("{}/reservations", path(resource)), wish(town, of, resource, 0)).await.ok(201);
    format!("/resource-reservations/{}", made["id"].as_str().expect("an id"))
}

/// How many of the first time of a resource are free.
pub async fn free(client: &Client, resource: &Value) -> Value {
    client.get(&path(resource)).await.ok(200)["slots"][0]["free"].clone()
}
