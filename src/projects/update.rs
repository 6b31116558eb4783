//! `PATCH /projects/{id}`: changes a draft, or what was returned.

use actix_web::{patch, web};
use serde_json::json;

use super::draft::{Draft, Drafted};
use super::policy;
use super::store::{self, Placed};
use super::view::{self, ProjectView};
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;

/// Change a draft
#[utoipa::path(operation_id = "projects_update", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = Draft, responses(
    (status = 200, description = "The draft", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[patch("/projects/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Draft>) -> Answer {
    update_project(cx, &id, body).await
}

/// For the pages too.
pub async fn update_project(cx: Cx, id: &str, body: Body<Draft>) -> Answer {
    let id = policy::id_of(id)?;
    cx.write("projects_update", body, move |tx, call, draft| {
        let changed = update(tx, call, &id, draft)?;
        let version = changed.project.version;
        Ok(Reply::ok(&view::for_caller(tx, call, changed)?)?.version(version))
    })
    .await
}

/// Whoever changes it becomes one of its editors, and approves it no more (R63).
fn update(tx: &mut Tx, call: &Call, id: &ProjectId, draft: &Draft) -> Result<Placed> {
    let found = policy::held(tx, call, id)?;
    let (editor, _) = policy::drafter(&call.actor, &found.path)?;
    call.expect_version(found.project.version)?;
    must_be_editable(&found)?;
    let drafted = draft.apply(found.project)?;
    draft.must_be_sound(tx, call, &drafted)?;
    let path = areas::path_of(tx, &drafted.project.area_code, "/area_code")?;
    policy::drafter(&call.actor, &path)?;
    let Drafted { mut project, content } = drafted;
    store::save(tx, &mut project, call.now)?;
    store::set_needs(tx, id, &content.need_ids)?;
    store::add_editor(tx, id, &editor)?;
    journal::record(tx, call, Event::new("project.revised", id).of_project(id).with(json!({ "number": project.number })))?;
    Ok(Placed { project, path })
}

/// S27: instrument, criteria and everything else stand still from submission on.
fn must_be_editable(found: &Placed) -> Result<()> {
    let status = found.project.status;
    if status.is_editable() {
        return Ok(());
    }
    let allowed: Vec<_> = status.moves().iter().map(super::Move::as_str).collect();
    Err(Problem::wrong_state("projects/wrong_status", status.as_str(), "update", &allowed))
}
