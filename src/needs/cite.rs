//! What projects do to needs, and the one way in which a need changes its status.

use serde_json::{Value, json};

use super::model::{Move, Status};
use super::policy::{Relation, unknown};
use super::store::{self, Need};
use super::view::NeedView;
use crate::areas;
use crate::journal::{self, Event};
use crate::organizations::taxonomy::taxonomy;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Problem, Reply, Result};
use crate::platform::ids::{NeedId, ProjectId};

/// A project takes these needs up: verified ones become planned. One that is planned stays so (several projects may serve
/// one need); any other refuses with 409, an unknown one with 422.
pub fn cite(tx: &mut Tx, call: &Call, needs: &[NeedId], project: &ProjectId) -> Result<()> {
    for (index, id) in needs.iter().enumerate() {
        let mut need = store::find(tx, id)?
            .ok_or_else(|| Problem::field(format!("/need_ids/{index}"), "unknown_need", "没有这项需求。", "is no need."))?;
        if need.status != Status::Planned {
            advance(tx, call, &mut need, Move::Plan, None, Some(project))?;
        }
    }
    Ok(())
}

/// A project ended without result: planned needs are verified again, others stay what they are. The caller names those
/// that no other living project cites.
pub fn release(tx: &mut Tx, call: &Call, needs: &[NeedId], project: &ProjectId) -> Result<()> {
    for mut need in store::find_many(tx, needs)? {
        if need.status.after(Move::Release).is_some() {
            advance(tx, call, &mut need, Move::Release, None, Some(project))?;
        }
    }
    Ok(())
}

/// Takes one step of the lifecycle: checked, saved over the version that was read, recorded.
fn advance(tx: &mut Tx, call: &Call, need: &mut Need, step: Move, reason: Option<&str>, project: Option<&ProjectId>) -> Result<()> {
    let before = need.status;
    need.status = before.try_after(step)?;
    need.status_reason = reason.map(|reason| reason.trim().to_owned());
    store::save(tx, need, call.now)?;
    let path = areas::path_of(tx, &need.area_code, "/area_code")?;
    let facts: Value = json!({"from": before, "to": need.status, "field": need.field});
    let mut event = Event::new(step.event(), &need.id).for_area(&path).with(facts);
    if let Some(project) = project {
        event = event.of_project(project);
    }
    if need.status.is_public() && project.is_none() {
        event = event.public();
    }
    journal::record(tx, call, event)
}

/// What the hub says with a decision.
#[derive(Clone, Copy, Default)]
pub(super) struct Said<'s> {
    pub reason: Option<&'s str>,
    /// The right service field, where another one was reported.
    pub field: Option<&'s str>,
}

/// A decision of the hub, about the version that it read.
pub(super) fn decide(tx: &mut Tx, call: &Call, id: &str, step: Move, said: Said) -> Result<Reply> {
    let id = NeedId::parse(id).ok_or_else(unknown)?;
    let mut need = store::find(tx, &id)?.ok_or_else(unknown)?;
    let path = areas::path_of(tx, &need.area_code, "/area_code")?;
    Relation::of(&call.actor, &need.reported_by, &path).decides(need.status)?;
    call.expect_version(need.version)?;
    if let Some(field) = said.field {
        correct(&mut need, field)?;
    }
    advance(tx, call, &mut need, step, said.reason, None)?;
    let version = need.version;
    Ok(Reply::ok(&NeedView::of(need, &path, &call.actor)?)?.version(version))
}

fn correct(need: &mut Need, field: &str) -> Result<()> {
    let known = taxonomy().field(field).ok_or_else(|| {
        Problem::field("/field", "unknown_field", "没有这个服务领域，见 /service-fields。", "is no service field; see /service-fields.")
    })?;
    (need.field, need.category) = (known.slug.clone(), known.category);
    Ok(())
}
