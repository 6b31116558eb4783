//! From any prices and any held pairs to the exact optimum.
//!
//! With prices u of the projects and v of the organisations, all ≥ 0, a matching is optimal when
//! 1. a held pair has w ≥ u + v and any other pair w ≤ u + v, and
//! 2. whoever has room left has the price 0.
//!
//! With a bonus b for pairs with new organisations the same holds for w + b in the place of w. Instead of changing the weights, the
//! prices of new organisations then start from −b in the place of 0: their [`floor`](Matching::floor).
//!
//! [`settle`] makes rule 1 hold: it sets the projects' prices and drops held pairs that contradict them. [`Augmenter::run`] then
//! mends rule 2: for each place that is open although its price is above 0, the cheapest chain of changes either fills it or
//! brings the price to its floor. Rule 1 stays in force throughout.

use super::market::{CLOSED, Market, Side};
use super::matching::Matching;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Lifts prices to their floor, sets the projects' prices from those of the organisations, and drops held pairs that are worth less than one not held.
pub fn settle(market: &Market<'_>, matching: &mut Matching) {
    for o in 0..market.members(Side::Organisation) {
        let floor = matching.floor(market, Side::Organisation, o);
        let price = &mut matching.price[Side::Organisation as usize][o];
        *price = floor.max(*price);
    }
    for p in 0..market.members(Side::Project) {
        let value = |matching: &Matching, pair: u32| {
            market.weight[pair as usize] - matching.price[Side::Organisation as usize][market.end(pair, Side::Organisation)]
        };
        let mut price = 0;
        for pair in market.instance.pairs_of(p) {
            if !matching.held[pair] {
                price = price.max(value(matching, pair as u32));
            }
        }
        let held = matching.of(Side::Project, p);
        let lost: Vec<u32> = held.iter().copied().filter(|&pair| value(matching, pair) < price).collect();
        for pair in lost {
            matching.drop(market, pair);
        }
        matching.price[Side::Project as usize][p] = price;
    }
}

const FAR: i64 = i64::MAX;
/// More than any chain of pairs that aren't closed costs, less than a closed pair.
const TOO_MUCH: i64 = -(CLOSED / 2);
/// A root is reached by no pair.
const NO_PAIR: u32 = u32::MAX;

/// Shortest-path search over chains "take this pair, give up that one, take the next …", whose lengths are what they cost.
///
/// A search starts from a member of one side, the near side; the other is the far side.
pub struct Augmenter {
    /// Per side and member: the cost of the cheapest chain found, and the pair by which it arrives.
    cost: [Vec<i64>; 2],
    by: [Vec<u32>; 2],
    touched: [Vec<u32>; 2],
    /// By cost; whether on the near side; member.
    queue: BinaryHeap<Reverse<(i64, bool, u32)>>,
}

/// Where a chain may stop, and what it costs to stop there.
struct Stop {
    cost: i64,
    at: End,
}

enum End {
    /// A far member has room for one more.
    Room(usize),
    /// A near member leaves the place open that the chain takes from it.
    Leave(usize),
}

impl Augmenter {
    pub fn new(market: &Market<'_>) -> Self {
        Self {
            cost: Side::BOTH.map(|side| vec![FAR; market.members(side)]),
            by: Side::BOTH.map(|side| vec![0; market.members(side)]),
            touched: [vec![], vec![]],
            queue: BinaryHeap::new(),
        }
    }

    /// Rule 1 must hold. Afterwards both do: the matching is optimal and its prices prove it.
    pub fn run(&mut self, market: &Market<'_>, matching: &mut Matching) {
        for side in Side::BOTH {
            for member in 0..market.members(side) {
                while matching.has_room(side, member) && matching.above_floor(market, side, member) > 0 {
                    self.mend(market, matching, side, member);
                }
            }
        }
    }

    fn mend(&mut self, market: &Market<'_>, matching: &mut Matching, near: Side, root: usize) {
        let stop = Stop { cost: matching.above_floor(market, near, root), at: End::Leave(root) };
        let stop = self.search(market, matching, near, &[root], stop, &|_| true);
        self.change(market, matching, near, stop);
    }

    /// One more pair with a new organisation, in the cheapest way; the matching stays optimal under a bonus that rises by the cost.
    /// Returns false if no more is possible.
    pub fn gain_new(&mut self, market: &Market<'_>, matching: &mut Matching) -> bool {
        let organisations = 0..market.members(Side::Organisation);
        let is_new = |o: usize| market.instance.guests[o].new;
        let roots: Vec<usize> = organisations.filter(|&o| is_new(o) && matching.has_room(Side::Organisation, o)).collect();
        let stop = Stop { cost: TOO_MUCH, at: End::Room(0) };
        let stop = self.search(market, matching, Side::Organisation, &roots, stop, &|o| !is_new(o));
        if stop.cost == TOO_MUCH {
            self.forget();
            return false;
        }
        matching.bonus += stop.cost;
        self.change(market, matching, Side::Organisation, stop);
        true
    }

    fn change(&mut self, market: &Market<'_>, matching: &mut Matching, near: Side, stop: Stop) {
        self.shift_prices(matching, near, stop.cost);
        self.exchange(market, matching, near, stop.at);
        self.forget();
    }

    /// `may_leave` tells which members of the near side may end a chain by leaving a place open.
    fn search(
        &mut self,
        market: &Market<'_>,
        matching: &Matching,
        near: Side,
        roots: &[usize],
        mut stop: Stop,
        may_leave: &dyn Fn(usize) -> bool,
    ) -> Stop {
        for &root in roots {
            self.reach(near, root, 0, NO_PAIR);
        }
        for &root in roots {
            self.take(market, matching, near, root, &mut stop);
        }
        while let Some(Reverse((cost, is_near, member))) = self.queue.pop() {
            if cost >= stop.cost {
                break;
            }
            let (side, member) = (if is_near { near } else { near.other() }, member as usize);
            if self.cost[side as usize][member] < cost {
                continue;
            }
            if is_near {
                self.take(market, matching, near, member, &mut stop);
            } else {
                self.give_up(market, matching, near, member, &mut stop, may_leave);
            }
        }
        stop
    }

    /// A near member may take any pair it doesn't hold.
    fn take(&mut self, market: &Market<'_>, matching: &Matching, near: Side, member: usize, stop: &mut Stop) {
        let base = self.cost[near as usize][member] + matching.price[near as usize][member];
        match near {
            Side::Project => {
                let pairs = market.instance.pairs_of(member);
                let ends = &market.instance.organisation[pairs.clone()];
                for ((pair, &end), &weight) in pairs.clone().zip(ends).zip(&market.weight[pairs]) {
                    self.reach_far(matching, Side::Organisation, (pair as u32, end as usize), base - weight, stop);
                }
            }
            Side::Organisation => {
                for offer in market.offers(member) {
                    self.reach_far(matching, Side::Project, (offer.pair, offer.project as usize), base - offer.weight, stop);
                }
            }
        }
    }

    #[inline]
    fn reach_far(&mut self, matching: &Matching, far: Side, (pair, end): (u32, usize), base: i64, stop: &mut Stop) {
        let cost = base + matching.price[far as usize][end];
        if cost >= stop.cost || cost >= self.cost[far as usize][end] || matching.held[pair as usize] {
            return;
        }
        self.reach(far, end, cost, pair);
        if matching.has_room(far, end) {
            *stop = Stop { cost, at: End::Room(end) };
        } else {
            self.queue.push(Reverse((cost, false, end as u32)));
        }
    }

    /// A full far member may give up any pair it holds for the one it is offered.
    fn give_up(
        &mut self,
        market: &Market<'_>,
        matching: &Matching,
        near: Side,
        member: usize,
        stop: &mut Stop,
        may_leave: &dyn Fn(usize) -> bool,
    ) {
        let far = near.other();
        let base = self.cost[far as usize][member] - matching.price[far as usize][member];
        for &pair in matching.of(far, member) {
            let end = market.end(pair, near);
            let price = matching.price[near as usize][end];
            let cost = base + market.weight[pair as usize] - price;
            if cost >= stop.cost || cost >= self.cost[near as usize][end] {
                continue;
            }
            self.reach(near, end, cost, pair);
            self.queue.push(Reverse((cost, true, end as u32)));
            let leaving = cost + matching.above_floor(market, near, end);
            if leaving < stop.cost && may_leave(end) {
                *stop = Stop { cost: leaving, at: End::Leave(end) };
            }
        }
    }

    fn reach(&mut self, side: Side, member: usize, cost: i64, by: u32) {
        if self.cost[side as usize][member] == FAR {
            self.touched[side as usize].push(member as u32);
        }
        self.cost[side as usize][member] = cost;
        self.by[side as usize][member] = by;
    }

    /// Moves the prices so that every pair along the chain is worth exactly its prices.
    fn shift_prices(&self, matching: &mut Matching, near: Side, length: i64) {
        for (side, sign) in [(near, -1), (near.other(), 1)] {
            for &member in &self.touched[side as usize] {
                let cost = self.cost[side as usize][member as usize];
                if cost < length {
                    matching.price[side as usize][member as usize] += sign * (length - cost);
                }
            }
        }
    }

    /// Walks the chain back from its end to its root.
    fn exchange(&self, market: &Market<'_>, matching: &mut Matching, near: Side, end: End) {
        let arriving = |far: usize| {
            let pair = self.by[near.other() as usize][far];
            (market.end(pair, near), Some(pair))
        };
        let (mut member, mut won) = match end {
            End::Room(far) => arriving(far),
            End::Leave(member) => (member, None),
        };
        loop {
            let lost = Some(self.by[near as usize][member]).filter(|&pair| pair != NO_PAIR);
            // First drop, then hold: the member needs the place.
            if let Some(pair) = lost {
                matching.drop(market, pair);
            }
            if let Some(pair) = won {
                matching.hold(market, pair);
            }
            let Some(lost) = lost else { break };
            (member, won) = arriving(market.end(lost, near.other()));
        }
    }

    fn forget(&mut self) {
        for side in [0, 1] {
            for &member in &self.touched[side] {
                self.cost[side][member as usize] = FAR;
            }
            self.touched[side].clear();
        }
        self.queue.clear();
    }
}
