//! `Idempotency-Key`: the same key and body replays the first answer; the same key with another body is 422. The claim
//! is made in the transaction of its effect, so both happen or neither. A twin in flight waits for that transaction.
//! Stored answers are encrypted: they may repeat what is not for everybody who can read the database file.

use chrono::TimeDelta;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::problem::{Problem, Result};
use super::reply::{Keep, Reply};
use crate::directly;
use crate::platform::Platform;
use crate::platform::actor::Actor;
use crate::platform::clock::system_now;
use crate::platform::crypto::{Digest, Purpose, ServiceKeys};
use crate::platform::db::{Tx, insert_ignore};
use crate::platform::time::Timestamp;
use crate::schema::idempotency_keys as table;

/// How long an answer can be replayed.
const KEPT: TimeDelta = TimeDelta::hours(24);

#[derive(Serialize, Deserialize)]
struct Stored {
    status: u16,
    body: String,
    version: Option<i64>,
    location: Option<String>,
}

/// One key of one caller on one route.
pub(super) struct Slot {
    caller: String,
    route: String,
    key: String,
    body_digest: String,
}

impl Slot {
    /// The body is remembered by a digest under the service's key: from a plain one a price could be found by trying.
    pub(super) fn new(key: &str, actor: &Actor, route: &str, digest: &Digest, keys: &ServiceKeys) -> Self {
        let body_digest = keys.keyed_digest(Purpose::RequestDigests, digest.as_bytes()).to_string();
        Self { caller: actor.identity.label(), route: route.to_owned(), key: key.to_owned(), body_digest }
    }

    fn aad(&self) -> String {
        format!("idempotency|{}|{}|{}", self.caller, self.route, self.key)
    }

    /// Claims the key; the stored answer where the effect has already happened.
    pub(super) fn claim(&self, tx: &mut Tx, platform: &Platform) -> Result<Option<Reply>> {
        let now = system_now();
        let expired = table::table
            .filter(table::caller.eq(&self.caller))
            .filter(table::route.eq(&self.route))
            .filter(table::key.eq(&self.key))
            .filter(table::expires_at.lt(now));
        directly!(tx.conn(), |own| diesel::delete(expired).execute(own))?;
        if insert_ignore::idempotency_key(tx, &self.caller, &self.route, &self.key, &self.body_digest, now, now.plus(KEPT))? {
            return Ok(None);
        }
        let (digest, answer): (String, Option<Vec<u8>>) = table::table
            .filter(table::caller.eq(&self.caller))
            .filter(table::route.eq(&self.route))
            .filter(table::key.eq(&self.key))
            .select((table::body_digest, table::answer))
            .first(tx.conn())?;
        if digest != self.body_digest {
            return Err(Problem::field(
                "Idempotency-Key",
                "reused_with_another_body",
                "这个键已用于内容不同的请求；新的请求请换新键。",
                "was used with another body; take a new key for a new request.",
            ));
        }
        let Some(sealed) = answer else {
            return Err(Problem::conflict(
                "idempotency/in_flight",
                "同一个键的请求正在处理，请稍后重试。",
                "A request with the same key is in flight; retry in a moment.",
            )
            .retry_after(1));
        };
        let plain = platform.keys.cipher(Purpose::IdempotentReplies).decrypt(self.aad().as_bytes(), &sealed).map_err(Problem::internal)?;
        let stored: Stored = serde_json::from_slice(&plain).map_err(Problem::internal)?;
        Ok(Some(Reply {
            status: stored.status,
            body: stored.body.into_bytes(),
            content_type: "application/json",
            version: stored.version,
            location: stored.location,
            file_name: None,
            keep: Keep::Whole,
        }))
    }

    pub(super) fn store(&self, tx: &mut Tx, platform: &Platform, reply: &Reply) -> Result<()> {
        let stored = Stored {
            status: reply.status,
            body: String::from_utf8(reply.body.clone()).map_err(Problem::internal)?,
            version: reply.version,
            location: reply.location.clone(),
        };
        let plain = serde_json::to_vec(&stored).map_err(Problem::internal)?;
        let sealed = platform.keys.cipher(Purpose::IdempotentReplies).encrypt(self.aad().as_bytes(), &plain).map_err(Problem::internal)?;
        let claimed =
            table::table.filter(table::caller.eq(&self.caller)).filter(table::route.eq(&self.route)).filter(table::key.eq(&self.key));
        let answered = diesel::update(claimed).set(table::answer.eq(Some(sealed)));
        directly!(tx.conn(), |own| answered.execute(own))?;
        Ok(())
    }

    /// Drops the claim: an answer with a secret in it is never stored.
    pub(super) fn forget(&self, tx: &mut Tx) -> Result<()> {
        diesel::delete(
            table::table.filter(table::caller.eq(&self.caller)).filter(table::route.eq(&self.route)).filter(table::key.eq(&self.key)),
        )
        .execute(tx.conn())?;
        Ok(())
    }
}

/// Deletes what is past its time; run by the scheduler.
pub fn sweep(tx: &mut Tx, now: Timestamp) -> Result<usize> {
    Ok(diesel::delete(table::table.filter(table::expires_at.lt(now))).execute(tx.conn())?)
}
