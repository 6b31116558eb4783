//! `/desk/questions`: questions about calls that wait for the caller's answer, and `/desk/questions/{id}`: one of them, and the answer.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::bids::CallFacts;
use super::session::{Desk, Hidden, PAGES};
use super::tasks;
use super::tasks_page::Line;
use super::typed;
use crate::areas;
use crate::bids;
use crate::clarifications::{self, AnswerQuestion, ClarificationView};
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Problem, Result};
use crate::platform::i18n::Text;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct AnswerForm {
    csrf: String,
    version: String,
    key: String,
    answer: String,
    answer_en: String,
    /// `yes` where the box is ticked.
    affects_bids: String,
    /// In Beijing, as a browser's field for a moment sends it: `2026-03-12T17:00`.
    deadline: String,
}

impl AnswerForm {
    fn command(&self) -> Result<AnswerQuestion> {
        Ok(AnswerQuestion {
            answer_zh: typed::lines(&self.answer),
            answer_en: Some(typed::lines(&self.answer_en)).filter(|text| !text.trim().is_empty()),
            affects_bids: self.affects_bids == "yes",
            deadline: typed::beijing("/deadline", &self.deadline)?,
        })
    }
}

#[derive(Serialize)]
struct WaitingPage {
    tasks: Vec<Line>,
}

#[derive(Serialize)]
struct Facts {
    call: CallFacts,
    question: ClarificationView,
    /// Whether the caller may say that an answer may affect bids: that is an amendment of the call, and the buyer's.
    amends: bool,
}

#[derive(Serialize)]
struct QuestionPage {
    #[serde(flatten)]
    facts: Facts,
    hidden: Hidden,
    typed: AnswerForm,
    problems: Vec<Text>,
}

#[get("/desk/questions")]
pub async fn list(desk: Desk) -> Result<HttpResponse> {
    let look = |conn: &mut Conn, call: &Call| {
        let waiting = tasks::questions(conn, call)?;
        Ok(waiting.into_iter().map(|task| Line::of(task, call.now)).collect())
    };
    let tasks = desk.look("clarifications_answer", look).await?;
    Ok(html::private_page(StatusCode::OK, PAGES.render("questions.html", &WaitingPage { tasks })?))
}

#[get("/desk/questions/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, AnswerForm::default(), None).await
}

#[post("/desk/questions/{id}")]
pub async fn answer(desk: Desk, id: web::Path<String>, form: web::Form<AnswerForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/questions/{id}"));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

async fn take(desk: &Desk, id: &str, form: &AnswerForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    clarifications::answer_question(cx, id, Body::of_form(form.command()?, &format!("{form:?}"))).await
}

async fn page(desk: &Desk, id: &str, typed: AnswerForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let facts = desk.look("clarifications_get", move |conn, call| facts(conn, call, &wanted)).await?;
    let page = QuestionPage {
        hidden: desk.hidden(facts.question.version),
        facts,
        typed,
        problems: problem.map(Problem::words).unwrap_or_default(),
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("question.html", &page)?))
}

fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<Facts> {
    let (question, project) = clarifications::view(conn, call, id)?;
    let path = areas::path_of(conn, &project.area_code, "/area_code")?;
    Ok(Facts { amends: bids::is_in_charge(&call.actor, &project, &path), call: CallFacts::of(conn, call, &project)?, question })
}
