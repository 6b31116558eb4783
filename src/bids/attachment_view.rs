//! What the outside sees of a bid's files, and of the check before it is sent.

use serde::Serialize;

use super::model::OfferFile;
use super::rules::Outcome;
use super::store::Attachment;
use crate::platform::http::FieldError;
use crate::platform::ids::{AttachmentId, BidId};
use crate::platform::time::Timestamp;

/// A file of a bid.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = BidAttachment)]
pub struct AttachmentView {
    pub id: AttachmentId,
    #[serde(flatten)]
    pub file: OfferFile,
    pub created_at: Timestamp,
}

impl AttachmentView {
    pub fn new(row: &Attachment, file: &OfferFile) -> Self {
        Self { id: row.id.clone(), file: file.clone(), created_at: row.created_at }
    }
}

/// The files of a bid.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = BidAttachments)]
pub struct AttachmentList {
    pub bid_id: BidId,
    pub items: Vec<AttachmentView>,
}

/// What the submission would answer now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BidCheck {
    pub bid_id: BidId,
    /// Whether nothing of this would refuse the submission now, by this caller.
    pub is_ready: bool,
    /// What is missing or would be refused first, then the answers of every rule.
    pub answers: Vec<CheckAnswer>,
    /// What would be sealed; absent unless the bid is a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seals: Option<WouldSeal>,
    pub checked_at: Timestamp,
    pub deadline: Option<Timestamp>,
    /// Seconds to the deadline; 0 once it has passed.
    pub seconds_left: Option<i64>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = BidCheckAnswer)]
pub struct CheckAnswer {
    #[schema(example = "/offer/price_fen")]
    pub pointer: String,
    #[schema(example = "required")]
    pub code: &'static str,
    /// `refused`: the submission would be refused. `flagged`: somebody decides after the opening.
    pub outcome: Outcome,
    pub detail_zh: String,
    pub detail_en: String,
}

impl CheckAnswer {
    pub fn new(error: FieldError, outcome: Outcome) -> Self {
        Self { pointer: error.pointer, code: error.code, outcome, detail_zh: error.detail.zh, detail_en: error.detail.en }
    }
}

/// What a submission would seal now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = BidWouldSeal)]
pub struct WouldSeal {
    pub price_fen: Option<i64>,
    pub proposal_characters: usize,
    pub team_characters: usize,
    /// How many declarations.
    pub declarations: usize,
    pub files: Vec<AttachmentSummary>,
    /// Bytes of all files together.
    pub files_bytes: u64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = BidAttachmentSummary)]
pub struct AttachmentSummary {
    pub id: AttachmentId,
    #[serde(flatten)]
    pub file: OfferFile,
}
