//! Coding: free texts become needs. The need itself is made by `needs`, which stands below this slice.

use serde_json::json;

use super::policy::{self, Relation};
use super::questions::Kind;
use super::store::{self, Placed, Survey};
use crate::journal::{self, Event};
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Call, Check, Result};
use crate::platform::ids::{NeedId, SurveyAnswerId, SurveyId};

/// Texts that one coding may take together.
const MOST: usize = 500;

/// The texts of a survey that are coded together.
#[derive(Clone, Debug)]
pub struct Coded {
    pub survey: Survey,
    /// The path of its place.
    pub path: String,
    pub question: String,
    /// From 1.
    pub number: usize,
    pub answers: Vec<SurveyAnswerId>,
}

/// The chosen texts of a closed survey, for the hub that runs it; 422 names the question or the answers that are none.
pub fn for_coding(conn: &mut Conn, call: &Call, id: &SurveyId, question: &str, answers: &[SurveyAnswerId]) -> Result<Coded> {
    let Placed { survey, path } = policy::known(conn, &call.actor, id.as_str())?;
    Relation::of(&call.actor, &path).runs(survey.status)?;
    if !survey.status.has_results() {
        return Err(survey.status.refuses("code"));
    }
    let place = survey.questions()?.iter().position(|asked| asked.key == question && asked.kind == Kind::Text);
    let known = store::known_texts(conn, &survey.id, question, answers)?;
    let mut check = Check::new();
    check.that(place.is_some(), "/question", "unknown_question", "问卷中没有这道开放题。", "is no text question of this survey.");
    let (zh, en) = (format!("须选 1 到 {MOST} 份回答。"), format!("choose 1 to {MOST} answers."));
    check.that((1..=MOST).contains(&answers.len()), "/answer_ids", "wrong_number", zh, en);
    for (index, answer) in answers.iter().enumerate() {
        let pointer = format!("/answer_ids/{index}");
        check.that(known.contains(answer), &pointer, "unknown_answer", "不是此题的回答。", "is no answer to this question.");
        check.that(!answers[..index].contains(answer), &pointer, "duplicate", "选了两次。", "is chosen twice.");
    }
    check.finish()?;
    Ok(Coded { survey, path, question: question.to_owned(), number: place.unwrap_or_default() + 1, answers: answers.to_vec() })
}

/// Notes that these texts say this need.
pub fn code(tx: &mut Tx, call: &Call, coded: &Coded, need: &NeedId) -> Result<()> {
    for answer in &coded.answers {
        store::insert_coding(tx, answer, need)?;
    }
    let facts = json!({"question": coded.question, "answers": coded.answers.len(), "need_id": need});
    journal::record(tx, call, Event::new("survey.coded", &coded.survey.id).for_area(&coded.path).with(facts))
}
