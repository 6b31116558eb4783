//! `PUT /organizations/{id}/supply`: says what an organisation offers and can take on.

use actix_web::{put, web};
use serde_json::json;

use super::model::Supply;
use super::store::{self, StatementKind};
use crate::journal::{self, Event};
use crate::organizations::advance::find;
use crate::organizations::policy::{Relation, not_yours, unknown};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::OrganizationId;

/// Say what an organisation offers and can take on
///
/// Replaces what was stated before; what is left out is not known any more. The matching weighs it from the next answer on.
#[utoipa::path(operation_id = "organizations_state_supply", tag = "registry", params(("id" = OrganizationId, Path)), request_body = Supply,
    responses(
        (status = 200, description = "What is stated now", body = Supply),
        (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[put("/organizations/{id}/supply")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Supply>) -> Answer {
    cx.write("organizations_state_supply", body, move |tx, call, supply| state(tx, call, &id, supply)).await
}

fn state(tx: &mut Tx, call: &Call, id: &str, supply: &Supply) -> Result<Reply> {
    let profile = find(tx, id)?;
    let organization = profile.organization;
    let relation = Relation::of(&call.actor, &organization.id, &profile.area_path);
    if !relation.may_see(organization.status) {
        return Err(unknown());
    }
    if !relation.may_edit() {
        return Err(not_yours());
    }
    let (_, version) = store::find::<Supply>(tx, StatementKind::Supply, &organization.id)?;
    call.expect_version(version)?;
    supply.check()?;
    let supply = supply.tidy();
    store::put(tx, StatementKind::Supply, &organization.id, version, &supply, call.now)?;
    let facts = json!({"services": supply.services.len(), "version": version + 1});
    let event = Event::new("organization.supply_stated", &organization.id).for_organization(&organization.id);
    journal::record(tx, call, event.for_area(&profile.area_path).with(facts))?;
    Ok(Reply::ok(&supply)?.version(version + 1))
}
