//! The one way in which what happens to a talk is recorded.

use serde_json::{Value, json};

use super::Held;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};

/// For the organisation, and for the officials who follow the meeting. What people said stays out of it.
pub(super) fn record(tx: &mut Tx, call: &Call, held: &Held, event: &'static str, facts: Value) -> Result<()> {
    let talk = &held.talk;
    let mut payload = json!({
        "meeting_id": talk.meeting_id, "demand_id": talk.demand_id, "organization_id": talk.organization_id, "to": talk.status,
    });
    if let (Some(payload), Value::Object(facts)) = (payload.as_object_mut(), facts) {
        payload.extend(facts);
    }
    let event = Event::new(event, &talk.id).for_organization(&talk.organization_id).for_area(&held.found.path);
    journal::record(tx, call, event.with(payload))
}
