//! `POST /resources/{id}/withdraw` and `/offer`: an offer is taken back, and made again. What was reserved stands.

use actix_web::{post, web};
use serde_json::json;

use super::model::Status;
use super::policy;
use super::store;
use super::view::{self, ResourceView};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, ProblemDocument, Reply, Result};
use crate::platform::ids::ResourceId;

/// Take an offer back: nobody new may reserve it, and what was reserved stands
#[utoipa::path(operation_id = "resources_withdraw", tag = "matching", params(("id" = ResourceId, Path)), request_body = Empty, responses(
    (status = 200, description = "The resource", body = ResourceView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resources/{id}/withdraw")]
pub async fn withdraw(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("resources_withdraw", body, move |tx, call, _| {
        move_to(tx, call, &id, (Status::Offered, Status::Withdrawn), "withdraw", "resource.withdrawn")
    })
    .await
}

/// Offer again what was withdrawn
#[utoipa::path(operation_id = "resources_offer", tag = "matching", params(("id" = ResourceId, Path)), request_body = Empty, responses(
    (status = 200, description = "The resource", body = ResourceView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resources/{id}/offer")]
pub async fn offer(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("resources_offer", body, move |tx, call, _| {
        move_to(tx, call, &id, (Status::Withdrawn, Status::Offered), "offer", "resource.offered_again")
    })
    .await
}

fn move_to(tx: &mut Tx, call: &Call, id: &str, (from, to): (Status, Status), verb: &str, event: &'static str) -> Result<Reply> {
    let (mut found, relation) = policy::known(tx, &call.actor, id)?;
    relation.must_keep()?;
    let resource = &mut found.resource;
    if resource.status != from {
        return Err(resource.status.refuses(verb));
    }
    call.expect_version(resource.version)?;
    resource.status = to;
    store::save(tx, resource, call.now)?;
    let event = Event::new(event, &resource.id).for_organization(&resource.organization_id).for_area(&found.path);
    journal::record(tx, call, event.with(json!({"from": from, "to": to})))?;
    view::reply(tx, call, found)
}
