//! The start: an auction that brings prices and matching close to the optimum.
//!
//! Each project with an open slot bids for the organisation that is worth most to it at today's prices, up to the point where the
//! next best one is worth more, and a small step beyond. A full organisation drops its lowest bidder. Large steps first make the
//! prices roughly right; with each round of smaller steps they become finer. What is left to mend afterwards is small.

use super::market::{Market, Side};
use super::matching::Matching;
use std::collections::VecDeque;

/// Each round divides the step by this.
const REFINEMENT: i64 = 16;
/// The first step is the largest weight divided by this.
const FIRST: i64 = 4;
const ROUNDS: u32 = 3;
/// How many pairs beyond its slots a project keeps in view between two looks at all of them.
const IN_VIEW: usize = 8;

/// Fills `matching`, whose held pairs are dropped and whose prices are a first guess.
pub fn hold(market: &Market<'_>, matching: &mut Matching) {
    let mut auction = Auction::new(market);
    let mut step = (market.largest_weight() / FIRST).max(1);
    for round in 0..ROUNDS {
        matching.drop_all();
        auction.round(market, matching, step);
        if step == 1 || round + 1 == ROUNDS {
            break;
        }
        lower_prices(matching, step);
        step = (step / REFINEMENT).max(1);
    }
}

/// Prices may have overshot by a step; a place nobody wanted costs nothing.
fn lower_prices(matching: &mut Matching, step: i64) {
    let organisations = Side::Organisation as usize;
    for o in 0..matching.price[organisations].len() {
        let price = matching.price[organisations][o];
        matching.price[organisations][o] = if matching.has_room(Side::Organisation, o) { 0 } else { (price - step).max(0) };
    }
}

struct Auction {
    /// What is bid for a held pair.
    bid: Vec<i64>,
    views: Views,
}

impl Auction {
    fn new(market: &Market<'_>) -> Self {
        Self { bid: vec![0; market.weight.len()], views: Views::new(market) }
    }

    fn round(&mut self, market: &Market<'_>, matching: &mut Matching, step: i64) {
        self.views.forget();
        let mut waiting: VecDeque<u32> = (0..market.members(Side::Project) as u32).collect();
        while let Some(p) = waiting.pop_front() {
            let p = p as usize;
            while matching.has_room(Side::Project, p) {
                let Some(wish) = self.views.wish(market, matching, p) else { break };
                if let Some(loser) = self.place(market, matching, wish, step) {
                    waiting.push_back(loser);
                }
            }
        }
    }

    /// Places the bid and returns the project that lost its place to it.
    fn place(&mut self, market: &Market<'_>, matching: &mut Matching, wish: Wish, step: i64) -> Option<u32> {
        let organisation = market.end(wish.pair, Side::Organisation);
        let mut loser = None;
        if !matching.has_room(Side::Organisation, organisation)
            && let Some((_, lowest)) = self.lowest_bid(matching, organisation)
        {
            matching.drop(market, lowest);
            loser = Some(market.end(lowest, Side::Project) as u32);
        }
        self.bid[wish.pair as usize] = market.weight[wish.pair as usize] - wish.next_best + step;
        matching.hold(market, wish.pair);
        if !matching.has_room(Side::Organisation, organisation)
            && let Some((price, _)) = self.lowest_bid(matching, organisation)
        {
            matching.price[Side::Organisation as usize][organisation] = price;
        }
        loser
    }

    fn lowest_bid(&self, matching: &Matching, organisation: usize) -> Option<(i64, u32)> {
        matching.of(Side::Organisation, organisation).iter().map(|&pair| (self.bid[pair as usize], pair)).min()
    }
}

/// The pair a project wants next, and what it could have instead.
struct Wish {
    pair: u32,
    next_best: i64,
}

/// For each project the pairs that were best when it last looked at all of them. Prices only rise during a round, so the others
/// stay below `bar`, and the pairs in view suffice as long as the second best of them is above it.
struct Views {
    start: Vec<u32>,
    count: Vec<u32>,
    bar: Vec<i64>,
    seen: Vec<Seen>,
    scratch: Vec<(i64, Seen)>,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    weight: i64,
    organisation: u32,
    pair: u32,
}

impl Views {
    fn new(market: &Market<'_>) -> Self {
        let mut start = vec![0];
        let mut total = 0u32;
        for (p, &room) in market.room[Side::Project as usize].iter().enumerate() {
            let degree = market.degree(Side::Project, p);
            total += degree.min(room.saturating_add(IN_VIEW as u32));
            start.push(total);
        }
        let projects = market.members(Side::Project);
        Self { start, count: vec![0; projects], bar: vec![0; projects], seen: vec![Seen::default(); total as usize], scratch: vec![] }
    }

    fn forget(&mut self) {
        self.count.fill(0);
        self.bar.fill(i64::MAX);
    }

    fn wish(&mut self, market: &Market<'_>, matching: &Matching, project: usize) -> Option<Wish> {
        let (pair, next_best) = self.two_best(matching, project);
        if next_best >= self.bar[project] {
            return pair.map(|pair| Wish { pair, next_best });
        }
        self.look_at_all(market, matching, project);
        let (pair, next_best) = self.two_best(matching, project);
        pair.map(|pair| Wish { pair, next_best })
    }

    /// The best pair in view that isn't held and is worth more than an empty slot, and what the next best choice is worth.
    fn two_best(&self, matching: &Matching, project: usize) -> (Option<u32>, i64) {
        let prices = &matching.price[Side::Organisation as usize];
        let start = self.start[project] as usize;
        let (mut best, mut first, mut second) = (None, 0, 0);
        for seen in &self.seen[start..start + self.count[project] as usize] {
            let value = seen.weight - prices[seen.organisation as usize];
            if value > second && !matching.held[seen.pair as usize] {
                if value > first {
                    (best, first, second) = (Some(seen.pair), value, first);
                } else {
                    second = value;
                }
            }
        }
        (best, second)
    }

    fn look_at_all(&mut self, market: &Market<'_>, matching: &Matching, project: usize) {
        let prices = &matching.price[Side::Organisation as usize];
        let places = market.instance.pairs_of(project);
        let organisations = &market.instance.organisation[places.clone()];
        let start = self.start[project] as usize;
        let size = self.start[project + 1] as usize - start;
        let best = &mut self.scratch;
        best.clear();
        // The bar is what the best pair out of view is worth; an empty slot is worth 0.
        let mut bar = 0;
        for ((pair, &o), &weight) in places.clone().zip(organisations).zip(&market.weight[places]) {
            let value = weight - prices[o as usize];
            if value <= bar {
                continue;
            }
            let mut at = best.len();
            while at > 0 && best[at - 1].0 < value {
                at -= 1;
            }
            best.insert(at, (value, Seen { weight, organisation: o, pair: pair as u32 }));
            if best.len() > size
                && let Some((value, _)) = best.pop()
            {
                bar = value;
            }
        }
        self.bar[project] = bar;
        self.count[project] = best.len() as u32;
        for (seen, &(_, candidate)) in self.seen[start..].iter_mut().zip(best.iter()) {
            *seen = candidate;
        }
    }
}
