//! Saved searches and watch lists: whose they are, what they find, and what is told of it, when, to whom, and to whom not.

mod at_once;
mod bounded;
mod digest;
mod keep;
mod matches;
mod watch;

use diesel::prelude::*;
use serde_json::Value;
use shuniu::schema::memberships;

use crate::support::{Client, World};

/// Saves a search; its path.
pub async fn saved(client: &Client, body: Value) -> String {
    let search = client.post("/saved-searches", body).await.ok(201);
    format!("/saved-searches/{}", search["id"].as_str().expect("an id"))
}

/// The mails of this kind in somebody's mailbox, each decoded.
async fn mails(world: &World, client: &Client, template: &str) -> Vec<String> {
    world.settle().await;
    delivered(world, client, template).await
}

/// The same, without doing what is due before.
async fn delivered(world: &World, client: &Client, template: &str) -> Vec<String> {
    let count = world.ledger().await.iter().filter(|(to, used, _)| to.contains(&client.user_id) && used == template).count();
    let words = if template == "alert" {
        "这是您要求即时告知的消息"
    } else {
        "您保存的搜索和关注的项目、需求有以下新消息"
    };
    let own = |mail: &str| mail.contains(&format!("{}@example.org", client.user_id)) && mail.contains(words);
    let found: Vec<_> = world.outbox().into_iter().map(|(_, mail)| mail).filter(|mail| own(mail)).collect();
    assert_eq!(found.len(), count, "the outbox holds what the ledger says");
    found
}

/// Ends every membership of somebody.
pub async fn leaves(world: &World, client: &Client) {
    let (user, now) = (client.user_id.clone(), world.now());
    let own = move |conn: &mut shuniu::platform::db::Conn| {
        diesel::update(memberships::table.filter(memberships::user_id.eq(&user))).set(memberships::ended_at.eq(now)).execute(conn)
    };
    world.write(own).await;
}

async fn is_disabled(world: &World, client: &Client) {
    use shuniu::schema::users;
    let user = client.user_id.clone();
    world.write(move |conn| diesel::update(users::table.filter(users::id.eq(&user))).set(users::status.eq("disabled")).execute(conn)).await;
}
