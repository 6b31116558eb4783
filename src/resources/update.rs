//! `PATCH /resources/{id}`: changes what an offer says.

use actix_web::{patch, web};
use serde::Deserialize;
use serde_json::json;

use super::model::{Words, check_words};
use super::policy;
use super::store::{self, Placed};
use super::view::{self, ResourceView};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Patch, ProblemDocument, Result};
use crate::platform::ids::ResourceId;

/// What is not named stays as it is.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateResource {
    pub name_zh: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name_en: Patch<String>,
    pub description_zh: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<i32>)]
    pub seats: Patch<i32>,
}

/// Change what an offer says
#[utoipa::path(operation_id = "resources_update", tag = "matching", params(("id" = ResourceId, Path)), request_body = UpdateResource, responses(
    (status = 200, description = "The resource", body = ResourceView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[patch("/resources/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<UpdateResource>) -> Answer {
    cx.write("resources_update", body, move |tx, call, change| {
        let found = update(tx, call, &id, change)?;
        view::reply(tx, call, found)
    })
    .await
}

fn update(tx: &mut Tx, call: &Call, id: &str, change: &UpdateResource) -> Result<Placed> {
    let (mut found, relation) = policy::known(tx, &call.actor, id)?;
    relation.must_keep()?;
    let resource = &mut found.resource;
    call.expect_version(resource.version)?;
    if let Some(name) = &change.name_zh {
        resource.name_zh = name.trim().to_owned();
    }
    change.name_en.change(&mut resource.name_en);
    if let Some(description) = &change.description_zh {
        resource.description_zh = description.trim().to_owned();
    }
    change.seats.change(&mut resource.seats);
    let mut check = Check::new();
    let words = Words {
        name_zh: &resource.name_zh,
        name_en: resource.name_en.as_deref(),
        description_zh: &resource.description_zh,
        seats: resource.seats,
    };
    check_words(&mut check, &words);
    check.finish()?;
    store::save(tx, resource, call.now)?;
    let event = Event::new("resource.updated", &resource.id).for_organization(&resource.organization_id).for_area(&found.path);
    journal::record(tx, call, event.with(json!({"seats": found.resource.seats, "version": found.resource.version})))?;
    Ok(found)
}
