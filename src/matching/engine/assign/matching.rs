//! A matching under construction: which pairs are held, and each member's price.

use super::market::{Market, Side};

/// The held pairs and the prices: what a slot of a project and what a place at an organisation is worth.
#[derive(Debug, Clone)]
pub struct Matching {
    pub held: Vec<bool>,
    /// By side.
    pub price: [Vec<i64>; 2],
    /// What a pair with a new organisation counts beyond its weight.
    pub bonus: i64,
    holdings: [Holdings; 2],
}

impl Matching {
    /// Nothing held, every price 0.
    pub fn new(market: &Market<'_>) -> Self {
        Self {
            held: vec![false; market.weight.len()],
            price: Side::BOTH.map(|side| vec![0; market.members(side)]),
            bonus: 0,
            holdings: Side::BOTH.map(|side| Holdings::new(market, side)),
        }
    }

    /// The pairs a member holds, in no particular order.
    pub fn of(&self, side: Side, member: usize) -> &[u32] {
        self.holdings[side as usize].of(member)
    }

    pub fn has_room(&self, side: Side, member: usize) -> bool {
        self.holdings[side as usize].has_room(member)
    }

    /// The price of a member that has room left: 0, for new organisations less the bonus.
    pub fn floor(&self, market: &Market<'_>, side: Side, member: usize) -> i64 {
        if side == Side::Organisation && market.instance.guests[member].new { -self.bonus } else { 0 }
    }

    pub fn above_floor(&self, market: &Market<'_>, side: Side, member: usize) -> i64 {
        self.price[side as usize][member] - self.floor(market, side, member)
    }

    /// Both ends must have room.
    pub fn hold(&mut self, market: &Market<'_>, pair: u32) {
        self.held[pair as usize] = true;
        for side in Side::BOTH {
            self.holdings[side as usize].add(market.end(pair, side), pair);
        }
    }

    pub fn drop(&mut self, market: &Market<'_>, pair: u32) {
        self.held[pair as usize] = false;
        for side in Side::BOTH {
            self.holdings[side as usize].remove(market.end(pair, side), pair);
        }
    }

    pub fn drop_all(&mut self) {
        self.held.fill(false);
        for holdings in &mut self.holdings {
            holdings.count.fill(0);
        }
    }

    /// The numbers of the held pairs, ascending.
    pub fn pairs(&self) -> Vec<u32> {
        (0..self.held.len() as u32).filter(|&pair| self.held[pair as usize]).collect()
    }
}

/// Held pairs seen from one side: member m holds `list[start[m]..start[m] + count[m]]`.
#[derive(Debug, Clone)]
struct Holdings {
    start: Vec<u32>,
    count: Vec<u32>,
    list: Vec<u32>,
}

impl Holdings {
    fn new(market: &Market<'_>, side: Side) -> Self {
        let mut start = Vec::with_capacity(market.members(side) + 1);
        let mut total = 0;
        start.push(0);
        for (member, &room) in market.room[side as usize].iter().enumerate() {
            // One more than it has pairs: whoever can never be full must not look full.
            total += room.min(market.degree(side, member) + 1);
            start.push(total);
        }
        Self { start, count: vec![0; market.members(side)], list: vec![0; total as usize] }
    }

    fn of(&self, member: usize) -> &[u32] {
        let start = self.start[member] as usize;
        &self.list[start..start + self.count[member] as usize]
    }

    fn has_room(&self, member: usize) -> bool {
        self.start[member] + self.count[member] < self.start[member + 1]
    }

    fn add(&mut self, member: usize, pair: u32) {
        self.list[(self.start[member] + self.count[member]) as usize] = pair;
        self.count[member] += 1;
    }

    fn remove(&mut self, member: usize, pair: u32) {
        let start = self.start[member] as usize;
        let end = start + self.count[member] as usize;
        if let Some(place) = self.list[start..end].iter().position(|&held| held == pair) {
            self.list.swap(start + place, end - 1);
            self.count[member] -= 1;
        }
    }
}
