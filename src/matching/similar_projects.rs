//! `GET /projects/{id}/similar`: more like this.

use actix_web::{get, web};

use super::engine::Found;
use super::index::Index;
use super::policy;
use super::query::MatchQuery;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::projects;

/// So many are looked at for those that the reader may see.
const LOOKED_AT: usize = 200;

/// Find projects that resemble one
///
/// Open or not, in your own places; of other places those that were published.
#[utoipa::path(operation_id = "matching_similar_projects", tag = "matching", params(("id" = ProjectId, Path), MatchQuery), responses(
    (status = 200, description = "The most alike first, each with its reasons", body = Found),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[get("/projects/{id}/similar")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<MatchQuery>) -> Answer {
    cx.read("matching_similar_projects", move |conn, call| {
        let unknown = || Problem::not_found("项目", "project");
        let project = projects::find(conn, &ProjectId::parse(&id).ok_or_else(unknown)?)?.ok_or_else(unknown)?;
        policy::may_see_project(conn, &call.actor, &project)?;
        let most = query.most()?;
        let found = Index::of(&call.platform).ask(conn, call.now, |engine| engine.similar_projects(project.id.as_str(), LOOKED_AT))?;
        let mut found = found.ok_or_else(unknown)?;
        let mut seen = Vec::new();
        for item in std::mem::take(&mut found.items) {
            if seen.len() < most && may_see(conn, &call.actor, &item.id)? {
                seen.push(item);
            }
        }
        found.candidates = seen.len();
        found.items = seen;
        Reply::ok(&found)
    })
    .await
}

fn may_see(conn: &mut Conn, actor: &Actor, id: &str) -> Result<bool> {
    let Some(id) = ProjectId::parse(id) else { return Ok(false) };
    let Some(project) = projects::find(conn, &id)? else { return Ok(false) };
    Ok(project.is_published() || policy::may_see_project(conn, actor, &project).is_ok())
}
