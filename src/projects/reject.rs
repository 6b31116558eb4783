//! `POST /projects/{id}/reject`: ends the project before it was published.

use actix_web::{post, web};

use super::model::{Decision, Move};
use super::reason::Reason;
use super::view::{self, ProjectView};
use super::{decide, policy};
use crate::platform::http::{Answer, Body, Cx, ProblemDocument, Reply};
use crate::platform::ids::ProjectId;

/// Reject a project
#[utoipa::path(operation_id = "projects_reject", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = Reason, responses(
    (status = 200, description = "The project", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/reject")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Reason>) -> Answer {
    let id = policy::id_of(&id)?;
    cx.write("projects_reject", body, move |tx, call, command| {
        let found = decide::refuse(tx, call, &id, Move::Reject, Decision::Rejected, command.given()?)?;
        let version = found.project.version;
        Ok(Reply::ok(&view::for_caller(tx, call, found)?)?.version(version))
    })
    .await
}
