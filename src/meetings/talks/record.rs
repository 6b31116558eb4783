//! The one way in which what happens to a talk is recorded.

use serde_json::{Value, json};

use super::Held;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};

/// For the organisation. Officials read it in the meeting: a place's feed is open to who decides on its purchases, too (R23). What people said
/// stays out of it.
pub(super) fn record(tx: &mut Tx, call: &Call, held: &Held, event: &'static str, facts: Value) -> Result<()> {
    let talk = &held.talk;
    let mut payload = json!({
        "meeting_id": talk.meeting_id, "demand_id": talk.demand_id, "organization_id": talk.organization_id, "to": talk.status,
    });
    if let (Some(payload), Value::Object(facts)) = (payload.as_object_mut(), facts) {
        payload.extend(facts);
    }
    journal::record(tx, call, Event::new(event, &talk.id).for_organization(&talk.organization_id).with(payload))
}
