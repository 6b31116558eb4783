//! The one way in which a survey changes its status.

use serde_json::json;

use super::draft;
use super::model::Move;
use super::policy;
use super::store;
use super::view;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Reply, Result};

/// A decision of the hub about the version that it read: checked, saved, recorded.
pub(super) fn advance(tx: &mut Tx, call: &Call, id: &str, step: Move) -> Result<Reply> {
    let mut found = policy::held_by_hub(tx, &call.actor, id)?;
    let survey = &mut found.survey;
    let before = survey.status;
    survey.status = before.try_after(step)?;
    call.expect_version(survey.version)?;
    match step {
        Move::Open => {
            draft::must_be_complete(survey)?;
            survey.opened_at = Some(call.now);
        }
        Move::Close => survey.closed_at = Some(call.now),
        Move::Publish => survey.published_at = Some(call.now),
    }
    store::save(tx, survey, call.now)?;
    let mut event = Event::new(step.event(), &survey.id).for_area(&found.path).with(json!({"from": before, "to": survey.status}));
    if step == Move::Publish {
        event = event.public();
    }
    journal::record(tx, call, event)?;
    view::reply(tx, call, found)
}
