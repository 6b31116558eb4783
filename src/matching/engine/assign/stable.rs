//! The stable meeting: no project and organisation that aren't paired would both rather be.
//!
//! Deferred acceptance: projects propose in the order of their scores, organisations keep the best proposals by their own view.
//! The result is the best stable one for every project at once. Every candidate pair is acceptable to both.

use super::market::{CLOSED, Market, Side};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How both sides order their pairs. Ties are broken by the seed, once for the whole meeting.
#[derive(Debug, Clone, Copy, Default)]
pub struct Orders<'a> {
    /// What each pair is worth to its organisation, by pair number; without it the score decides on both sides.
    pub organisation_view: Option<&'a [i64]>,
    pub seed: u64,
    /// How many points projects add to the score of new organisations.
    pub bonus: i64,
}

/// A place in an order: larger is better, and no two pairs have the same.
type Rank = (i64, u64, u32);

impl Orders<'_> {
    /// What the pair is worth to the side.
    fn view(&self, market: &Market<'_>, side: Side, pair: u32) -> i64 {
        match (side, self.organisation_view) {
            (Side::Organisation, Some(view)) => view.get(pair as usize).copied().unwrap_or(0),
            (Side::Project, _) if market.instance.is_new(pair) => market.weight[pair as usize] + self.bonus,
            _ => market.weight[pair as usize],
        }
    }

    fn rank(&self, market: &Market<'_>, side: Side, pair: u32) -> Rank {
        let lot = scramble(self.seed ^ scramble(u64::from(pair) << 1 | side as u64));
        (self.view(market, side, pair), lot, pair)
    }
}

/// The numbers of the pairs made, the locked ones among them, ascending.
pub fn propose(market: &Market<'_>, orders: Orders<'_>) -> Vec<u32> {
    let mut wishes: Vec<Vec<u32>> = (0..market.members(Side::Project)).map(|p| wishes(market, orders, p)).collect();
    let mut accepted: Vec<BinaryHeap<Reverse<Rank>>> = vec![BinaryHeap::new(); market.members(Side::Organisation)];
    let mut open: Vec<u32> = market.room[Side::Project as usize].clone();
    let mut waiting: Vec<usize> = (0..wishes.len()).rev().collect();
    while let Some(p) = waiting.pop() {
        while open[p] > 0 {
            let Some(pair) = wishes[p].pop() else { break };
            open[p] -= 1;
            let o = market.end(pair, Side::Organisation);
            accepted[o].push(Reverse(orders.rank(market, Side::Organisation, pair)));
            if accepted[o].len() > market.room[Side::Organisation as usize][o] as usize
                && let Some(Reverse((_, _, refused))) = accepted[o].pop()
            {
                let loser = market.end(refused, Side::Project);
                open[loser] += 1;
                waiting.push(loser);
            }
        }
    }
    let mut pairs: Vec<u32> = accepted.into_iter().flatten().map(|Reverse((_, _, pair))| pair).collect();
    pairs.extend(&market.locked);
    pairs.sort_unstable();
    pairs
}

/// A project's open pairs, the best one last.
fn wishes(market: &Market<'_>, orders: Orders<'_>, project: usize) -> Vec<u32> {
    let pairs = market.instance.pairs_of(project);
    let mut ranks: Vec<Rank> = pairs
        .map(|pair| pair as u32)
        .filter(|&pair| market.weight[pair as usize] != CLOSED)
        .map(|pair| orders.rank(market, Side::Project, pair))
        .collect();
    ranks.sort_unstable();
    ranks.into_iter().map(|(_, _, pair)| pair).collect()
}

/// Counts the open pairs that aren't made although each side has room for it or would give up a pair worth less to it. Locked
/// pairs are given up by nobody.
pub fn blocking_pairs(market: &Market<'_>, pairs: &[u32], orders: Orders<'_>) -> usize {
    blocking(market, pairs, |side, pair| orders.view(market, side, pair))
}

fn blocking<W: Ord + Copy>(market: &Market<'_>, pairs: &[u32], worth: impl Fn(Side, u32) -> W) -> usize {
    let mut made = vec![false; market.weight.len()];
    let mut count = Side::BOTH.map(|side| vec![0u32; market.members(side)]);
    let mut least: [Vec<Option<W>>; 2] = Side::BOTH.map(|side| vec![None; market.members(side)]);
    for &pair in pairs {
        made[pair as usize] = true;
        if market.locked.binary_search(&pair).is_ok() {
            continue;
        }
        for side in Side::BOTH {
            let member = market.end(pair, side);
            count[side as usize][member] += 1;
            let least = &mut least[side as usize][member];
            *least = Some(least.map_or(worth(side, pair), |least| least.min(worth(side, pair))));
        }
    }
    let wants = |side: Side, pair: u32| {
        let member = market.end(pair, side);
        count[side as usize][member] < market.room[side as usize][member]
            || least[side as usize][member].is_some_and(|least| least < worth(side, pair))
    };
    (0..market.weight.len() as u32)
        .filter(|&pair| !made[pair as usize] && market.weight[pair as usize] != CLOSED)
        .filter(|&pair| Side::BOTH.into_iter().all(|side| wants(side, pair)))
        .count()
}

/// A fixed scrambling of 64 bits (the finaliser of SplitMix64).
fn scramble(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}

#[cfg(test)]
mod tests {
    use super::super::oracle::{every_choice, market, meeting, small};
    use super::{Orders, blocking, blocking_pairs, propose};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn no_pair_blocks(instance in meeting(12, 12, 20), seed in any::<u64>(), views in prop::collection::vec(0i64..20, 144)) {
            let market = market(&instance);
            for organisation_view in [None, Some(&views[..])] {
                let orders = Orders { organisation_view, seed, bonus: 0 };
                let pairs = propose(&market, orders);
                prop_assert_eq!(blocking_pairs(&market, &pairs, orders), 0);
                prop_assert_eq!(propose(&market, orders), pairs);
            }
        }

        #[test]
        fn it_is_the_best_stable_choice_for_every_project(instance in small(), views in prop::collection::vec(0i64..20, 16)) {
            let market = market(&instance);
            let orders = Orders { organisation_view: Some(&views), seed: 1, bonus: 0 };
            let pairs = propose(&market, orders);
            let mut found = false;
            every_choice(&market, |choice| {
                if blocking(&market, choice, |side, pair| orders.rank(&market, side, pair)) == 0 {
                    // Every stable choice fills the same number of slots.
                    assert_eq!(choice.len(), pairs.len());
                    found |= choice == pairs;
                    assert!(market.instance.total(choice) <= market.instance.total(&pairs));
                }
            });
            prop_assert!(found);
        }
    }
}
