//! `GET /projects/{id}`.

use actix_web::{get, web};

use super::policy;
use super::view::{self, ProjectView};
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::ProjectId;

/// Read one project
#[utoipa::path(operation_id = "projects_get", tag = "purchasing", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "The project, as this caller may know it", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = policy::id_of(&id)?;
    cx.glance("projects_get", move |conn, call| {
        let (found, public_key) = policy::known_whole(conn, call, &id)?;
        let version = found.project.version;
        Ok(Reply::ok(&view::whole(conn, call, found, public_key)?)?.version(version))
    })
    .await
}
