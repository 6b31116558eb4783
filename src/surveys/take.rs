//! Takes one response: the rule that links, page and desk share.

use std::collections::HashSet;

use serde_json::json;

use super::answers::{self, Submission};
use super::link::{LinkKind, already_answered};
use super::model::{Channel, Status};
use super::policy::{self, unknown};
use super::questions::Kind;
use super::store::{self, Placed};
use crate::journal::{self, Event};
use crate::platform::db::{Tx, lock};
use crate::platform::http::{Call, Check, Problem, Result};
use crate::platform::ids::SurveyResponseId;

/// Takes a response over a link. An invitation is used up in the same transaction; what it brought in does not lead back to it.
pub(super) fn over_link(tx: &mut Tx, call: &Call, hash: &str, id: &SurveyResponseId, submission: &Submission) -> Result<()> {
    let link = store::link_by_hash(tx, hash)?.ok_or_else(unknown)?;
    lock::survey(tx, &link.survey_id, lock::Strength::Share)?;
    let found = store::placed(tx, &link.survey_id)?.ok_or_else(|| Problem::broken("a link without its survey"))?;
    link.must_be_good()?;
    let channel = match link.kind {
        LinkKind::Invitation => Channel::Invitation,
        LinkKind::Open => Channel::Open,
    };
    take(tx, call, &found, id, channel, submission)?;
    if link.kind == LinkKind::Invitation && !store::spend(tx, &link.id)? {
        return Err(already_answered());
    }
    Ok(())
}

/// Takes a response while the survey is open; refuses it with everything that is wrong. A response exists only with consent, to
/// the notice that was frozen when the survey opened (R110, R111).
pub(super) fn take(
    tx: &mut Tx,
    call: &Call,
    found: &Placed,
    id: &SurveyResponseId,
    channel: Channel,
    submission: &Submission,
) -> Result<()> {
    let survey = &found.survey;
    if survey.status != Status::Open {
        return Err(survey.status.refuses("answer"));
    }
    let questions = survey.questions()?;
    let asks_for_a_place = questions.iter().any(|question| question.kind == Kind::Area);
    let places = if asks_for_a_place { policy::places(tx, &found.path)? } else { HashSet::new() };
    let mut check = Check::new();
    let answers = answers::read(&mut check, &questions, &places, submission);
    check.finish()?;
    store::insert_response(tx, id, &survey.id, channel, call.now, already_received)?;
    for answer in &answers {
        store::insert_answer(tx, id, &survey.id, answer)?;
    }
    let event = Event::new("survey.answered", &survey.id).for_area(&found.path).with(json!({"channel": channel}));
    journal::record(tx, call, event)
}

/// A form that was sent twice is one response.
fn already_received() -> Problem {
    Problem::conflict("surveys/already_received", "这份答卷已经收到，谢谢您。", "These answers have been received, thank you.")
}
