//! `POST /clarifications/{id}/answer`: the answer goes to everybody at once.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::policy;
use super::store::{self, Clarification};
use super::view::ClarificationView;
use crate::areas;
use crate::bids;
use crate::journal::{self, Event};
use crate::platform::db::{Tx, lock::Strength};
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ClarificationId;
use crate::platform::privacy::names_nobody;
use crate::platform::time::Timestamp;
use crate::projects::amendments::{self, Correction};
use crate::projects::{self, Project};

/// Longest answer, in characters.
const MOST: usize = 2_000;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerQuestion {
    #[schema(example = "包括，周六上午。")]
    pub answer_zh: String,
    pub answer_en: Option<String>,
    /// Whether it may change what is offered. Then it is an amendment of the call, given by the buyer, and a deadline that is too near
    /// moves by itself (R29).
    pub affects_bids: bool,
    /// A later deadline; only with an answer that may affect bids.
    pub deadline: Option<Timestamp>,
}

/// Answer a question about a call
#[utoipa::path(operation_id = "clarifications_answer", tag = "purchasing", params(("id" = ClarificationId, Path)), request_body = AnswerQuestion, responses(
    (status = 200, description = "The question with its answer", body = ClarificationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/clarifications/{id}/answer")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<AnswerQuestion>) -> Answer {
    answer_question(cx, &id, body).await
}

/// For the pages too.
pub async fn answer_question(cx: Cx, id: &str, body: Body<AnswerQuestion>) -> Answer {
    let id = id.to_owned();
    cx.write("clarifications_answer", body, move |tx, call, command| {
        let (row, project) = answer(tx, call, &id, command)?;
        let version = row.version;
        Ok(Reply::ok(&ClarificationView::of(tx, call, row, &project)?)?.version(version))
    })
    .await
}

fn answer(tx: &mut Tx, call: &Call, id: &str, command: &AnswerQuestion) -> Result<(Clarification, Project)> {
    let (row, _) = policy::found(tx, id)?;
    // The project is held first, as everywhere; then both are read as they are now.
    let mut project = projects::locked(tx, &row.project_id, Strength::Alone)?;
    let (mut row, _) = policy::found(tx, id)?;
    let path = areas::path_of(tx, &project.area_code, "/area_code")?;
    let user = policy::may_answer(&call.actor, &project, &path, command.affects_bids)?;
    call.expect_version(row.version)?;
    if row.answered_at.is_some() {
        return Err(Problem::conflict(
            "clarifications/answered",
            "这个问题已经答复；需要更改时请发布更正。",
            "It is answered already: amend the call if something has to change.",
        ));
    }
    if row.round != project.round {
        return Err(Problem::wrong_state("clarifications/earlier_round", project.status.as_str(), "answer", &[]));
    }
    bids::window(project.status, project.deadline, call.now)?;
    check(command)?;
    if command.affects_bids {
        let text = format!("答复第 {} 个提问：{}", row.number, command.answer_zh.trim());
        let text_en = command.answer_en.as_deref().map(|answer| format!("Answer to question {}: {}", row.number, answer.trim()));
        let correction = Correction {
            text_zh: &text,
            text_en: text_en.as_deref(),
            affects_bids: true,
            deadline: command.deadline,
            by: user.clone(),
            clarification: Some(&row.id),
        };
        row.amendment_id = Some(amendments::amend(tx, call, &mut project, correction)?.id);
    }
    row.answer_zh = Some(command.answer_zh.trim().to_owned());
    row.answer_en = command.answer_en.as_deref().map(|answer| answer.trim().to_owned()).filter(|answer| !answer.is_empty());
    row.answered_by = Some(user);
    row.answered_at = Some(call.now);
    store::save(tx, &mut row)?;
    let facts = json!({
        "clarification": row.number, "number": project.number, "round": row.round, "affects_bids": command.affects_bids,
        "amendment_id": row.amendment_id, "deadline": project.deadline, "in_time": call.now <= row.answer_by,
    });
    journal::record(tx, call, Event::new("clarification.answered", &row.id).of_project(&project.id).for_area(&path).public().with(facts))?;
    Ok((row, project))
}

/// An answer is published for good: it names nobody.
fn check(command: &AnswerQuestion) -> Result<()> {
    let mut check = Check::new();
    check.text("/answer_zh", &command.answer_zh, MOST - 100);
    names_nobody(&mut check, "/answer_zh", &command.answer_zh);
    let answer_en = command.answer_en.as_deref().unwrap_or_default();
    check.at_most("/answer_en", answer_en, MOST - 100);
    names_nobody(&mut check, "/answer_en", answer_en);
    check.that(
        command.deadline.is_none() || command.affects_bids,
        "/deadline",
        "not_affected",
        "只有可能影响投标的答复才能推迟截止时间。",
        "only an answer that may affect bids moves the deadline.",
    );
    check.finish()
}
