//! What a use case says when something has happened, and the one way to record it.

use serde_json::{Value, json};

use super::store;
use crate::platform::clock::system_now;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::platform::time::Timestamp;

/// A fact: `entity.past_participle`, about one record, with its audience.
#[derive(Clone, Debug)]
pub struct Event {
    pub(super) name: &'static str,
    pub(super) entity_id: String,
    pub(super) project_id: Option<ProjectId>,
    pub(super) organization_id: Option<OrganizationId>,
    pub(super) area_path: Option<String>,
    pub(super) visible_from: Option<Timestamp>,
    pub(super) is_public: bool,
    pub(super) payload: Value,
}

impl Event {
    /// A fact that nobody but auditors sees until an audience is named.
    pub fn new(name: &'static str, entity_id: impl ToString) -> Self {
        Self {
            name,
            entity_id: entity_id.to_string(),
            project_id: None,
            organization_id: None,
            area_path: None,
            visible_from: None,
            is_public: false,
            payload: json!({}),
        }
    }

    pub fn of_project(mut self, id: &ProjectId) -> Self {
        self.project_id = Some(id.clone());
        self
    }

    /// Seen by this organisation's members, at once.
    pub fn for_organization(mut self, id: &OrganizationId) -> Self {
        self.organization_id = Some(id.clone());
        self
    }

    /// Seen by officers, approvers, finance and hub operators whose reach covers this place.
    pub fn for_area(mut self, path: &str) -> Self {
        self.area_path = Some(path.to_owned());
        self
    }

    /// Officers, hub operators and auditors see it from this moment on only (a sealed bid, until the deadline).
    pub fn hidden_until(mut self, moment: Timestamp) -> Self {
        self.visible_from = Some(moment);
        self
    }

    /// Seen by everybody who is signed in.
    pub fn public(mut self) -> Self {
        self.is_public = true;
        self
    }

    /// Ids, amounts, counts, digests, statuses; no names of people, no addresses, no content of a sealed bid.
    pub fn with(mut self, payload: Value) -> Self {
        self.payload = payload;
        self
    }
}

/// Records the fact in the transaction that makes it one.
pub fn record(tx: &mut Tx, call: &Call, event: Event) -> Result<()> {
    store::insert(tx, &event, &call.author(), &call.request_id, call.now, system_now())
}
