//! `GET /organizations/{id}`.

use actix_web::{get, web};

use super::policy::{Relation, unknown};
use super::store;
use super::view::OrganizationView;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::OrganizationId;

/// Read one organisation
#[utoipa::path(operation_id = "organizations_get", tag = "registry", params(("id" = String, Path)), responses(
    (status = 200, description = "The organisation", body = OrganizationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/organizations/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.glance("organizations_get", move |conn, call| {
        let (view, version) = view(conn, call, &id)?;
        Ok(Reply::ok(&view)?.version(version))
    })
    .await
}

/// The organisation as this caller may see it, with its version; 404 otherwise.
pub fn view(conn: &mut Conn, call: &Call, id: &str) -> Result<(OrganizationView, i64)> {
    let id = OrganizationId::parse(id).ok_or_else(unknown)?;
    let profile = store::profile(conn, &id)?.ok_or_else(unknown)?;
    let organization = &profile.organization;
    if !Relation::of(&call.actor, &organization.id, &profile.area_path).may_see(organization.status) {
        return Err(unknown());
    }
    let version = organization.version;
    Ok((OrganizationView::of(profile, &call.actor), version))
}
