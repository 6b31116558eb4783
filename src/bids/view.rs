//! What the outside sees of a bid. What is sealed, or not for this caller, is absent and not null.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model::{Draft, Offer, Status};
use super::rules::{Finding, Outcome, Rule, Stage};
use super::store::{Acknowledged, Answered, Bid, BidVersion, Detail, Opening};
use crate::platform::crypto::Nonce;
use crate::platform::http::Result;
use crate::platform::i18n::Language;
use crate::platform::ids::{BidId, OrganizationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects::{self, Counts};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BidView {
    pub id: BidId,
    pub project_id: ProjectId,
    /// The project's round that it bids in.
    pub round: i32,
    pub organization_id: OrganizationId,
    pub status: Status,
    /// Why it stands there: the officer's reason, or `seal_broken`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// Number of the last submission; 0 before the first.
    pub current_version: i32,
    /// When the last submission arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_no: Option<String>,
    /// Digest that commits to the sealed content (`docs/SEAL.md`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
    /// The bidder's own draft, while it is not submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// The price, once opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_fen: Option<i64>,
    /// What was sealed, once opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// With it and `offer`, anybody can compute the commitment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    #[schema(value_type = Vec<String>, example = json!(["update", "submit"]))]
    pub allowed_actions: Vec<&'static str>,
}

impl BidView {
    /// What everybody sees who may know of the bid.
    pub fn new(bid: &Bid, current: Option<&Acknowledged>, allowed_actions: Vec<&'static str>) -> Self {
        Self {
            id: bid.id.clone(),
            project_id: bid.project_id.clone(),
            round: bid.round,
            organization_id: bid.organization_id.clone(),
            status: bid.status,
            status_reason: bid.status_reason.clone(),
            current_version: bid.current_version,
            received_at: current.map(|version| version.received_at),
            receipt_no: current.map(|version| version.receipt_no.clone()),
            commitment: current.map(|version| version.commitment.clone()),
            draft: None,
            price_fen: None,
            offer: None,
            nonce: None,
            created_at: bid.created_at,
            updated_at: bid.updated_at,
            allowed_actions,
        }
    }

    pub fn with_draft(mut self, draft: Draft) -> Self {
        self.draft = Some(draft);
        self
    }

    pub fn with_price(mut self, opening: &Opening) -> Self {
        self.price_fen = Some(opening.price_fen.fen());
        self
    }

    pub fn with_offer(mut self, opening: &Opening) -> Result<Self> {
        self.offer = Some(opening.offer()?);
        self.nonce = Some(opening.nonce.clone());
        Ok(self.with_price(opening))
    }
}

/// The answer to a submission. It and its idempotent replay are the only places that give the nonce before the opening.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Submitted {
    pub id: BidId,
    pub project_id: ProjectId,
    pub organization_id: OrganizationId,
    pub status: Status,
    pub receipt: ReceiptView,
    /// Keep it to yourself until the opening: with it, guesses at the content can be checked against the commitment.
    pub nonce: String,
    #[schema(value_type = Vec<String>, example = json!(["withdraw"]))]
    pub allowed_actions: Vec<&'static str>,
}

impl Submitted {
    pub fn new(bid: &Bid, version: &BidVersion, nonce: &Nonce, allowed_actions: Vec<&'static str>) -> Self {
        Self {
            id: bid.id.clone(),
            project_id: bid.project_id.clone(),
            organization_id: bid.organization_id.clone(),
            status: bid.status,
            receipt: ReceiptView {
                number: version.number,
                receipt_no: version.receipt_no.clone(),
                received_at: version.received_at,
                commitment: version.commitment.clone(),
                receipt: version.receipt.clone(),
                withdrawn_at: None,
            },
            nonce: nonce.to_string(),
            allowed_actions,
        }
    }
}

/// What came of opening the bids of a project.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OpeningView {
    pub project_id: ProjectId,
    /// `opening` while a bid waits for a decision, then `evaluating` or `failed`.
    pub status: projects::Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    pub counts: Option<Counts>,
    pub bids: Vec<BidView>,
}

/// The receipt for one submission.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReceiptView {
    /// Which submission of the bid, from 1.
    pub number: i32,
    #[schema(example = "HZ-20260310-7f3a9c21b04e")]
    pub receipt_no: String,
    pub received_at: Timestamp,
    pub commitment: String,
    /// Compact JWS (EdDSA) over the above; the keys are at `/audit/keys`.
    pub receipt: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Timestamp>,
}

impl From<Acknowledged> for ReceiptView {
    fn from(version: Acknowledged) -> Self {
        Self {
            number: version.number,
            receipt_no: version.receipt_no,
            received_at: version.received_at,
            commitment: version.commitment,
            receipt: version.receipt,
            withdrawn_at: version.withdrawn_at,
        }
    }
}

/// The receipts of a bid.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Receipts {
    pub bid_id: BidId,
    /// The last submission.
    pub current: ReceiptView,
    /// Those before it, the newest first; each was withdrawn.
    pub earlier: Vec<ReceiptView>,
}

/// What the rules answered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Eligibility {
    pub bid_id: BidId,
    /// How many answers there are of each kind, at the last stage.
    #[schema(value_type = Object, example = json!({"met": 7}))]
    pub summary: BTreeMap<Outcome, u32>,
    pub answers: Vec<AnswerView>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AnswerView {
    pub stage: Stage,
    pub rule: Rule,
    pub outcome: Outcome,
    #[schema(example = "met")]
    pub code: String,
    pub detail: String,
    pub checked_at: Timestamp,
    /// What the officer in charge decided about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl AnswerView {
    /// The answer as of now, for a bid that is not submitted.
    pub fn now(finding: Finding, now: Timestamp, language: Language) -> Self {
        Self {
            stage: Stage::Submission,
            rule: finding.rule,
            outcome: finding.outcome,
            code: finding.code.to_owned(),
            detail: finding.detail.in_language(language).to_owned(),
            checked_at: now,
            accepted: None,
            decided_at: None,
            reason: None,
        }
    }

    pub fn new(answer: Answered, language: Language) -> Result<Self> {
        let detail: Detail = answer.detail.parse()?;
        Ok(Self {
            stage: answer.stage,
            rule: answer.rule,
            outcome: answer.outcome,
            code: detail.code,
            detail: detail.text.in_language(language).to_owned(),
            checked_at: answer.checked_at,
            accepted: answer.accepted,
            decided_at: answer.decided_at,
            reason: answer.reason,
        })
    }
}
