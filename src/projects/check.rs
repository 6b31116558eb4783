//! `GET /projects/{id}/check`: what a draft still lacks, before it is submitted.

use actix_web::{get, web};
use serde::Serialize;

use super::policy;
use super::submit;
use super::warnings::WarningView;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;

/// What submission would say now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProjectCheck {
    /// Whether nothing is missing.
    pub is_complete: bool,
    /// Everything that must change before submission, by its field.
    pub missing: Vec<MissingView>,
    /// What the approvers will be warned of; blocks nothing (R25).
    pub warnings: Vec<WarningView>,
}

/// A field that must change.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MissingView {
    #[schema(example = "/budget_line_id")]
    pub pointer: String,
    #[schema(example = "required")]
    pub code: &'static str,
    /// In the caller's language.
    pub detail: String,
}

/// Check a draft before submitting it
///
/// The same rules as the submission's, with nothing changed.
#[utoipa::path(operation_id = "projects_check", tag = "purchasing", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "What is missing, all at once", body = ProjectCheck),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/check")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = policy::id_of(&id)?;
    cx.read("projects_check", move |conn, call| Reply::ok(&check(conn, call, &id)?)).await
}

fn check(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<ProjectCheck> {
    let found = policy::known(conn, call, id)?;
    policy::drafter(&call.actor, &found.path)?;
    let (missing, warnings) = submit::judged(conn, call, &found.project)?;
    let is_complete = missing.is_empty();
    let missing = missing.into_iter().map(|error| MissingView {
        detail: error.detail.in_language(call.language).to_owned(),
        pointer: error.pointer,
        code: error.code,
    });
    Ok(ProjectCheck {
        is_complete,
        missing: missing.collect(),
        warnings: warnings.iter().map(|warning| warning.view(call.language)).collect(),
    })
}
