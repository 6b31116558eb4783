//! `PUT /organizations/{id}/standing`: records how an organisation stands with those who rate it.

use actix_web::{put, web};
use serde_json::json;

use super::model::Standing;
use super::store::{self, StatementKind};
use crate::journal::{self, Event};
use crate::organizations::advance::find;
use crate::organizations::model::Move;
use crate::organizations::policy::Relation;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::OrganizationId;

/// Record grade, stars and annual inspection of an organisation
///
/// By the hub of its place, never about the organisation to which one belongs (R63).
#[utoipa::path(operation_id = "organizations_record_standing", tag = "registry", params(("id" = OrganizationId, Path)),
    request_body = Standing, responses(
        (status = 200, description = "What is recorded now", body = Standing),
        (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[put("/organizations/{id}/standing")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Standing>) -> Answer {
    cx.write("organizations_record_standing", body, move |tx, call, standing| record(tx, call, &id, standing)).await
}

fn record(tx: &mut Tx, call: &Call, id: &str, standing: &Standing) -> Result<Reply> {
    let profile = find(tx, id)?;
    let organization = profile.organization;
    Relation::of(&call.actor, &organization.id, &profile.area_path).allow(organization.status, Move::Verify)?;
    let (_, version) = store::find::<Standing>(tx, StatementKind::Standing, &organization.id)?;
    call.expect_version(version)?;
    standing.check()?;
    store::put(tx, StatementKind::Standing, &organization.id, version, standing, call.now)?;
    let facts = json!({
        "grade": standing.grade, "grade_until": standing.grade_until, "stars": standing.stars,
        "inspection": standing.inspection, "inspection_year": standing.inspection_year, "version": version + 1,
    });
    let event = Event::new("organization.standing_recorded", &organization.id).for_organization(&organization.id);
    journal::record(tx, call, event.for_area(&profile.area_path).with(facts))?;
    Ok(Reply::ok(standing)?.version(version + 1))
}
