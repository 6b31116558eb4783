//! Chooses the pairs: the optimum or a stable meeting, with the share where one is kept, and the lowest raised where that is wished.

use super::super::model::Mode;
use super::super::rules::Rules;
use super::outcome::Refusal;
use super::words;
use crate::matching::engine::assign::certificate;
use crate::matching::engine::assign::market::Market;
use crate::matching::engine::assign::optimal;
use crate::matching::engine::assign::share::{self, Share};
use crate::matching::engine::assign::stable::{self, Orders};
use crate::matching::engine::assign::stable_share;
use crate::matching::engine::assign::worst;

/// Chosen pairs, and what each wish has cost.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Numbers of pairs, ascending.
    pub pairs: Vec<u32>,
    /// The prices prove that no other choice with the share has a larger total; none in stable mode.
    pub is_proven: Option<bool>,
    pub blocking_pairs: usize,
    /// The total without the share; none without one.
    pub without_share: Option<i64>,
    pub with_share: i64,
    /// How many changes raised the lowest.
    pub raised: usize,
}

pub fn choose(market: &Market, views: &[i64], rules: &Rules) -> Result<Choice, Refusal> {
    let orders = Orders { organisation_view: Some(views), seed: u64::from(rules.seed), bonus: 0 };
    let mut choice = match (rules.mode, rules.share()) {
        (Mode::Optimal, None) => best(market),
        (Mode::Optimal, Some(share)) => best_with(market, share)?,
        (Mode::Stable, None) => stable_one(market, orders),
        (Mode::Stable, Some(share)) => return stable_with(market, orders, share),
    };
    if rules.raise_lowest && rules.mode == Mode::Optimal {
        let fairer = worst::raise_lowest(market, &choice.pairs, worst::ninety_nine_percent(choice.with_share), rules.share());
        choice.raised = fairer.changes;
        choice.pairs = fairer.pairs;
    }
    choice.blocking_pairs = stable::blocking_pairs(market, &choice.pairs, orders);
    Ok(choice)
}

fn best(market: &Market) -> Choice {
    let solution = optimal::solve(market);
    let is_proven = Some(certificate::verify(market, &solution).is_ok());
    Choice { is_proven, ..plain(market, solution.pairs) }
}

fn best_with(market: &Market, share: Share) -> Result<Choice, Refusal> {
    let found = share::optimal_with(market, share).map_err(|refused| words::share_not_possible(&refused))?;
    let is_proven = Some(found.solution.objective == found.bound && certificate::verify(market, &found.solution).is_ok());
    Ok(Choice { is_proven, without_share: Some(found.best), ..plain(market, found.solution.pairs) })
}

fn stable_one(market: &Market, orders: Orders) -> Choice {
    plain(market, stable::propose(market, orders))
}

/// Nobody blocks when projects count the bonus that the share asks for.
fn stable_with(market: &Market, orders: Orders, share: Share) -> Result<Choice, Refusal> {
    let found = stable_share::stable_with(market, orders, share).map_err(|refused| words::share_not_possible(&refused))?;
    let blocking_pairs = stable::blocking_pairs(market, &found.pairs, Orders { bonus: found.bonus, ..orders });
    Ok(Choice { blocking_pairs, without_share: Some(found.without), ..plain(market, found.pairs) })
}

fn plain(market: &Market, pairs: Vec<u32>) -> Choice {
    let with_share = market.instance.total(&pairs);
    Choice { pairs, is_proven: None, blocking_pairs: 0, without_share: None, with_share, raised: 0 }
}
