//! `POST /projects/{id}/cancel`: the need is gone, or something was irregular; or a round failed and there will be no other (R32).

use actix_web::{post, web};
use serde_json::json;

use super::advance::advance;
use super::commitments::{release_budget, release_needs};
use super::model::Move;
use super::policy;
use super::reason::Reason;
use super::store::Placed;
use super::view::{self, ProjectView};
use crate::platform::actor::Role;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::platform::jobs;

/// Cancel an approved, published or failed project
#[utoipa::path(operation_id = "projects_cancel", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = Reason, responses(
    (status = 200, description = "Cancelled", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/cancel")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Reason>) -> Answer {
    cancel_project(cx, &id, body).await
}

/// For the pages too.
pub async fn cancel_project(cx: Cx, id: &str, body: Body<Reason>) -> Answer {
    let id = policy::id_of(id)?;
    cx.write("projects_cancel", body, move |tx, call, command| {
        let cancelled = cancel(tx, call, &id, command.given()?)?;
        let version = cancelled.project.version;
        Ok(Reply::ok(&view::for_caller(tx, call, cancelled)?)?.version(version))
    })
    .await
}

/// Budget and needs are free again, those of a failed round already; bids that were not opened stay sealed.
fn cancel(tx: &mut Tx, call: &Call, id: &ProjectId, reason: &str) -> Result<Placed> {
    let mut found = policy::held(tx, call, id)?;
    policy::buyers_own(&call.actor, Role::StreetOfficer, &found)?;
    call.expect_version(found.project.version)?;
    let project = &mut found.project;
    advance(tx, call, project, Move::Cancel, Some(reason), json!({ "budget_fen": project.budget_fen, "round": project.round }))?;
    release_budget(tx, call, project)?;
    release_needs(tx, call, project)?;
    if project.is_published() {
        jobs::soon(tx, "bids.leave_sealed", id.as_str())?;
    }
    Ok(found)
}
