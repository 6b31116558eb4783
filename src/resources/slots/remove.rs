//! `DELETE /resources/{id}/slots/{slot}`: takes a time back that nobody holds.

use actix_web::{delete, web};
use serde_json::json;

use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{ResourceId, ResourceSlotId};
use crate::resources::{policy, store};

/// Take a time back at which a resource could be had
///
/// Refused while somebody holds it: decline or cancel the reservation first, so that its asker is told.
#[utoipa::path(operation_id = "resources_remove_slot", tag = "matching",
    params(("id" = ResourceId, Path), ("slot" = ResourceSlotId, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[delete("/resources/{id}/slots/{slot}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<Empty>) -> Answer {
    cx.write("resources_remove_slot", body, move |tx, call, _| remove(tx, call, &path.0, &path.1)).await
}

fn remove(tx: &mut Tx, call: &Call, id: &str, slot: &str) -> Result<Reply> {
    let (mut found, relation) = policy::known(tx, &call.actor, id)?;
    relation.must_keep()?;
    let unknown = || Problem::not_found("时段", "time");
    let resource = &mut found.resource;
    let slot = store::slot(tx, &resource.id, &ResourceSlotId::parse(slot).ok_or_else(unknown)?)?;
    let slot = slot.filter(|slot| slot.closed_at.is_none()).ok_or_else(unknown)?;
    call.expect_version(resource.version)?;
    if !store::close_slot(tx, &slot.id, call.now)? {
        return Err(Problem::conflict(
            "resources/reserved",
            "该时段有人正在占用，不能收回；请先谢绝或取消预约，或下架整项资源。",
            "Somebody holds this time: decline or cancel the reservation first, or withdraw the whole offer.",
        ));
    }
    store::save(tx, resource, call.now)?;
    let event = Event::new("resource.slot_removed", &resource.id).for_organization(&resource.organization_id).for_area(&found.path);
    journal::record(tx, call, event.with(json!({"slot_id": slot.id})))?;
    Ok(Reply::no_content().version(found.resource.version))
}
