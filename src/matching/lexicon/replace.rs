//! `PUT /matching/lexicon`: a new edition of the words.

use actix_web::put;
use serde::Deserialize;
use serde_json::json;

use super::get::LexiconView;
use super::store::{self, Edition};
use super::words::Words;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::privacy::names_nobody;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditLexicon {
    /// All of them: what is left out is forgotten. To add a word, read the lexicon, add it, and send the whole back.
    pub words: Words,
    /// Why.
    #[schema(example = "居民常用“饭搭子”指助餐伙伴。")]
    pub reason_zh: String,
}

/// Edit the words by which the matching knows what is meant
///
/// The whole lexicon as a new edition; earlier ones are kept, and one is taken back by sending the words of an
/// earlier one, with the `ETag` of the one in force in `If-Match`. With the next
/// question each instance reads its texts anew with these words; meanwhile it answers 503 with `Retry-After`.
#[utoipa::path(operation_id = "matching_edit_lexicon", tag = "matching", request_body = EditLexicon, responses(
    (status = 200, description = "The edition in force", body = LexiconView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[put("/matching/lexicon")]
pub async fn handle(cx: Cx, body: Body<EditLexicon>) -> Answer {
    cx.write("matching_edit_lexicon", body, replace).await
}

fn replace(tx: &mut Tx, call: &Call, command: &EditLexicon) -> Result<Reply> {
    let before = store::latest(tx)?.map_or(0, |edition| edition.number);
    call.expect_version(i64::from(before))?;
    let edited_by = call.actor.user_id().ok_or_else(|| Problem::broken("a lexicon is edited by a person"))?;
    let mut check = Check::new();
    check.text("/reason_zh", &command.reason_zh, 500);
    names_nobody(&mut check, "/reason_zh", &command.reason_zh);
    let mut words = Check::new();
    command.words.check(&mut words);
    for mut error in words.into_errors() {
        error.pointer = format!("/words{}", error.pointer);
        check.push(error);
    }
    check.finish()?;
    let edition = Edition {
        number: before + 1,
        content: JsonText::of(&command.words)?,
        reason_zh: command.reason_zh.trim().to_owned(),
        edited_by: edited_by.clone(),
        edited_at: call.now,
    };
    store::insert(tx, &edition)?;
    let words: usize = command.words.synonyms.values().map(Vec::len).sum();
    let facts = json!({"edition": edition.number, "synonyms": words, "stop_words": command.words.stop_words.len()});
    journal::record(tx, call, Event::new("lexicon.edited", edition.number).with(facts))?;
    let number = i64::from(edition.number);
    Ok(Reply::ok(&LexiconView::of(Some(edition))?)?.version(number))
}
