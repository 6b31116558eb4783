//! A project takes up a need, or lets it go.

use serde_json::json;

use super::model::Status;
use super::store;
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{NeedId, ProjectId};

pub fn cite(tx: &mut Tx, call: &Call, needs: &[NeedId], project: &ProjectId) -> Result<()> {
    needs.iter().try_for_each(|id| step(tx, call, id, project, Status::Verified, Status::Planned, "need.planned"))
}

pub fn release(tx: &mut Tx, call: &Call, needs: &[NeedId], project: &ProjectId) -> Result<()> {
    needs.iter().try_for_each(|id| step(tx, call, id, project, Status::Planned, Status::Verified, "need.released"))
}

fn step(tx: &mut Tx, call: &Call, id: &NeedId, project: &ProjectId, from: Status, to: Status, name: &'static str) -> Result<()> {
    let need = store::find(tx, id)?.ok_or_else(|| Problem::not_found("需求", "need"))?;
    if need.status != from {
        return Ok(());
    }
    store::set_status(tx, &need, to, call.now)?;
    let path = areas::path_of(tx, &need.area_code, "/area_code")?;
    journal::record(tx, call, Event::new(name, id).of_project(project).for_area(&path).with(json!({ "from": from, "to": to })))
}
