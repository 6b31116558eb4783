//! What a notice says, by its kind: facts that are public by law, as they were when it was written. No person is named.

use serde::{Deserialize, Serialize};

use super::kind::NoticeKind;
use crate::clarifications;
use crate::contracts;
use crate::evaluation;
use crate::journal::Entry;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{AmendmentId, ClarificationId, ContractId, OrganizationId};
use crate::platform::time::Timestamp;
use crate::projects::amendments;
use crate::projects::{self, CallTerms, Counts, Criterion, Project, Requirements};

/// The facts of one notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoticeContent {
    Call(CallFacts),
    Amendment(AmendmentNoticeFacts),
    Clarification(ClarificationNoticeFacts),
    Result(ResultFacts),
    Award(AwardedFacts),
    Contract(ContractNoticeFacts),
    Failure(EndFacts),
    Cancellation(EndFacts),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CallFacts {
    pub description_zh: String,
    /// The ceiling of the price.
    #[schema(example = 8_000_000)]
    pub budget_fen: Option<i64>,
    /// A bid received later is late (R54).
    pub deadline: Option<Timestamp>,
    pub service_from: Option<chrono::NaiveDate>,
    pub service_to: Option<chrono::NaiveDate>,
    pub criteria: Vec<Criterion>,
    /// Weight of the price, of 100.
    #[schema(example = "20.00")]
    pub price_weight: Option<String>,
    pub requirements: Requirements,
    /// The rule set under which it runs, frozen by its digest.
    pub rules: Text,
    pub rule_set_version: String,
    pub rule_set_digest: Option<String>,
    /// Bids are sealed to this key.
    pub public_key: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AmendmentNoticeFacts {
    /// From 1 in each round.
    pub amendment: i32,
    pub text: Text,
    /// Whether it may change what is offered.
    pub affects_bids: bool,
    pub deadline_before: Timestamp,
    /// The deadline from then on.
    pub deadline_after: Timestamp,
}

/// Who asked is not told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClarificationNoticeFacts {
    /// From 1 in each round.
    pub question: i32,
    pub question_zh: String,
    pub answer: Text,
    /// What the answer changed, where it may affect bids.
    pub amendment: Option<AmendmentNoticeFacts>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResultFacts {
    pub winner_id: OrganizationId,
    pub winner: Text,
    #[schema(example = 7_600_000)]
    pub price_fen: i64,
    #[schema(example = "86.29")]
    pub total: Option<String>,
    pub counts: Option<Counts>,
    pub reason: Option<String>,
    /// Objections are heard until then.
    pub publicity_until: Option<Timestamp>,
    /// The working days of that year are not announced yet: the end may move.
    pub is_provisional: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AwardedFacts {
    pub winner_id: OrganizationId,
    pub winner: Text,
    #[schema(example = 7_600_000)]
    pub price_fen: i64,
    /// The contract is to be signed before this moment.
    pub sign_by: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ContractNoticeFacts {
    #[schema(example = "HT-2026-0001")]
    pub number: String,
    pub supplier_id: OrganizationId,
    pub supplier: Text,
    #[schema(example = 7_600_000)]
    pub price_fen: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EndFacts {
    pub reason: Option<Text>,
    pub counts: Option<Counts>,
}

/// What the entry's notice says now that it is written.
pub(super) fn of(conn: &mut Conn, kind: NoticeKind, entry: &Entry, project: &Project) -> Result<NoticeContent> {
    Ok(match kind {
        NoticeKind::Call => NoticeContent::Call(CallFacts::of(terms(entry)?)),
        NoticeKind::Amendment => NoticeContent::Amendment(amendment(conn, amended_by(entry)?)?),
        NoticeKind::Clarification => NoticeContent::Clarification(clarification(conn, entry)?),
        NoticeKind::Result => NoticeContent::Result(result(conn, project)?),
        NoticeKind::Award => NoticeContent::Award(awarded(conn, project)?),
        NoticeKind::Contract => NoticeContent::Contract(contract(conn, entry)?),
        NoticeKind::Failure => NoticeContent::Failure(end(entry)?),
        NoticeKind::Cancellation => NoticeContent::Cancellation(end(entry)?),
    })
}

impl CallFacts {
    fn of(terms: CallTerms) -> Self {
        Self {
            description_zh: terms.description_zh,
            budget_fen: terms.budget_fen.map(|budget| budget.fen()),
            deadline: Some(terms.deadline),
            service_from: terms.service_from,
            service_to: terms.service_to,
            criteria: terms.criteria,
            price_weight: terms.price_weight.map(|weight| weight.to_string()),
            requirements: terms.requirements,
            rules: Text::new(terms.rules_zh, terms.rules_en),
            rule_set_version: terms.rule_set_version,
            rule_set_digest: Some(terms.rule_set_digest),
            public_key: terms.public_key,
        }
    }
}

/// What the call said when it went out; a later round may say something else.
pub(super) fn terms(entry: &Entry) -> Result<CallTerms> {
    serde_json::from_str(&entry.payload).map_err(Problem::internal)
}

fn amended_by(entry: &Entry) -> Result<AmendmentId> {
    let payload: serde_json::Value = serde_json::from_str(&entry.payload).map_err(Problem::internal)?;
    let id = payload["amendment_id"].as_str().and_then(AmendmentId::parse);
    id.ok_or_else(|| Problem::broken(format!("event {} names no amendment", entry.id)))
}

fn amendment(conn: &mut Conn, id: AmendmentId) -> Result<AmendmentNoticeFacts> {
    let row = amendments::find(conn, &id)?.ok_or_else(|| Problem::broken(format!("no amendment {id}")))?;
    Ok(AmendmentNoticeFacts {
        amendment: row.number,
        text: Text::new(&row.text_zh, row.text_en.as_ref().unwrap_or(&row.text_zh)),
        affects_bids: row.affects_bids,
        deadline_before: row.deadline_before,
        deadline_after: row.deadline_after,
    })
}

fn clarification(conn: &mut Conn, entry: &Entry) -> Result<ClarificationNoticeFacts> {
    let row = ClarificationId::parse(&entry.entity_id).map(|id| clarifications::find(conn, &id)).transpose()?.flatten();
    let row = row.ok_or_else(|| Problem::broken(format!("event {} names no question", entry.id)))?;
    let answer = row.answer_zh.unwrap_or_default();
    Ok(ClarificationNoticeFacts {
        question: row.number,
        question_zh: row.question_zh,
        answer: Text::new(&answer, row.answer_en.as_ref().unwrap_or(&answer)),
        amendment: row.amendment_id.map(|id| amendment(conn, id)).transpose()?,
    })
}

fn result(conn: &mut Conn, project: &Project) -> Result<ResultFacts> {
    let award = award(conn, project)?;
    Ok(ResultFacts {
        winner: name(conn, &award.organization_id)?,
        winner_id: award.organization_id,
        price_fen: award.price_fen.fen(),
        total: evaluation::total_of(conn, &project.id, &award.bid_id)?.map(|total| total.to_string()),
        counts: project.counts()?,
        reason: award.reason,
        publicity_until: award.publicity_until,
        is_provisional: award.is_provisional,
    })
}

fn awarded(conn: &mut Conn, project: &Project) -> Result<AwardedFacts> {
    let award = award(conn, project)?;
    Ok(AwardedFacts {
        winner: name(conn, &award.organization_id)?,
        winner_id: award.organization_id,
        price_fen: award.price_fen.fen(),
        sign_by: award.sign_by,
    })
}

fn award(conn: &mut Conn, project: &Project) -> Result<evaluation::Award> {
    evaluation::award_of(conn, &project.id)?.ok_or_else(|| Problem::broken(format!("project {} was decided without an award", project.id)))
}

fn contract(conn: &mut Conn, entry: &Entry) -> Result<ContractNoticeFacts> {
    let id = ContractId::parse(&entry.entity_id);
    let contract = id.map(|id| contracts::find(conn, &id)).transpose()?.flatten();
    let contract = contract.ok_or_else(|| Problem::broken(format!("event {} names no contract", entry.id)))?;
    Ok(ContractNoticeFacts {
        supplier: name(conn, &contract.supplier_id)?,
        number: contract.number,
        supplier_id: contract.supplier_id,
        price_fen: contract.price_fen.fen(),
    })
}

/// Reason and counts as they were recorded with the end: a new round has none.
fn end(entry: &Entry) -> Result<EndFacts> {
    let mut payload: serde_json::Value = serde_json::from_str(&entry.payload).map_err(Problem::internal)?;
    let counts = serde_json::from_value(payload["counts"].take()).map_err(Problem::internal)?;
    Ok(EndFacts { reason: projects::reason_in_words(payload["reason"].as_str()), counts })
}

pub(super) fn name(conn: &mut Conn, id: &OrganizationId) -> Result<Text> {
    Ok(organizations::name_of(conn, id.as_str())?.unwrap_or_default())
}
