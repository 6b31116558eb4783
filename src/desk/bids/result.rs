//! What became of the purchase, as a bidder may know it.

use serde::Serialize;

use crate::bids::BidView;
use crate::evaluation::{self, AwardView, OwnResultView};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;

#[derive(Serialize)]
pub(super) struct ResultFacts {
    winner_zh: String,
    price_fen: Money,
    /// Why the buyer decided so.
    reason: Option<String>,
    publicity_until: Option<Timestamp>,
    is_provisional: bool,
    /// Place and points of this bid, criterion by criterion.
    own: Option<OwnResultView>,
}

/// The decision about the award; none before it, and none of an earlier round.
pub(super) fn of(conn: &mut Conn, call: &Call, bid: &BidView, round: i32) -> Result<Option<ResultFacts>> {
    if !bid.status.was_opened() || bid.round != round {
        return Ok(None);
    }
    match evaluation::award_sheet(conn, call, &bid.project_id) {
        Ok(award) if award.decided_at.is_some() => Ok(Some(facts(award, bid))),
        Ok(_) => Ok(None),
        Err(problem) if problem.status() == 404 => Ok(None),
        Err(problem) => Err(problem),
    }
}

fn facts(award: AwardView, bid: &BidView) -> ResultFacts {
    ResultFacts {
        winner_zh: award.winner.name_zh,
        price_fen: award.winner.price_fen,
        reason: award.reason,
        publicity_until: award.publicity_until,
        is_provisional: award.is_provisional,
        own: award.own.filter(|own| own.bid_id == bid.id),
    }
}
