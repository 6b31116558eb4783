//! A second pass for the projects that come off worst: raises the lowest project totals a little at the expense of the sum.
//!
//! The project with the lowest total takes the pair that helps most: from an organisation with room, or from another project, which
//! then fills the gap as well as it can. A change is made only if both have more afterwards than the lower of them had before. So the
//! lowest totals rise step by step, and the pass ends when no such change is left or the sum would fall too far.

use super::instance::Instance;
use super::market::{CLOSED, Market, Side};
use super::matching::Matching;
use super::share::Share;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The pairs after the pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fairer {
    /// Ascending, the locked ones among them.
    pub pairs: Vec<u32>,
    pub objective: i64,
    /// How many changes were made.
    pub changes: usize,
}

/// 99 % of a total, rounded up: the usual limit of the pass.
pub fn ninety_nine_percent(total: i64) -> i64 {
    total - total / 100
}

/// Raises the lowest project totals. The sum stays at least `least_total`, the number of pairs with new organisations doesn't fall, locked
/// pairs stay, and no change is made after which the share would not be kept.
pub fn raise_lowest(market: &Market<'_>, pairs: &[u32], least_total: i64, share: Option<Share>) -> Fairer {
    let mut pass = Pass::new(market, pairs, share);
    let mut waiting: BinaryHeap<Reverse<(i64, usize)>> =
        (0..market.members(Side::Project)).filter(|&p| market.room[0][p] > 0).map(|p| Reverse((pass.total[p], p))).collect();
    let mut changes = 0;
    while let Some(Reverse((total, p))) = waiting.pop() {
        if total != pass.total[p] {
            continue;
        }
        let Some(change) = pass.best_change(p, least_total) else { continue };
        pass.make(&change);
        changes += 1;
        waiting.push(Reverse((pass.total[p], p)));
        if let Some((loser, _)) = change.taken {
            waiting.push(Reverse((pass.total[loser], loser)));
        }
    }
    let mut pairs = pass.matching.pairs();
    pairs.extend(&market.locked);
    pairs.sort_unstable();
    Fairer { objective: pass.sum, pairs, changes }
}

struct Pass<'m, 'i> {
    market: &'m Market<'i>,
    matching: Matching,
    /// By project, with its locked pairs.
    total: Vec<i64>,
    sum: i64,
    /// Pairs, and those with new organisations among them.
    made: i64,
    new: i64,
    share: Option<Share>,
}

/// A project takes a pair.
#[derive(Debug, Clone)]
struct Change {
    gained: u32,
    /// Its lightest pair, if it had no slot left.
    given_up: Option<u32>,
    /// The project that loses its pair with the organisation, if that was full, and the pair.
    taken: Option<(usize, u32)>,
    /// What that project takes instead.
    instead: Option<u32>,
}

impl<'m, 'i> Pass<'m, 'i> {
    fn new(market: &'m Market<'i>, pairs: &[u32], share: Option<Share>) -> Self {
        let mut matching = Matching::new(market);
        let mut total = vec![0; market.members(Side::Project)];
        for &pair in pairs {
            total[market.end(pair, Side::Project)] += market.instance.weight[pair as usize];
            if market.locked.binary_search(&pair).is_err() {
                matching.hold(market, pair);
            }
        }
        let (made, new) = (pairs.len() as i64, market.instance.count_new(pairs) as i64);
        Self { sum: total.iter().sum(), market, matching, total, made, new, share }
    }

    /// The change after which the lower of the two projects has most; among equals the one that costs the sum least.
    fn best_change(&self, project: usize, least_total: i64) -> Option<Change> {
        let given_up = if self.matching.has_room(Side::Project, project) { None } else { self.lightest_of(project) };
        let open = |&pair: &u32| !self.matching.held[pair as usize] && self.market.weight[pair as usize] != CLOSED;
        let mut wishes: Vec<u32> = self.market.instance.pairs_of(project).map(|pair| pair as u32).filter(open).collect();
        wishes.sort_unstable_by_key(|&pair| (Reverse(self.weight(pair)), pair));
        let mut best: Option<((i64, i64), Change)> = None;
        for gained in wishes {
            let most = self.total[project] + self.weight(gained) - given_up.map_or(0, |pair| self.weight(pair));
            // Lighter pairs lead to even less.
            if most <= self.total[project] || best.as_ref().is_some_and(|((lower, _), _)| most < *lower) {
                break;
            }
            for change in self.changes(gained, given_up) {
                let Some(worth) = self.worth(project, &change, least_total) else { continue };
                if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                    best = Some((worth, change));
                }
            }
        }
        best.map(|(_, change)| change)
    }

    /// The ways in which the project can take the pair.
    fn changes(&self, gained: u32, given_up: Option<u32>) -> Vec<Change> {
        let organisation = self.market.end(gained, Side::Organisation);
        if self.matching.has_room(Side::Organisation, organisation) {
            return vec![Change { gained, given_up, taken: None, instead: None }];
        }
        let freed = given_up.map(|pair| self.market.end(pair, Side::Organisation));
        let takings = self.matching.of(Side::Organisation, organisation).iter().map(|&pair| {
            let loser = self.market.end(pair, Side::Project);
            Change { gained, given_up, taken: Some((loser, pair)), instead: self.best_instead(loser, freed) }
        });
        takings.collect()
    }

    fn lightest_of(&self, project: usize) -> Option<u32> {
        self.matching.of(Side::Project, project).iter().copied().min_by_key(|&pair| (self.weight(pair), pair))
    }

    fn best_instead(&self, project: usize, freed: Option<usize>) -> Option<u32> {
        let has_room = |pair: u32| {
            let organisation = self.market.end(pair, Side::Organisation);
            freed == Some(organisation) || self.matching.has_room(Side::Organisation, organisation)
        };
        let open = |&pair: &u32| !self.matching.held[pair as usize] && self.market.weight[pair as usize] != CLOSED && has_room(pair);
        let pairs = self.market.instance.pairs_of(project).map(|pair| pair as u32);
        pairs.filter(open).max_by_key(|&pair| (self.weight(pair), Reverse(pair)))
    }

    /// What the lower of the two projects has after the change, and the change of the sum; none if the change isn't allowed.
    fn worth(&self, project: usize, change: &Change, least_total: i64) -> Option<(i64, i64)> {
        let instance: &Instance = self.market.instance;
        let weight = |pair: Option<u32>| pair.map_or(0, |pair| self.weight(pair));
        let new = |pair: Option<u32>| pair.map_or(0, |pair| i64::from(instance.is_new(pair)));
        let one = |pair: Option<u32>| i64::from(pair.is_some());
        let taken = change.taken.map(|(_, pair)| pair);
        let gain = weight(Some(change.gained)) - weight(change.given_up);
        let loss = weight(taken) - weight(change.instead);
        let lower = match change.taken {
            Some((loser, _)) => (self.total[project] + gain).min(self.total[loser] - loss),
            None => self.total[project] + gain,
        };
        let more_new = new(Some(change.gained)) + new(change.instead) - new(change.given_up) - new(taken);
        let more = 1 + one(change.instead) - one(change.given_up) - one(taken);
        let allowed = lower > self.total[project]
            && self.sum + gain - loss >= least_total
            && more_new >= 0
            && self.keeps_share(self.made + more, self.new + more_new);
        allowed.then_some((lower, gain - loss))
    }

    fn keeps_share(&self, made: i64, new: i64) -> bool {
        self.share.is_none_or(|share| new >= share.of(made.unsigned_abs() as usize) as i64)
    }

    fn make(&mut self, change: &Change) {
        let lost = [change.given_up, change.taken.map(|(_, pair)| pair)];
        for pair in lost.into_iter().flatten() {
            self.matching.drop(self.market, pair);
            self.add(pair, -1);
        }
        for pair in [Some(change.gained), change.instead].into_iter().flatten() {
            self.matching.hold(self.market, pair);
            self.add(pair, 1);
        }
    }

    fn add(&mut self, pair: u32, sign: i64) {
        let weight = sign * self.weight(pair);
        self.total[self.market.end(pair, Side::Project)] += weight;
        self.sum += weight;
        self.made += sign;
        self.new += sign * i64::from(self.market.instance.is_new(pair));
    }

    fn weight(&self, pair: u32) -> i64 {
        self.market.instance.weight[pair as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::super::market::Market;
    use super::super::optimal::solve;
    use super::super::oracle::{market, meeting};
    use super::super::share::{Share, optimal_with};
    use super::{ninety_nine_percent, raise_lowest};
    use proptest::prelude::*;

    fn totals(market: &Market<'_>, pairs: &[u32]) -> Vec<i64> {
        let mut totals = vec![0; market.instance.projects()];
        for &pair in pairs {
            totals[market.instance.pair(pair).project as usize] += market.instance.pair(pair).weight;
        }
        totals.sort_unstable();
        totals
    }

    proptest! {
        #[test]
        fn the_lowest_totals_never_fall_and_the_sum_only_a_little(instance in meeting(12, 12, 10_000), percent in 50i64..=100) {
            let market = market(&instance);
            let best = solve(&market);
            let least = best.objective - best.objective * (100 - percent) / 100;
            let fairer = raise_lowest(&market, &best.pairs, least, None);
            prop_assert_eq!(fairer.objective, instance.total(&fairer.pairs));
            prop_assert!(fairer.objective >= least);
            prop_assert!(totals(&market, &fairer.pairs) >= totals(&market, &best.pairs));
            prop_assert!(instance.count_new(&fairer.pairs) >= instance.count_new(&best.pairs));
            let mut room = market.room.clone();
            for &pair in &fairer.pairs {
                let pair = instance.pair(pair);
                for (side, member) in [(0, pair.project), (1, pair.organisation)] {
                    let left = &mut room[side][member as usize];
                    prop_assert!(*left > 0);
                    *left -= 1;
                }
            }
        }

        #[test]
        fn the_share_is_kept(instance in meeting(12, 12, 10_000), hundredths in 0u32..=100) {
            let share: Share = format!("{}.{:02}", hundredths / 100, hundredths % 100).parse().expect("a share");
            let market = market(&instance);
            let Ok(found) = optimal_with(&market, share) else { return Ok(()) };
            let fairer = raise_lowest(&market, &found.solution.pairs, found.solution.objective / 2, Some(share));
            prop_assert!(instance.count_new(&fairer.pairs) >= share.of(fairer.pairs.len()));
        }
    }

    #[test]
    fn a_project_without_anything_gets_something() {
        // Project 0 is slightly better everywhere; project 1 only knows organisation 0.
        let instance = super::super::text::read("2 2 3\n1\n1\n1 0\n1 0\n0 0 9000\n0 1 100\n1 0 8800\n").expect("well-formed");
        let market = market(&instance);
        let best = solve(&market);
        assert_eq!(best.objective, 9000);
        assert_eq!(totals(&market, &raise_lowest(&market, &best.pairs, ninety_nine_percent(9000), None).pairs), [0, 9000]);
        assert_eq!(totals(&market, &raise_lowest(&market, &best.pairs, 8900, None).pairs), [100, 8800]);
    }

    #[test]
    fn one_pair_more_does_not_break_the_share() {
        // Organisation 0 has room for project 1, but then only one of two pairs is with a new organisation.
        let instance = super::super::text::read("2 2 3\n1\n1\n1 0\n1 1\n0 0 9000\n0 1 1000\n1 0 1000\n").expect("well-formed");
        let market = market(&instance);
        let raised = |share: &str| raise_lowest(&market, &[1], 0, Some(share.parse().expect("a share"))).pairs;
        assert_eq!(raised("1"), [1]);
        assert_eq!(raised("0.5"), [1, 2]);
    }
}
