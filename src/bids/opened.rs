//! One opened bid as those read it who judge it, for their pages.

use serde::Serialize;

use super::attachment_view::AttachmentView;
use super::attachments::readable;
use super::get::{seen, view};
use super::policy::{self, Sight};
use super::qualify::is_binding;
use super::rules::{Outcome, Rule, Stage};
use super::store::{self, Answered, Detail};
use super::view::BidView;
use crate::access::{Entity, Shown};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::BidId;
use crate::projects::Project;

/// What a declared member of the panel and the officials of the place see of it.
pub struct OpenedBid {
    pub project: Project,
    /// With the offer, unless the seal was broken.
    pub bid: BidView,
    pub version: i64,
    pub files: Vec<AttachmentView>,
    /// What the rules answered at the opening.
    pub answers: Vec<OpeningAnswer>,
}

#[derive(Serialize)]
pub struct OpeningAnswer {
    rule: Rule,
    outcome: Outcome,
    detail: Text,
    /// Nobody can accept it.
    is_binding: bool,
}

impl OpenedBid {
    /// What is to be recorded before the offer is shown.
    pub fn shown(&self, call: &Call) -> Option<Shown> {
        self.bid.offer.is_some().then(|| Shown::new(call, "bids_get", Entity::Bid, &self.bid.id, &self.bid.project_id))
    }
}

/// 404 for whoever may not read what others offer; a bidder has another page for its own.
pub fn opened_bid(conn: &mut Conn, call: &Call, id: &str) -> Result<OpenedBid> {
    let seen = seen(conn, call, BidId::parse(id).as_ref())?;
    if seen.sight != Sight::Content {
        return Err(policy::unknown());
    }
    let files = readable(conn, call, &seen)?;
    let mut answers = store::findings(conn, &seen.bid.id)?;
    answers.retain(|answer| answer.stage == Stage::Opening);
    Ok(OpenedBid {
        bid: view(conn, call, &seen)?,
        version: seen.bid.version,
        files: files.iter().map(|(row, filed)| AttachmentView::new(row, &filed.file)).collect(),
        answers: answers.iter().map(OpeningAnswer::of).collect::<Result<_>>()?,
        project: seen.project,
    })
}

impl OpeningAnswer {
    fn of(answer: &Answered) -> Result<Self> {
        let detail: Detail = answer.detail.parse()?;
        let is_binding = answer.outcome != Outcome::Met && is_binding(answer);
        Ok(Self { rule: answer.rule, outcome: answer.outcome, detail: detail.text, is_binding })
    }
}
