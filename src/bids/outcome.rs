//! What the numbers of received and qualified bids mean for the purchase.

use serde_json::json;

use super::model::Status;
use super::store;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};
use crate::projects::{self, Content, Move, Project};
use crate::rules::rule_set::{ExceptionGround, Minimum, Sufficiency};

/// Whether so many are enough; fewer may do with the reason that was recorded before (R61).
pub(super) fn is_enough(minimum: &Minimum, count: u32, content: &Content) -> bool {
    match minimum.sufficiency(count) {
        Sufficiency::Enough => true,
        Sufficiency::EnoughWith(ExceptionGround::WrittenReason) => {
            content.fewer_bids_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty())
        }
        Sufficiency::TooFew => false,
    }
}

/// Once no opened bid waits for a decision: enough are qualified and the evaluation begins, or the purchase has failed
/// (R32). Bids that were opened keep what they came to: they are the history of a failed round.
pub(super) fn settle(tx: &mut Tx, call: &Call, project: &mut Project) -> Result<()> {
    let bids = store::of_project(tx, &project.id)?;
    if bids.iter().any(|bid| bid.status == Status::Opened) {
        return Ok(());
    }
    let qualified = count(bids.iter().filter(|bid| bid.status == Status::Qualified).count());
    let mut counts = project.counts()?.unwrap_or_default();
    counts.qualified = Some(qualified);
    project.set_counts(&counts)?;
    let content = project.content()?;
    if is_enough(&project.frozen_rules()?.min_qualified, qualified, &content) {
        return projects::advance(tx, call, project, Move::Evaluate, None, json!({ "counts": counts }));
    }
    let reason = if all_over_budget(tx, project)? { "all_over_budget" } else { "too_few_qualified" };
    fail(tx, call, project, reason)
}

/// The purchase has failed, with the reason's code; its money and its needs are free again.
pub(super) fn fail(tx: &mut Tx, call: &Call, project: &mut Project, reason: &'static str) -> Result<()> {
    let counts = project.counts()?;
    projects::advance(tx, call, project, Move::Fail, Some(reason), json!({ "counts": counts }))?;
    projects::release_budget(tx, call, project)?;
    projects::release_needs(tx, call, project)
}

/// R32: every price that was opened is above the budget.
fn all_over_budget(tx: &mut Tx, project: &Project) -> Result<bool> {
    let opened = store::opened_of(tx, &project.id)?;
    let budget = project.budget()?;
    Ok(!opened.is_empty() && opened.iter().all(|(_, opening)| opening.price_fen > budget))
}

pub(super) fn count(bids: usize) -> u32 {
    u32::try_from(bids).unwrap_or(u32::MAX)
}
