//! A reservation that nobody answers gives back what it holds.

use std::sync::Arc;

use serde_json::json;

use super::model::Move;
use super::policy::{Known, Relation};
use super::record::record;
use super::store::{self, Reservation};
use crate::platform::Platform;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};
use crate::platform::ids::ResourceReservationId;
use crate::platform::jobs::{self, Job, JobError};
use crate::resources;

/// About a reservation, due when its answer is.
pub const JOB: &str = "resources.lapse";

pub fn after(tx: &mut Tx, reservation: &Reservation) -> Result<()> {
    jobs::at(tx, JOB, reservation.id.as_str(), reservation.answer_by)
}

pub async fn run(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let id = ResourceReservationId::parse(&job.subject).ok_or_else(|| JobError::Fatal(format!("{:?} is no reservation", job.subject)))?;
    let service = platform.clone();
    Ok(platform.db.write(move |tx| lapse(tx, &Call::system(&service), &id)).await?)
}

/// Nothing happens to one that was answered.
fn lapse(tx: &mut Tx, call: &Call, id: &ResourceReservationId) -> Result<()> {
    let Some(mut reservation) = store::find(tx, id)? else { return Ok(()) };
    let before = reservation.status;
    let Some(lapsed) = before.after(Move::Lapse) else { return Ok(()) };
    let Some(placed) = resources::placed(tx, &reservation.resource_id)? else { return Ok(()) };
    reservation.status = lapsed;
    store::save(tx, &mut reservation, call.now)?;
    resources::give_back(tx, &reservation.slot_id, reservation.quantity)?;
    let known = Known { reservation, placed, relation: Relation { provider: false, asker: false, reader: false } };
    record(tx, call, &known, Move::Lapse.event(), json!({"from": before, "to": lapsed}))
}
