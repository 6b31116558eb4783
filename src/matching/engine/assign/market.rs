//! What the solver works on: who has how much room, what each pair is worth, and the pairs seen from both sides.

use super::conditions::Conditions;
use super::instance::{BadInstance, Instance};

/// The two sides of every pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Project,
    Organisation,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::Project, Side::Organisation];

    pub fn other(self) -> Side {
        match self {
            Side::Project => Side::Organisation,
            Side::Organisation => Side::Project,
        }
    }
}

/// The weight of a pair that must not be made: no price is low enough for it.
pub const CLOSED: i64 = i64::MIN / 8;

/// An instance under its conditions. Pairs keep their numbers: a pair that must not be made has the weight [`CLOSED`].
#[derive(Debug, Clone)]
pub struct Market<'a> {
    pub instance: &'a Instance,
    /// Slots and capacity that are left beside the locked pairs; by side.
    pub room: [Vec<u32>; 2],
    pub weight: Vec<i64>,
    /// The pairs that are made in any case.
    pub locked: Vec<u32>,
    project_of: Vec<u32>,
    organisation_start: Vec<u32>,
    offers: Vec<Offer>,
}

/// A pair as its organisation sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offer {
    pub project: u32,
    pub pair: u32,
    pub weight: i64,
}

impl<'a> Market<'a> {
    /// Refuses conditions that contradict each other or the instance.
    pub fn new(instance: &'a Instance, conditions: &Conditions) -> Result<Self, BadInstance> {
        let mut project_of = vec![0; instance.pairs()];
        for p in 0..instance.projects() {
            project_of[instance.pairs_of(p)].fill(p as u32);
        }
        let room = [instance.slots.clone(), instance.guests.iter().map(|guest| guest.capacity).collect()];
        let weight = instance.weight.clone();
        let (organisation_start, offers) = (vec![], vec![]);
        let mut market = Self { instance, room, weight, locked: vec![], project_of, organisation_start, offers };
        conditions.apply(&mut market)?;
        market.close_pairs_without_room();
        market.sort_offers();
        Ok(market)
    }

    fn close_pairs_without_room(&mut self) {
        if !self.room.iter().flatten().any(|&room| room == 0) {
            return;
        }
        for pair in 0..self.weight.len() {
            let full = |side: Side| self.room[side as usize][self.end(pair as u32, side)] == 0;
            if Side::BOTH.into_iter().any(full) {
                self.weight[pair] = CLOSED;
            }
        }
    }

    fn sort_offers(&mut self) {
        let mut start = vec![0u32; self.instance.organisations() + 1];
        for &o in &self.instance.organisation {
            start[o as usize + 1] += 1;
        }
        for o in 0..self.instance.organisations() {
            start[o + 1] += start[o];
        }
        let mut next = start.clone();
        let mut offers = vec![Offer::default(); self.weight.len()];
        for (pair, &o) in self.instance.organisation.iter().enumerate() {
            let next = &mut next[o as usize];
            offers[*next as usize] = Offer { project: self.project_of[pair], pair: pair as u32, weight: self.weight[pair] };
            *next += 1;
        }
        (self.organisation_start, self.offers) = (start, offers);
    }

    pub fn members(&self, side: Side) -> usize {
        self.room[side as usize].len()
    }

    /// The member of `side` in a pair.
    pub fn end(&self, pair: u32, side: Side) -> usize {
        match side {
            Side::Project => self.project_of[pair as usize] as usize,
            Side::Organisation => self.instance.organisation[pair as usize] as usize,
        }
    }

    /// An organisation's pairs, by project.
    pub fn offers(&self, organisation: usize) -> &[Offer] {
        let places = self.organisation_start[organisation] as usize..self.organisation_start[organisation + 1] as usize;
        &self.offers[places]
    }

    pub fn degree(&self, side: Side, member: usize) -> u32 {
        let start = match side {
            Side::Project => &self.instance.start,
            Side::Organisation => &self.organisation_start,
        };
        start[member + 1] - start[member]
    }

    pub fn largest_weight(&self) -> i64 {
        self.weight.iter().copied().max().unwrap_or(0).max(0)
    }
}
