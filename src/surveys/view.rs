//! What the outside sees of a survey.

use serde::Serialize;

use super::model::Status;
use super::policy::Relation;
use super::questions::Question;
use super::store::{self, Placed};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Reply, Result};
use crate::platform::ids::SurveyId;
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SurveyView {
    pub id: SurveyId,
    #[schema(example = "310107015")]
    pub area_code: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub consent_zh: String,
    pub consent_en: Option<String>,
    pub questions: Vec<Question>,
    pub status: Status,
    /// How many have answered.
    pub responses: i64,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// What you may do with it now.
    pub allowed_actions: Vec<&'static str>,
}

impl SurveyView {
    pub(super) fn of(Placed { survey, path }: Placed, responses: i64, actor: &Actor) -> Result<Self> {
        Ok(Self {
            allowed_actions: Relation::of(actor, &path).allowed_actions(survey.status),
            questions: survey.questions()?,
            id: survey.id,
            area_code: survey.area_code,
            title_zh: survey.title_zh,
            title_en: survey.title_en,
            consent_zh: survey.consent_zh,
            consent_en: survey.consent_en,
            status: survey.status,
            responses,
            opened_at: survey.opened_at,
            closed_at: survey.closed_at,
            published_at: survey.published_at,
            created_at: survey.created_at,
            updated_at: survey.updated_at,
        })
    }
}

/// The survey as an answer, with its version.
pub(super) fn reply(conn: &mut Conn, call: &Call, found: Placed) -> Result<Reply> {
    let version = found.survey.version;
    let count = responses(conn, &found)?;
    Ok(Reply::ok(&SurveyView::of(found, count, &call.actor)?)?.version(version))
}

pub(super) fn responses(conn: &mut Conn, found: &Placed) -> Result<i64> {
    let id = &found.survey.id;
    Ok(store::responses(conn, std::slice::from_ref(id))?.get(id).copied().unwrap_or_default())
}
