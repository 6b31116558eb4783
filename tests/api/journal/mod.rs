//! The journal's chain as auditors check it.

mod document;
mod get;
mod mail_head;
mod proof;
mod verify;

use diesel::prelude::*;
use serde_json::json;
use shuniu::schema::journal_entries;

use crate::support::World;
use crate::support::town::{STREET, Town};

/// So many entries: places are added.
pub async fn grown(world: &World, town: &Town, entries: usize) {
    for n in 0..entries {
        let body =
            json!({"code": format!("C{n}"), "parent_code": STREET, "level": "committee", "name_zh": "居“委”会\\", "name_en": "Committee"});
        town.admin.post("/areas", body).await.ok(201);
    }
    world.settle().await;
}

/// Cuts the chain off after this place.
pub async fn cut_off_after(world: &World, seq: i64) {
    world.write(move |conn| diesel::delete(journal_entries::table.filter(journal_entries::seq.gt(seq))).execute(conn)).await;
}

/// Somebody with the database changes who did something.
pub async fn forged(world: &World, seq: i64) {
    world
        .write(move |conn| {
            diesel::update(journal_entries::table.filter(journal_entries::seq.eq(seq)))
                .set(journal_entries::actor.eq("system"))
                .execute(conn)
        })
        .await;
}
