//! `GET /organizations/{id}/supply`.

use actix_web::{get, web};

use super::model::Supply;
use super::store::{self, StatementKind};
use crate::organizations::policy::{Relation, not_yours, unknown};
use crate::organizations::store::profile;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::OrganizationId;

/// Read what an organisation offers and can take on
///
/// For its own people and programs, the hub of its place, and auditors: its limits are no business of its competitors.
#[utoipa::path(operation_id = "organizations_supply", tag = "registry", params(("id" = OrganizationId, Path)), responses(
    (status = 200, description = "What is stated; `ETag` \"0\" where nothing is", body = Supply),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/organizations/{id}/supply")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("organizations_supply", move |conn, call| {
        let id = OrganizationId::parse(&id).ok_or_else(unknown)?;
        let profile = profile(conn, &id)?.ok_or_else(unknown)?;
        let relation = Relation::of(&call.actor, &id, &profile.area_path);
        if !relation.may_see(profile.organization.status) {
            return Err(unknown());
        }
        if !relation.may_see_contacts() && !relation.auditor {
            return Err(not_yours());
        }
        let (supply, version) = store::find::<Supply>(conn, StatementKind::Supply, &id)?;
        Ok(Reply::ok(&supply)?.version(version))
    })
    .await
}
