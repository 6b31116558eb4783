//! One entry, what it says and its digests. Pure.
//!
//! ```text
//! content digest = SHA-256(canonical JSON of the entry)
//! digest         = SHA-256(digest of the entry before ‖ "\n" ‖ content digest)      both written sha-256:…
//! ```
//! So a list of content digests leads from an entry to a later head and says nothing of what the entries between them say.

use serde_json::json;

use super::store::Entry;
use crate::platform::crypto::digest::sha256_of;
use crate::platform::crypto::{canonical_json, sha256};
use crate::platform::http::{Problem, Result};

/// The digest before the first entry.
pub const GENESIS: &str = "sha-256:0000000000000000000000000000000000000000000000000000000000000000";

impl Entry {
    /// What the entry says at this place, as canonical JSON: every stored column but the two digests is in it.
    pub fn canonical(&self, seq: i64) -> Result<Vec<u8>> {
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
        canonical_json(&document).map_err(Problem::internal)
    }

    /// SHA-256 of what the entry says.
    pub fn content_digest(&self, seq: i64) -> Result<String> {
        Ok(sha256(&self.canonical(seq)?).to_string())
    }

    /// The entry's digest after this one.
    pub fn digest_after(&self, seq: i64, previous: &str) -> Result<String> {
        Ok(linked(previous, &self.content_digest(seq)?))
    }
}

/// The digest of an entry with this content after this predecessor.
pub fn linked(previous: &str, content: &str) -> String {
    sha256_of(&[previous.as_bytes(), b"\n", content.as_bytes()]).to_string()
}
