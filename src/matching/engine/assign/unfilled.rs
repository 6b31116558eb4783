//! Why a slot stays empty, and which pair would have to give way.

use super::conditions::Conditions;
use super::market::{Market, Side};
use std::collections::BTreeSet;

/// A project with open slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfilled {
    pub project: u32,
    pub open_slots: u32,
    pub cause: Cause,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// No organisation is a candidate.
    NoCandidate,
    /// There are candidates, but none reaches the minimum quality. The best one has this weight.
    BelowMinimum { best: i64 },
    /// Every candidate that reaches the minimum quality is taken already or forbidden.
    NoneLeft,
    /// Every candidate that is left is full. The best chance is `wanted`, for which `gives_way` would have to be undone; no pair can
    /// if all of that organisation's pairs are locked.
    AllFull { wanted: u32, gives_way: Option<u32> },
    /// An organisation has room, but the pair adds nothing to the total.
    AddsNothing { wanted: u32 },
}

/// One entry for each project with open slots, by project. `pairs` as solved, ascending.
pub fn explain(market: &Market<'_>, conditions: &Conditions, pairs: &[u32]) -> Vec<Unfilled> {
    let held = Held::new(market, pairs);
    let forbidden: BTreeSet<_> = conditions.forbidden.iter().copied().collect();
    let mut found = vec![];
    for (p, &slots) in market.instance.slots.iter().enumerate() {
        let open_slots = slots - (held.of[0][p].len() as u32).min(slots);
        if open_slots > 0 {
            found.push(Unfilled { project: p as u32, open_slots, cause: cause(market, conditions.minimum_quality, &forbidden, &held, p) });
        }
    }
    found
}

fn cause(market: &Market<'_>, minimum_quality: i64, forbidden: &BTreeSet<(u32, u32)>, held: &Held, project: usize) -> Cause {
    let instance = market.instance;
    let pairs = instance.pairs_of(project);
    let Some(best) = instance.weight[pairs.clone()].iter().copied().max() else { return Cause::NoCandidate };
    if best < minimum_quality {
        return Cause::BelowMinimum { best };
    }
    let left = |&pair: &u32| {
        let named = (project as u32, instance.organisation[pair as usize]);
        let good = instance.weight[pair as usize] >= minimum_quality;
        good && !held.made[pair as usize] && !forbidden.contains(&named)
    };
    let (mut full, mut nothing) = (None, None);
    for pair in pairs.map(|pair| pair as u32).filter(left) {
        let organisation = market.end(pair, Side::Organisation);
        let weight = instance.weight[pair as usize];
        if held.of[1][organisation].len() < instance.guests[organisation].capacity as usize {
            nothing = nothing.or(Some(pair));
            continue;
        }
        let may_go = held.of[1][organisation].iter().copied().filter(|pair| market.locked.binary_search(pair).is_err());
        let gives_way = may_go.min_by_key(|&pair| (instance.weight[pair as usize], pair));
        let loss = gives_way.map_or(i64::MAX, |pair| instance.weight[pair as usize] - weight);
        if full.is_none_or(|(least, _, _)| loss < least) {
            full = Some((loss, pair, gives_way));
        }
    }
    match (nothing, full) {
        (Some(wanted), _) => Cause::AddsNothing { wanted },
        (None, Some((_, wanted, gives_way))) => Cause::AllFull { wanted, gives_way },
        (None, None) => Cause::NoneLeft,
    }
}

struct Held {
    made: Vec<bool>,
    of: [Vec<Vec<u32>>; 2],
}

impl Held {
    fn new(market: &Market<'_>, pairs: &[u32]) -> Self {
        let mut held = Self { made: vec![false; market.weight.len()], of: Side::BOTH.map(|side| vec![vec![]; market.members(side)]) };
        for &pair in pairs {
            held.made[pair as usize] = true;
            for side in Side::BOTH {
                held.of[side as usize][market.end(pair, side)].push(pair);
            }
        }
        held
    }
}

#[cfg(test)]
mod tests {
    use super::super::conditions::Conditions;
    use super::super::market::Market;
    use super::super::optimal::solve;
    use super::super::text::read;
    use super::{Cause, Unfilled, explain};

    #[test]
    fn each_empty_slot_has_its_cause() {
        let text = "6 3 7\n1\n1\n1\n2\n1\n1\n1 0\n1 0\n5 0\n0 0 9000\n1 0 8000\n2 1 300\n3 2 900\n4 2 900\n5 1 6000\n5 2 0\n";
        let instance = read(text).expect("well-formed");
        let conditions = Conditions { minimum_quality: 500, locked: vec![(5, 1)], forbidden: vec![(4, 2)] };
        let market = Market::new(&instance, &conditions).expect("allowed");
        let solution = solve(&market);
        let found = explain(&market, &conditions, &solution.pairs);
        let unfilled = |project, cause| Unfilled { project, open_slots: 1, cause };
        assert_eq!(
            found,
            [
                unfilled(1, Cause::AllFull { wanted: 1, gives_way: Some(0) }),
                unfilled(2, Cause::BelowMinimum { best: 300 }),
                unfilled(3, Cause::NoneLeft),
                unfilled(4, Cause::NoneLeft),
            ]
        );
    }

    #[test]
    fn without_candidates_with_locks_and_with_worthless_pairs() {
        let instance = read("4 2 4\n1\n1\n1\n0\n1 0\n1 0\n0 0 5\n1 0 9\n2 1 0\n3 1 5\n").expect("well-formed");
        let conditions = Conditions { locked: vec![(0, 0)], ..Conditions::default() };
        let market = Market::new(&instance, &conditions).expect("allowed");
        let found = explain(&market, &conditions, &solve(&market).pairs);
        assert_eq!(found[0].cause, Cause::AllFull { wanted: 1, gives_way: None });
        assert_eq!(found[1].cause, Cause::AddsNothing { wanted: 2 });
        let instance = read("1 0 0\n1\n").expect("well-formed");
        let market = super::super::oracle::market(&instance);
        assert_eq!(explain(&market, &Conditions::default(), &[])[0].cause, Cause::NoCandidate);
    }
}
