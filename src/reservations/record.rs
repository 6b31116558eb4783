//! What the journal keeps of a reservation: no names, no purpose.

use serde_json::{Value, json};

use super::policy::Known;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};

/// The provider hears of it, and the officials of the place.
pub fn record(tx: &mut Tx, call: &Call, known: &Known, event: &'static str, mut facts: Value) -> Result<()> {
    let (reservation, resource) = (&known.reservation, &known.placed.resource);
    facts["resource_id"] = json!(resource.id);
    facts["slot_id"] = json!(reservation.slot_id);
    facts["quantity"] = json!(reservation.quantity);
    let event = Event::new(event, &reservation.id).for_organization(&resource.organization_id).for_area(&known.placed.path);
    journal::record(tx, call, event.with(facts))
}
