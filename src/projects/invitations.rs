//! `GET /projects/{id}/invitations`: who was invited to bid, and why. Scores decide nothing: panel and approvers do not see them.

use actix_web::{get, web};
use serde::Serialize;

use super::policy;
use super::store::{self, Invited, Placed};
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvitedView {
    pub organization_id: OrganizationId,
    pub name_zh: String,
    pub name_en: Option<String>,
    /// Of 10,000.
    #[schema(example = 87)]
    pub score: i32,
    /// Version of the table of weights.
    pub weights: String,
    /// Why it was invited, criterion by criterion.
    #[schema(value_type = Vec<Object>)]
    pub reasons: serde_json::Value,
    pub created_at: Timestamp,
}

/// List the invited organisations
#[utoipa::path(operation_id = "projects_invitations", tag = "purchasing", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "All of them, the best match first", body = Page<InvitedView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/invitations")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = policy::id_of(&id)?;
    cx.read("projects_invitations", move |conn, call| Reply::ok(&Page { items: invited(conn, call, &id)?, next_cursor: None })).await
}

/// Who was invited, the best match first; for who runs the purchase, and auditors.
pub fn invited(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<Vec<InvitedView>> {
    let found = policy::known(conn, call, id)?;
    must_run_the_purchase(&call.actor, &found)?;
    policy::must_not_decide(conn, &call.actor, &found.project.id, &found.path)?;
    store::invited(conn, id)?.into_iter().map(view).collect()
}

fn must_run_the_purchase(actor: &Actor, found: &Placed) -> Result<()> {
    if actor.has_any(&[Role::Auditor]) || actor.reaches(&[Role::HubOperator, Role::StreetOfficer], &found.path) {
        return Ok(());
    }
    Err(Problem::forbidden("projects/out_of_reach", "您的角色不覆盖这个区域。", "Your role does not reach this area."))
}

fn view(invited: Invited) -> Result<InvitedView> {
    Ok(InvitedView {
        organization_id: invited.organization_id,
        name_zh: invited.name_zh,
        name_en: invited.name_en,
        score: invited.score,
        weights: invited.weights,
        reasons: invited.reasons.parse()?,
        created_at: invited.created_at,
    })
}
