//! What the rules answered about bids, and what people decided about it.

use diesel::prelude::*;

use crate::bids::rules::{Finding, Outcome, Rule, Stage};
use crate::directly;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{BidId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::bid_eligibility as table;

/// A rule's answer about a bid, and what a person decided about it.
#[derive(Clone, Debug, Queryable)]
pub struct Answered {
    pub stage: Stage,
    pub rule: Rule,
    pub outcome: Outcome,
    pub detail: JsonText,
    pub checked_at: Timestamp,
    pub accepted: Option<bool>,
    pub decided_at: Option<Timestamp>,
    pub reason: Option<String>,
}

/// Why a rule was answered as it was.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Detail {
    pub code: String,
    pub text: Text,
}

/// A person's decision about what was flagged.
pub struct Decision<'a> {
    pub accepted: bool,
    pub by: Option<&'a UserId>,
    pub at: Timestamp,
    pub reason: &'a str,
}

/// Keeps what the rules answered at this stage, instead of an earlier answer at the same stage.
pub fn keep_findings(tx: &mut Tx, bid: &BidId, stage: Stage, findings: &[Finding], now: Timestamp) -> Result<()> {
    let before = table::table.filter(table::bid_id.eq(bid)).filter(table::stage.eq(stage));
    directly!(tx.conn(), |own| diesel::delete(before).execute(own))?;
    for finding in findings {
        let detail = Detail { code: finding.code.to_owned(), text: finding.detail.clone() };
        let row = diesel::insert_into(table::table).values((
            table::bid_id.eq(bid),
            table::stage.eq(stage),
            table::rule.eq(finding.rule),
            table::outcome.eq(finding.outcome),
            table::detail.eq(JsonText::of(&detail)?),
            table::checked_at.eq(now),
        ));
        directly!(tx.conn(), |own| row.execute(own))?;
    }
    Ok(())
}

/// What the rules answered about a bid, stage by stage.
pub fn findings(conn: &mut Conn, bid: &BidId) -> Result<Vec<Answered>> {
    Ok(table::table
        .filter(table::bid_id.eq(bid))
        .order((table::checked_at, table::stage, table::rule))
        .select((
            table::stage,
            table::rule,
            table::outcome,
            table::detail,
            table::checked_at,
            table::accepted,
            table::decided_at,
            table::reason,
        ))
        .load(conn)?)
}

/// Notes a person's decision beside everything that is not met at this stage.
pub fn decide(tx: &mut Tx, bid: &BidId, stage: Stage, decision: &Decision<'_>) -> Result<()> {
    let open = table::table.filter(table::bid_id.eq(bid)).filter(table::stage.eq(stage)).filter(table::outcome.ne(Outcome::Met));
    diesel::update(open)
        .set((
            table::accepted.eq(Some(decision.accepted)),
            table::decided_by.eq(decision.by.map(UserId::as_str)),
            table::decided_at.eq(Some(decision.at)),
            table::reason.eq(Some(decision.reason)),
        ))
        .execute(tx.conn())?;
    Ok(())
}
