//! One entry and its digest. Pure.

use serde_json::json;

use super::store::Entry;
use crate::platform::crypto::canonical_json;
use crate::platform::crypto::digest::sha256_of;
use crate::platform::http::{Problem, Result};

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
