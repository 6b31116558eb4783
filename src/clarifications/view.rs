//! What everybody sees of a question: never who asked.

use serde::Serialize;

use super::policy;
use super::store::Clarification;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{ClarificationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects::Project;
use crate::projects::amendments::{self, AmendmentView};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ClarificationView {
    pub id: ClarificationId,
    pub project_id: ProjectId,
    pub round: i32,
    /// From 1 in each round.
    pub number: i32,
    #[schema(example = "服务地点是否包括周末？")]
    pub question_zh: String,
    pub asked_at: Timestamp,
    /// When the answer is due.
    pub answer_by: Timestamp,
    pub answer_zh: Option<String>,
    pub answer_en: Option<String>,
    pub answered_at: Option<Timestamp>,
    /// What the answer changed; only where it may affect bids.
    pub amendment: Option<AmendmentView>,
    /// Whether the caller's organisation asked it. Others are not told here who did.
    pub is_own: bool,
    /// What the caller may do with it now.
    pub allowed_actions: Vec<&'static str>,
    pub version: i64,
}

impl ClarificationView {
    pub(super) fn of(conn: &mut Conn, call: &Call, row: Clarification, project: &Project) -> Result<Self> {
        let amendment = match &row.amendment_id {
            Some(id) => Some(amendments::find(conn, id)?.ok_or_else(|| Problem::broken(format!("no amendment {id}")))?.into()),
            None => None,
        };
        Ok(Self {
            allowed_actions: policy::actions(conn, call, &row, project)?,
            is_own: policy::is_own(&call.actor, &row),
            amendment,
            id: row.id,
            project_id: row.project_id,
            round: row.round,
            number: row.number,
            question_zh: row.question_zh,
            asked_at: row.asked_at,
            answer_by: row.answer_by,
            answer_zh: row.answer_zh,
            answer_en: row.answer_en,
            answered_at: row.answered_at,
            version: row.version,
        })
    }
}
