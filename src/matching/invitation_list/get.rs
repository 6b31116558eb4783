//! `GET /projects/{id}/invitation-list`.

use actix_web::{get, web};

use super::view::InvitationListView;
use crate::matching::index::Index;
use crate::matching::policy;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::projects::{self, Project};

/// Read the list of organisations to invite
///
/// As it would go out now. What went out is at `/projects/{id}/invitations`.
#[utoipa::path(operation_id = "matching_invitation_list", tag = "matching", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "Who is invited when the call is published", body = InvitationListView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/invitation-list")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("matching_invitation_list", move |conn, call| Reply::ok(&list(conn, call, &id)?.1)).await
}

/// The list as it would go out now, with its project; for who runs the purchase, and auditors.
pub fn list(conn: &mut Conn, call: &Call, id: &str) -> Result<(Project, InvitationListView)> {
    let unknown = || Problem::not_found("项目", "project");
    let project = projects::find(conn, &ProjectId::parse(id).ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    let path = policy::may_see_project(conn, &call.actor, &project)?;
    let index = Index::of(&call.platform);
    let list = InvitationListView::of(conn, &project, &path, call.now, |conn, rank| index.ask(conn, call.now, rank))?;
    Ok((project, list))
}
