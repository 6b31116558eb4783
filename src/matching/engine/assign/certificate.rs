//! Checks a solution without trusting the solver, in one pass over the pairs.
//!
//! Let u be the projects' prices and v the organisations', none below 0. For any choice of pairs that respects the room of both
//! sides, its weight is at most Σ room·u + Σ room·v + Σ max(0, w − u − v). The three rules of complementary slackness make the
//! chosen pairs reach exactly this bound, so no choice is better.
//!
//! With a bonus b ≥ 0 for pairs with new organisations the same is shown for w + b. A choice with at least as many new
//! organisations gets at least as much bonus, so its weight alone can't be larger either.

use super::market::{CLOSED, Market, Side};
use super::optimal::Solution;
use std::fmt;

/// Why a solution isn't proven to be optimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// Prices for another number of projects or organisations, or a pair that doesn't exist.
    OtherInstance,
    /// A pair twice, or not in ascending order.
    NotSorted {
        pair: u32,
    },
    /// A locked pair is missing.
    LockIgnored {
        pair: u32,
    },
    /// A forbidden pair, or one below the minimum quality.
    ClosedPair {
        pair: u32,
    },
    /// More pairs than slots or capacity.
    Overbooked {
        side: Side,
        member: usize,
    },
    NegativePrice {
        side: Side,
        member: usize,
    },
    NegativeBonus,
    /// There is room although the price says that more room would be worth something.
    IdleButPriced {
        side: Side,
        member: usize,
    },
    /// A chosen pair is worth less than its prices.
    ChosenAtALoss {
        pair: u32,
    },
    /// A pair that wasn't chosen is worth more than its prices.
    MissedGain {
        pair: u32,
    },
    /// The stated total isn't the sum of the pairs.
    WrongTotal {
        stated: i64,
        found: i64,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not proven optimal: {self:?}")
    }
}

impl std::error::Error for Flaw {}

/// Proves that the solution is allowed and that no allowed one with at least as many new organisations has a larger total weight;
/// with the bonus 0, that no allowed one at all has.
pub fn verify(market: &Market<'_>, solution: &Solution) -> Result<(), Flaw> {
    let prices = [&solution.project_price, &solution.organisation_price];
    if Side::BOTH.into_iter().any(|side| prices[side as usize].len() != market.members(side)) {
        return Err(Flaw::OtherInstance);
    }
    if solution.bonus < 0 {
        return Err(Flaw::NegativeBonus);
    }
    let chosen = chosen(market, solution)?;
    let mut room = market.room.clone();
    for (pair, _) in chosen.iter().enumerate().filter(|(_, state)| **state == State::Chosen) {
        for side in Side::BOTH {
            let member = market.end(pair as u32, side);
            let left = &mut room[side as usize][member];
            *left = left.checked_sub(1).ok_or(Flaw::Overbooked { side, member })?;
        }
    }
    for side in Side::BOTH {
        for (member, &price) in prices[side as usize].iter().enumerate() {
            if price < 0 {
                return Err(Flaw::NegativePrice { side, member });
            }
            if price > 0 && room[side as usize][member] > 0 {
                return Err(Flaw::IdleButPriced { side, member });
            }
        }
    }
    for (pair, state) in chosen.iter().enumerate() {
        let pair = pair as u32;
        let [u, v] = Side::BOTH.map(|side| i128::from(prices[side as usize][market.end(pair, side)]));
        let bonus = if market.instance.is_new(pair) { solution.bonus } else { 0 };
        let gain = i128::from(market.weight[pair as usize]) + i128::from(bonus) - u - v;
        match state {
            State::Chosen if gain < 0 => return Err(Flaw::ChosenAtALoss { pair }),
            State::Open if gain > 0 && market.weight[pair as usize] != CLOSED => return Err(Flaw::MissedGain { pair }),
            _ => {}
        }
    }
    let found = market.instance.total(&solution.pairs);
    if found != solution.objective {
        return Err(Flaw::WrongTotal { stated: solution.objective, found });
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    Chosen,
    Locked,
}

fn chosen(market: &Market<'_>, solution: &Solution) -> Result<Vec<State>, Flaw> {
    if solution.pairs.last().is_some_and(|&last| last as usize >= market.weight.len()) {
        return Err(Flaw::OtherInstance);
    }
    if let Some(two) = solution.pairs.windows(2).find(|two| two[0] >= two[1]) {
        return Err(Flaw::NotSorted { pair: two[1] });
    }
    let mut states = vec![State::Open; market.weight.len()];
    for &pair in &solution.pairs {
        states[pair as usize] = State::Chosen;
    }
    for &pair in &market.locked {
        if states[pair as usize] != State::Chosen {
            return Err(Flaw::LockIgnored { pair });
        }
        states[pair as usize] = State::Locked;
    }
    for &pair in &solution.pairs {
        if states[pair as usize] == State::Chosen && market.weight[pair as usize] == CLOSED {
            return Err(Flaw::ClosedPair { pair });
        }
    }
    Ok(states)
}
