//! `POST /resources`: an organisation offers what it can lend.

use actix_web::post;
use serde::Deserialize;
use serde_json::json;

use super::model::{Kind, Status, Words, check_words};
use super::policy;
use super::slots::add::{NewSlot, check_slots};
use super::store::{self, Placed, Resource};
use super::view::{self, ResourceView};
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{OrganizationId, ResourceId};

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferResource {
    /// Who offers it: your own organisation, or, for the hub, one of its place.
    pub organization_id: OrganizationId,
    pub kind: Kind,
    #[schema(example = "社区活动中心二楼大厅")]
    pub name_zh: String,
    pub name_en: Option<String>,
    /// What it is, what is there, what to mind. No person is named.
    #[schema(example = "可作讲座、排练；有投影和音响，无障碍电梯。")]
    pub description_zh: String,
    /// Where it is; the home of the organisation unless told.
    #[schema(example = "310107015")]
    pub area_code: Option<String>,
    /// How many people it serves at once.
    #[schema(example = 80)]
    pub seats: Option<i32>,
    /// When it can be had.
    #[serde(default)]
    pub slots: Vec<NewSlot>,
}

/// Offer a resource
///
/// A venue, equipment, or people who give their time, with the times at which it can be had. For members of a verified organisation, and
/// for the hub of its place in its name.
#[utoipa::path(operation_id = "resources_create", tag = "matching", request_body = OfferResource, responses(
    (status = 201, description = "The resource", body = ResourceView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resources")]
pub async fn handle(cx: Cx, body: Body<OfferResource>) -> Answer {
    let id = ResourceId::new();
    cx.write("resources_create", body, move |tx, call, command| {
        let found = create(tx, call, id.clone(), command)?;
        let view = view::of(tx, call, found)?;
        Ok(Reply::created(format!("/api/v1/resources/{id}"), &view)?.version(1))
    })
    .await
}

fn create(tx: &mut Tx, call: &Call, id: ResourceId, command: &OfferResource) -> Result<Placed> {
    let author = call.actor.user_id().ok_or_else(|| Problem::broken("a resource is offered by a person"))?;
    let provider = policy::provider(tx, &call.actor, &command.organization_id, "/organization_id")?;
    let area_code = command.area_code.clone().unwrap_or_else(|| provider.organization.area_code.clone());
    let path = areas::path_of(tx, &area_code, "/area_code")?;
    let mut check = Check::new();
    let words = Words {
        name_zh: &command.name_zh,
        name_en: command.name_en.as_deref(),
        description_zh: &command.description_zh,
        seats: command.seats,
    };
    check_words(&mut check, &words);
    check_slots(&mut check, &command.slots, &[], call.now);
    check.finish()?;
    let resource = Resource {
        id,
        organization_id: command.organization_id.clone(),
        area_code,
        kind: command.kind,
        name_zh: command.name_zh.trim().to_owned(),
        name_en: command.name_en.as_deref().map(|name| name.trim().to_owned()),
        description_zh: command.description_zh.trim().to_owned(),
        seats: command.seats,
        status: Status::Offered,
        created_by: author.clone(),
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    };
    store::insert(tx, &resource)?;
    let slots: Vec<_> = command.slots.iter().map(|slot| slot.of(&resource.id)).collect();
    store::insert_slots(tx, &slots)?;
    let event = Event::new("resource.offered", &resource.id).for_organization(&resource.organization_id).for_area(&path);
    journal::record(tx, call, event.with(json!({"kind": resource.kind, "seats": resource.seats, "slots": slots.len()})))?;
    Ok(Placed { resource, path })
}
