//! Small random meetings and the plain ways to solve them, for the tests.

use super::conditions::Conditions;
use super::instance::{Candidate, Guest, Instance};
use super::market::{CLOSED, Market, Side};
use proptest::prelude::*;

/// Up to 4 projects and 4 organisations with small numbers, so that ties and shortages are frequent.
pub fn small() -> impl Strategy<Value = Instance> {
    meeting(4, 4, 12)
}

/// Projects, organisations and weights up to these bounds.
pub fn meeting(projects: usize, organisations: usize, weight: i64) -> impl Strategy<Value = Instance> {
    let slots = prop::collection::vec(0u32..=3, 1..=projects);
    let guests = prop::collection::vec((0u32..=3, any::<bool>()), 1..=organisations);
    (slots, guests).prop_flat_map(move |(slots, guests)| {
        let pairs = prop::collection::vec(prop::option::weighted(0.7, 0..=weight), slots.len() * guests.len());
        (Just(slots), Just(guests), pairs).prop_map(|(slots, guests, weights)| instance(slots, &guests, &weights))
    })
}

fn instance(slots: Vec<u32>, guests: &[(u32, bool)], weights: &[Option<i64>]) -> Instance {
    let mut pairs = vec![];
    for (place, weight) in weights.iter().enumerate() {
        let (project, organisation) = ((place / guests.len()) as u32, (place % guests.len()) as u32);
        pairs.extend(weight.map(|weight| Candidate { project, organisation, weight }));
    }
    let guests = guests.iter().map(|&(capacity, new)| Guest { capacity, new }).collect();
    Instance::new(slots, guests, pairs).expect("well-formed")
}

pub fn market(instance: &Instance) -> Market<'_> {
    Market::new(instance, &Conditions::default()).expect("no conditions")
}

/// Every choice of open pairs that respects the room; locked pairs are not among them.
pub fn every_choice(market: &Market<'_>, mut visit: impl FnMut(&[u32])) {
    let open: Vec<u32> = (0..market.weight.len() as u32).filter(|&pair| market.weight[pair as usize] != CLOSED).collect();
    let mut room = market.room.clone();
    choose(market, &open, &mut room, &mut vec![], &mut visit);
}

fn choose(market: &Market<'_>, open: &[u32], room: &mut [Vec<u32>; 2], chosen: &mut Vec<u32>, visit: &mut impl FnMut(&[u32])) {
    let Some((&pair, rest)) = open.split_first() else { return visit(chosen) };
    choose(market, rest, room, chosen, visit);
    let [p, o] = Side::BOTH.map(|side| market.end(pair, side));
    if room[0][p] > 0 && room[1][o] > 0 {
        (room[0][p], room[1][o]) = (room[0][p] - 1, room[1][o] - 1);
        chosen.push(pair);
        choose(market, rest, room, chosen, visit);
        chosen.pop();
        (room[0][p], room[1][o]) = (room[0][p] + 1, room[1][o] + 1);
    }
}

/// The largest total of all choices, locked pairs included.
pub fn best_total(market: &Market<'_>) -> i64 {
    let mut best = 0;
    every_choice(market, |pairs| best = best.max(market.instance.total(pairs)));
    best + market.instance.total(&market.locked)
}

/// Heaviest pair first, as long as there is room.
pub fn greedy_total(market: &Market<'_>) -> i64 {
    let mut pairs: Vec<u32> = (0..market.weight.len() as u32).filter(|&pair| market.weight[pair as usize] != CLOSED).collect();
    pairs.sort_by_key(|&pair| -market.weight[pair as usize]);
    let mut room = market.room.clone();
    let mut total = market.instance.total(&market.locked);
    for pair in pairs {
        let [p, o] = Side::BOTH.map(|side| market.end(pair, side));
        if room[0][p] > 0 && room[1][o] > 0 {
            (room[0][p], room[1][o]) = (room[0][p] - 1, room[1][o] - 1);
            total += market.weight[pair as usize];
        }
    }
    total
}
