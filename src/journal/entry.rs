//! One entry and its digest. Pure.

use serde_json::json;

use crate::platform::crypto::canonical_json;
use crate::platform::crypto::digest::sha256_of;
use crate::platform::http::{Problem, Result};
use crate::platform::time::Timestamp;

/// A fact, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Entry {
    /// Order of recording; gaps are possible.
    pub ord: i64,
    /// Place in the chain, from 1, dense; absent until chained.
    pub seq: Option<i64>,
    pub id: String,
    /// Business time of the fact.
    pub occurred_at: Timestamp,
    /// System time of the recording.
    pub recorded_at: Timestamp,
    pub event: String,
    pub entity: String,
    pub entity_id: String,
    pub project_id: Option<String>,
    /// `user:ID`, `key:ID`, `system` or `anonymous`.
    pub actor: String,
    pub request_id: String,
    pub organization_id: Option<String>,
    pub area_path: Option<String>,
    pub visible_from: Option<Timestamp>,
    pub is_public: bool,
    pub payload: String,
    pub previous_digest: Option<String>,
    pub digest: Option<String>,
}

/// The digest before the first entry.
pub const GENESIS: &str = "sha-256:0000000000000000000000000000000000000000000000000000000000000000";

impl Entry {
    /// SHA-256 over the digest before and the entry's canonical JSON; every stored column but the two digests is in it.
    pub fn digest_after(&self, seq: i64, previous: &str) -> Result<String> {
        let payload: serde_json::Value = serde_json::from_str(&self.payload).map_err(Problem::internal)?;
        let document = json!({
            "ord": self.ord,
            "seq": seq,
            "id": self.id,
            "occurred_at": self.occurred_at,
            "recorded_at": self.recorded_at,
            "event": self.event,
            "entity": self.entity,
            "entity_id": self.entity_id,
            "project_id": self.project_id,
            "actor": self.actor,
            "request_id": self.request_id,
            "organization_id": self.organization_id,
            "area_path": self.area_path,
            "visible_from": self.visible_from,
            "is_public": self.is_public,
            "payload": payload,
        });
        let canonical = canonical_json(&document).map_err(Problem::internal)?;
        Ok(sha256_of(&[previous.as_bytes(), b"\n", &canonical]).to_string())
    }
}
