//! What the outside sees of an entry.

use serde::Serialize;

use super::store::Entry;
use crate::platform::http::{Problem, Result};
use crate::platform::time::Timestamp;

/// One fact of the change feed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EventView {
    /// Place in the chain; give the last one back as `?after=`.
    pub seq: i64,
    pub id: String,
    #[schema(example = "project.published")]
    pub event: String,
    #[schema(example = "project")]
    pub entity: String,
    pub entity_id: String,
    pub project_id: Option<String>,
    /// Business time.
    pub occurred_at: Timestamp,
    /// `user:ID`, `key:ID`, `panel_member:ID` (who sits on a panel is secret), `system` or `anonymous`.
    pub actor: String,
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
    /// Digest of the entry before, and of this one.
    pub previous_digest: String,
    pub digest: String,
}

impl EventView {
    pub fn of(entry: Entry) -> Result<Self> {
        let chained = || Problem::broken(format!("journal entry {} is shown before it is chained", entry.id));
        Ok(Self {
            seq: entry.seq.ok_or_else(chained)?,
            previous_digest: entry.previous_digest.clone().ok_or_else(chained)?,
            digest: entry.digest.clone().ok_or_else(chained)?,
            payload: serde_json::from_str(&entry.payload).map_err(Problem::internal)?,
            id: entry.id,
            event: entry.event,
            entity: entry.entity,
            entity_id: entry.entity_id,
            project_id: entry.project_id,
            occurred_at: entry.occurred_at,
            actor: entry.actor,
        })
    }
}

/// A piece of the feed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EventFeed {
    pub items: Vec<EventView>,
    /// Give it back as `?after=`; it stays the same when nothing new was there.
    pub next_after: i64,
}
