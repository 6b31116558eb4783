//! Accounts, sign-in, invitations, memberships and keys.

mod api_keys;
mod contacts;
mod first_administrator;
mod invitations;
mod login;
mod me;
mod memberships;
mod password_resets;
mod refresh;

use std::sync::LazyLock;

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::identity::{self, NewUser};
use shuniu::platform::crypto::password;
use shuniu::platform::http::Call;
use shuniu::platform::i18n::Language;
use shuniu::platform::ids::UserId;
use shuniu::schema::journal_entries;

use crate::support::{Client, World};

pub const PASSWORD: &str = "three ginkgos in front of it";
static HASH: LazyLock<String> = LazyLock::new(|| password::hash(PASSWORD).expect("hash"));

/// An account with [`PASSWORD`] and no role.
pub async fn account(world: &World, email: &str) -> UserId {
    let call = Call::system(&world.platform);
    let new = NewUser { email: email.to_owned(), name: "张磊".to_owned(), password_hash: Some(HASH.clone()), language: Language::Zh };
    world.platform.db.write(move |tx| identity::add_user(tx, &call, &new)).await.expect("account")
}

/// Signs in with [`PASSWORD`].
pub async fn sign_in(world: &World, email: &str) -> Value {
    world.anonymous().post("/auth/login", json!({"email": email, "password": PASSWORD})).await.ok(200)
}

/// A caller with this access token.
pub fn holder(world: &World, signed_in: &Value) -> Client {
    Client::new(&world.address, signed_in["access_token"].as_str().map(str::to_owned))
}

/// The payloads of the events with this name.
pub async fn events(world: &World, name: &'static str) -> Vec<Value> {
    let found: Vec<String> = world
        .platform
        .db
        .read(move |conn| {
            Ok(journal_entries::table
                .filter(journal_entries::event.eq(name))
                .order(journal_entries::ord)
                .select(journal_entries::payload)
                .load(conn)?)
        })
        .await
        .expect("events");
    found.iter().map(|payload| serde_json::from_str(payload).expect("payload")).collect()
}

/// The secrets of the one-time links that were mailed to the address, after everything due was sent.
pub async fn mailed(world: &World, to: &str) -> Vec<String> {
    world.settle().await;
    let (to, link) = (format!("To: {to}"), "https://shuniu.test/account/links/");
    let mails = world
        .outbox()
        .into_iter()
        .map(|(_, mail)| mail)
        .filter(|mail| mail.lines().any(|line| line.trim_end().ends_with(&to[4..]) && line.starts_with("To:")));
    let token =
        |mail: String| mail.split(link).nth(1)?.split(|c: char| c.is_whitespace() || c == '"' || c == '<').next().map(str::to_owned);
    mails.filter_map(token).collect()
}

/// Runs the calls at the same time.
pub async fn together<F: Future<Output = crate::support::client::Got> + 'static>(
    calls: impl IntoIterator<Item = F>,
) -> Vec<crate::support::client::Got> {
    let running: Vec<_> = calls.into_iter().map(actix_web::rt::spawn).collect();
    let mut answers = Vec::new();
    for call in running {
        answers.push(call.await.expect("an answer"));
    }
    answers
}

/// How many answers have this status.
pub fn count(answers: &[crate::support::client::Got], status: u16) -> usize {
    answers.iter().filter(|got| got.status == status).count()
}
