//! `GET /survey-links/{token}`: what a link asks, for whoever has it.

use actix_web::{get, web};
use serde::Serialize;

use super::link::{self, LinkKind, already_answered};
use super::model::Status;
use super::policy::unknown;
use super::questions::{Kind, Question};
use super::store::{self, Placed};
use crate::areas::{self, Area};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Problem, ProblemDocument, Reply, Result, Visitor};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SurveyForm {
    pub title_zh: String,
    pub title_en: Option<String>,
    /// To be agreed to before anything is answered.
    pub consent_zh: String,
    pub consent_en: Option<String>,
    pub questions: Vec<Question>,
    /// What area questions take; empty where there is none.
    pub places: Vec<SurveyPlace>,
}

/// A place that an area question takes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SurveyPlace {
    #[schema(example = "310107015")]
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
}

/// Read the survey behind a link
#[utoipa::path(operation_id = "surveys_form", tag = "community", params(("token" = String, Path)), responses(
    (status = 200, description = "What is asked", body = SurveyForm),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/survey-links/{token}")]
pub async fn handle(visitor: Visitor, token: web::Path<String>) -> Answer {
    let hash = link::hash(visitor.platform(), &token)?;
    let asked = visitor.read(move |conn| door(conn, &hash)?.asked()).await?;
    visitor.answer(Reply::ok(&SurveyForm::from(asked))?)
}

/// An open survey as somebody with a link meets it.
pub(super) struct Asked {
    pub found: Placed,
    pub questions: Vec<Question>,
    pub places: Vec<Area>,
}

/// What a link leads to now.
pub(super) enum Door {
    Open(Box<Asked>),
    /// Not yet, or no more.
    Shut(Status),
    Answered,
    Unknown,
}

impl Door {
    /// The open survey; 409 when it is not open or the link has answered, 404 when there is none.
    fn asked(self) -> Result<Asked> {
        match self {
            Door::Open(asked) => Ok(*asked),
            Door::Shut(status) => Err(status.refuses("answer")),
            Door::Answered => Err(already_answered()),
            Door::Unknown => Err(unknown()),
        }
    }
}

pub(super) fn door(conn: &mut Conn, hash: &str) -> Result<Door> {
    let link = match store::link_by_hash(conn, hash)? {
        None => return Ok(Door::Unknown),
        Some(link) => link,
    };
    match (link.spent, link.kind) {
        (true, LinkKind::Open) => return Ok(Door::Unknown),
        (true, LinkKind::Invitation) => return Ok(Door::Answered),
        (false, _) => {}
    }
    let found = store::placed(conn, &link.survey_id)?.ok_or_else(|| Problem::broken("a link without its survey"))?;
    if found.survey.status != Status::Open {
        return Ok(Door::Shut(found.survey.status));
    }
    let questions = found.survey.questions()?;
    let asks_for_a_place = questions.iter().any(|question| question.kind == Kind::Area);
    let places = if asks_for_a_place { areas::at_or_below(conn, &found.path)? } else { Vec::new() };
    Ok(Door::Open(Box::new(Asked { found, questions, places })))
}

impl From<Asked> for SurveyForm {
    fn from(asked: Asked) -> Self {
        let place = |area: Area| SurveyPlace { code: area.code, name_zh: area.name_zh, name_en: area.name_en };
        let survey = asked.found.survey;
        Self {
            title_zh: survey.title_zh,
            title_en: survey.title_en,
            consent_zh: survey.consent_zh,
            consent_en: survey.consent_en,
            questions: asked.questions,
            places: asked.places.into_iter().map(place).collect(),
        }
    }
}
