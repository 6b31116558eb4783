//! The one way in which a project changes its status: checked, saved over the version that was read, recorded.

use serde_json::{Value, json};

use super::model::Move;
use super::store::{self, Project};
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::{Tx, lock};
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::ProjectId;

/// The project, held until the transaction ends; 404 where there is none.
pub fn locked(tx: &mut Tx, id: &ProjectId, strength: lock::Strength) -> Result<Project> {
    lock::project(tx, id, strength)?;
    store::find(tx, id)?.ok_or_else(|| Problem::not_found("项目", "project"))
}

/// Takes one step of the lifecycle. What the caller has changed in `project` is saved with it; `payload` goes into the
/// event beside the status before and after.
pub fn advance(tx: &mut Tx, call: &Call, project: &mut Project, step: Move, reason: Option<&str>, payload: Value) -> Result<()> {
    let before = project.status;
    project.status = before.try_after(step)?;
    project.status_reason = reason.map(str::to_owned);
    store::save(tx, project, call.now)?;
    let mut facts = json!({ "number": project.number, "from": before, "to": project.status, "reason": reason });
    if let (Value::Object(facts), Value::Object(more)) = (&mut facts, payload) {
        facts.extend(more);
    }
    record(tx, call, project, step.event(), facts)
}

/// Saves what the caller has changed in `project` although its status stays, and records it as `event`.
pub fn save_changes(tx: &mut Tx, call: &Call, project: &mut Project, event: &'static str, payload: Value) -> Result<()> {
    store::save(tx, project, call.now)?;
    record(tx, call, project, event, payload)
}

/// Seen in the project's area, and by everybody once the call is published.
fn record(tx: &mut Tx, call: &Call, project: &Project, name: &'static str, facts: Value) -> Result<()> {
    let area = areas::path_of(tx, &project.area_code, "/area_code")?;
    let event = Event::new(name, &project.id).of_project(&project.id).for_area(&area).with(facts);
    journal::record(tx, call, if project.is_published() { event.public() } else { event })
}
