//! The facts of a question about a call and of an amendment.

use super::{AmendmentFacts, QuestionFacts};
use crate::clarifications::{self, Clarification};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{AmendmentId, ClarificationId};
use crate::projects::amendments;

pub fn find(conn: &mut Conn, id: &str) -> Result<Clarification> {
    let row = ClarificationId::parse(id).map(|id| clarifications::find(conn, &id)).transpose()?.flatten();
    row.ok_or_else(|| Problem::broken(format!("no question {id}")))
}

pub fn question(row: &Clarification, home: &str) -> QuestionFacts {
    QuestionFacts {
        number: row.number,
        question: row.question_zh.clone(),
        answer_by: row.answer_by.shanghai(),
        answer: row.answer_zh.as_ref().map(|zh| Text::new(zh, row.answer_en.as_ref().unwrap_or(zh))),
        link: format!("{home}/desk/questions/{}", row.id),
    }
}

pub fn amendment(conn: &mut Conn, id: Option<&AmendmentId>) -> Result<Option<AmendmentFacts>> {
    let Some(id) = id else { return Ok(None) };
    let row = amendments::find(conn, id)?.ok_or_else(|| Problem::broken(format!("no amendment {id}")))?;
    Ok(Some(AmendmentFacts {
        number: row.number,
        text: Text::new(&row.text_zh, row.text_en.as_ref().unwrap_or(&row.text_zh)),
        affects_bids: row.affects_bids,
        moved: row.moved_the_deadline(),
        deadline_before: row.deadline_before.shanghai(),
        deadline_after: row.deadline_after.shanghai(),
    }))
}
