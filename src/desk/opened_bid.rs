//! An opened bid as the pages of those show it who judge it: the officer in charge and the panel.

use serde::Serialize;

use super::bids::{CallFacts, FileLine, file_line};
use crate::bids::{BidView, OpenedBid, OpeningAnswer};
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;
use crate::projects;

#[derive(Serialize)]
pub(super) struct OpenedFacts {
    call: CallFacts,
    organization: Text,
    pub bid: BidView,
    /// Why it was not qualified.
    reason: Option<Text>,
    files: Vec<FileLine>,
    answers: Vec<OpeningAnswer>,
}

impl OpenedFacts {
    pub fn of(conn: &mut Conn, call: &Call, opened: OpenedBid) -> Result<Self> {
        let OpenedBid { project, bid, files, answers, .. } = opened;
        Ok(Self {
            call: CallFacts::of(conn, call, &project)?,
            organization: organizations::name_of(conn, bid.organization_id.as_str())?.unwrap_or_default(),
            reason: projects::reason_in_words(bid.status_reason.as_deref()),
            bid,
            files: files.into_iter().map(file_line).collect(),
            answers,
        })
    }
}
