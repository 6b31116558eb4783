//! `POST /projects/{id}/new-round`: a failed purchase begins anew, as a draft that keeps its history.

use actix_web::{post, web};
use serde_json::json;

use super::advance::advance;
use super::model::Move;
use super::policy;
use super::store::{self, Placed};
use super::view::{self, ProjectView};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;

/// Begin a new round of a failed project
#[utoipa::path(operation_id = "projects_new_round", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = Empty, responses(
    (status = 200, description = "A draft again, with its next round", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/new-round")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    begin_round(cx, &id, body).await
}

/// For the pages too.
pub async fn begin_round(cx: Cx, id: &str, body: Body<Empty>) -> Answer {
    let id = policy::id_of(id)?;
    cx.write("projects_new_round", body, move |tx, call, _| {
        let begun = new_round(tx, call, &id)?;
        let version = begun.project.version;
        Ok(Reply::ok(&view::for_caller(tx, call, begun)?)?.version(version))
    })
    .await
}

/// The moments, rules and counts of the round before live on in the journal; approvals stay, and count for nothing.
fn new_round(tx: &mut Tx, call: &Call, id: &ProjectId) -> Result<Placed> {
    let mut found = policy::held(tx, call, id)?;
    let (editor, _) = policy::drafter(&call.actor, &found.path)?;
    call.expect_version(found.project.version)?;
    let project = &mut found.project;
    project.status.try_after(Move::NewRound)?;
    project.round = project.round.checked_add(1).ok_or_else(|| Problem::broken("too many rounds"))?;
    project.rule_set_version = None;
    project.rule_set = None;
    project.deadline = None;
    project.submitted_at = None;
    project.approved_at = None;
    project.published_at = None;
    project.closed_at = None;
    project.opened_at = None;
    project.counts = None;
    project.next_check_at = None;
    advance(tx, call, project, Move::NewRound, None, json!({ "round": project.round }))?;
    store::add_editor(tx, id, &editor)?;
    Ok(found)
}
