//! From the last signature to the ranking. Nobody computes or changes a score by hand.

pub mod get;
mod model;
pub mod store;
pub mod view;

use std::collections::BTreeMap;

use serde_json::json;

pub use model::{Flag, draw, is_tied};
pub use store::Ranked;

use super::case::Case;
use super::panel::{self, Member, Panel, PanelStatus};
use super::ranking::{self, ScoredBid};
use super::scores;
use crate::bids::{self, Bid, Opening};
use crate::journal::{self, Event};
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::BidId;

/// Scores and ranking are for the panel, the buyer and auditors; for everybody else there are none.
pub(super) fn require_reader(case: &Case, me: Option<&Member>, actor: &Actor) -> Result<()> {
    if me.is_some_and(Member::sits) || actor.has_any(&[Role::Auditor]) || acts_for_buyer(case, actor) {
        return Ok(());
    }
    Err(no_ranking())
}

/// The panel and auditors see everything once all have signed, the buyer once the chair has reported (R34: no hints from
/// the buyer before).
pub(super) fn is_open_to(case: &Case, panel: &Panel, me: Option<&Member>, actor: &Actor) -> bool {
    let insider = me.is_some_and(Member::sits) || actor.has_any(&[Role::Auditor]);
    match panel.status {
        PanelStatus::Forming | PanelStatus::Declaring | PanelStatus::Scoring => false,
        PanelStatus::Tallying => insider,
        PanelStatus::Reported => insider || acts_for_buyer(case, actor),
    }
}

pub(super) fn no_ranking() -> Problem {
    Problem::not_found("评审排序", "ranking")
}

fn acts_for_buyer(case: &Case, actor: &Actor) -> bool {
    case.is_buyer(actor, Role::StreetOfficer) || case.is_buyer(actor, Role::StreetApprover)
}

/// When the last sitting member has signed, the ranking is made.
pub(super) fn if_all_signed(tx: &mut Tx, call: &Call, case: &Case, panel: &mut Panel, members: &[Member]) -> Result<()> {
    let signed = panel::store::signed(tx, &case.project.id)?;
    if !members.iter().filter(|m| m.sits()).all(|m| signed.contains(&m.id)) {
        return Ok(());
    }
    let bids = in_the_running(tx, case)?;
    let ranking = compute(tx, case, members, &bids)?;
    store::replace(tx, &case.project.id, &ranking)?;
    score_bids(tx, call, case, bids)?;
    panel.status = PanelStatus::Tallying;
    panel::store::save(tx, panel, call.now)?;
    let facts = json!({ "bids": ranking.len(), "tied": is_tied(&ranking) });
    let id = &case.project.id;
    journal::record(tx, call, Event::new("panel.tallied", id).of_project(id).for_area(&case.area_path).with(facts))
}

fn in_the_running(tx: &mut Tx, case: &Case) -> Result<Vec<(Bid, Opening)>> {
    let opened = bids::opened_of(tx, &case.project.id)?;
    Ok(opened.into_iter().filter(|(bid, _)| matches!(bid.status, bids::Status::Qualified | bids::Status::Scored)).collect())
}

/// The formula of domain §2.5 with the project's price weight and the frozen rule set's tie rules; quotes that must be
/// explained are flagged (R43).
fn compute(tx: &mut Tx, case: &Case, members: &[Member], bids: &[(Bid, Opening)]) -> Result<Vec<Ranked>> {
    let mut given: BTreeMap<BidId, Vec<Hundredths>> = BTreeMap::new();
    for sheet in scores::store::signed_of(tx, &case.project.id)? {
        if members.iter().any(|m| m.sits() && m.id == sheet.panel_member_id) {
            given.entry(sheet.bid_id.clone()).or_default().push(sheet.total()?);
        }
    }
    let scored: Vec<_> = bids
        .iter()
        .map(|(bid, opening)| ScoredBid {
            id: bid.id.clone(),
            price: opening.price_fen,
            member_scores: given.remove(&bid.id).unwrap_or_default(),
        })
        .collect();
    let weight = case.content.price_weight.ok_or_else(|| Problem::broken("a project was published without a price weight"))?;
    let ranked = ranking::rank(&scored, weight, &case.rules.ties).map_err(|cause| Problem::broken(format!("{cause:?}")))?;

    let quotes: Vec<_> = scored.iter().map(|bid| bid.price).collect();
    let ceiling = case.amount()?;
    let grounds =
        case.rules.abnormally_low.map_or_else(|| vec![Vec::new(); quotes.len()], |rule| ranking::abnormally_low(&quotes, ceiling, rule));
    let flags: BTreeMap<_, Vec<Flag>> =
        scored.iter().zip(grounds).map(|(bid, grounds)| (bid.id.clone(), grounds.into_iter().map(Flag::from).collect())).collect();
    ranked
        .into_iter()
        .map(|bid| {
            Ok(Ranked {
                project_id: case.project.id.clone(),
                place: i32::try_from(bid.rank).map_err(Problem::internal)?,
                price_fen: bid.price,
                technical_hundredths: bid.technical,
                price_hundredths: bid.price_score,
                total_hundredths: bid.total,
                is_tied: bid.needs_draw,
                flags: JsonText::of(flags.get(&bid.id).unwrap_or(&Vec::new()))?,
                bid_id: bid.id,
            })
        })
        .collect()
}

fn score_bids(tx: &mut Tx, call: &Call, case: &Case, bids: Vec<(Bid, Opening)>) -> Result<()> {
    for (mut bid, _) in bids {
        // After a correction the bids are scored already.
        if bid.status == bids::Status::Qualified {
            bids::advance(tx, &mut bid, bids::Move::Score, None, call.now)?;
            let event = Event::new("bid.scored", &bid.id).of_project(&case.project.id);
            journal::record(tx, call, event.with(json!({ "status": bid.status })))?;
        }
    }
    Ok(())
}
