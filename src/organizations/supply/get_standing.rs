//! `GET /organizations/{id}/standing`.

use actix_web::{get, web};

use super::model::Standing;
use super::store::{self, StatementKind};
use crate::organizations::policy::{Relation, unknown};
use crate::organizations::store::profile;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::OrganizationId;

/// Read how an organisation stands
///
/// Grade, stars and annual inspection are as public as the organisation.
#[utoipa::path(operation_id = "organizations_standing", tag = "registry", params(("id" = OrganizationId, Path)), responses(
    (status = 200, description = "What is recorded; `ETag` \"0\" where nothing is", body = Standing),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/organizations/{id}/standing")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("organizations_standing", move |conn, call| {
        let id = OrganizationId::parse(&id).ok_or_else(unknown)?;
        let profile = profile(conn, &id)?.ok_or_else(unknown)?;
        if !Relation::of(&call.actor, &id, &profile.area_path).may_see(profile.organization.status) {
            return Err(unknown());
        }
        let (standing, version) = store::find::<Standing>(conn, StatementKind::Standing, &id)?;
        Ok(Reply::ok(&standing)?.version(version))
    })
    .await
}
