//! The pure part: from who is there and what each pair is worth to the pairs, their times, and what is to be said of them.
//!
//! ```text
//! Input ─► instance and market (matching/engine/assign) ─► choose: optimum or stable, share, lowest raised ─► a time for each ─► Outcome
//!                  ▲──────────── without the pairs for which there is no time left ──────────────────────────┘
//! ```
//! Pairs whose two sides are never there at the same time are closed before anything is chosen. The same input gives the same bytes: whole
//! numbers, no clock, no chance.

mod choose;
mod outcome;
#[cfg(test)]
mod properties;
mod unfilled;
mod words;

use std::collections::BTreeSet;

use serde::Serialize;

pub use outcome::{Figures, LeftOut, Outcome, PairName, Paired, Refusal, RunResult};
pub use unfilled::Unfilled;
#[cfg(test)]
use unfilled::UnfilledCause;

use self::choose::{Choice, choose};
use super::rules::Rules;
use crate::matching::engine::assign::certificate;
use crate::matching::engine::assign::conditions::Conditions;
use crate::matching::engine::assign::instance::{BadInstance, Candidate, Guest, Instance};
use crate::matching::engine::assign::market::{Market, Side};
use crate::matching::engine::assign::optimal;
use crate::matching::engine::assign::timetable::{Calendar, give_times};
use crate::platform::ids::{MeetingDemandId, OrganizationId};

/// Everything that decides a run. Demands and organisations by id, candidates by both, so that no order of entry counts.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    pub times: Vec<String>,
    pub demands: Vec<Asking>,
    pub organizations: Vec<Offering>,
    pub candidates: Vec<Weighed>,
    /// Pairs by place in `demands` and `organizations`.
    pub locked: Vec<(u32, u32)>,
    pub forbidden: Vec<(u32, u32)>,
    pub rules: Rules,
    /// The name of the table that weighed the candidates.
    pub weights: String,
}

/// A project or need with its slots.
#[derive(Clone, Debug, Serialize)]
pub struct Asking {
    pub id: MeetingDemandId,
    pub slots: u32,
    /// Places in `times`.
    pub absent: Vec<u32>,
}

/// An organisation with its capacity.
#[derive(Clone, Debug, Serialize)]
pub struct Offering {
    pub id: OrganizationId,
    pub capacity: u32,
    pub newly_incubated: bool,
    pub absent: Vec<u32>,
}

/// A pair that may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Weighed {
    pub demand: u32,
    pub organization: u32,
    /// 0–10000.
    pub score: u32,
    /// What the organisation itself thinks of it: 0–10000.
    pub own_view: u32,
}

/// Why a solver stopped: the meeting cannot be as it is asked for, or the input is broken.
#[derive(Debug)]
pub enum Stop {
    Refused(Refusal),
    Broken(BadInstance),
}

impl From<BadInstance> for Stop {
    fn from(bad: BadInstance) -> Self {
        Self::Broken(bad)
    }
}

/// Why there is no answer where the work was given up.
pub fn not_finished() -> Refusal {
    words::not_finished()
}

/// Solves a meeting.
pub fn solve(input: &Input) -> Result<Outcome, Stop> {
    let instance = instance(input)?;
    let mut conditions = conditions(input);
    must_fit(input, &instance, &conditions)?;
    let apart = apart(input, &conditions);
    refuse_locked(input, &conditions, &apart)?;
    conditions.forbidden.extend(&apart);
    let views: Vec<i64> = input.candidates.iter().map(|c| i64::from(c.own_view)).collect();
    let calendar = calendar(input);
    let (best_total, best_is_proven) = {
        let market = Market::new(&instance, &conditions)?;
        let best = optimal::solve(&market);
        (best.objective, certificate::verify(&market, &best).is_ok())
    };
    let mut without_time = Vec::new();
    loop {
        let market = Market::new(&instance, &conditions)?;
        let choice: Choice = choose(&market, &views, &input.rules).map_err(Stop::Refused)?;
        let times = give_times(&market, &calendar, &choice.pairs)?;
        if times.left.is_empty() {
            without_time.sort_unstable();
            let parts = outcome::Parts { input, market: &market, conditions: &conditions, choice, times: times.times, apart, without_time };
            return Ok(outcome::tell(parts, best_total, best_is_proven));
        }
        let left: Vec<(u32, u32)> =
            times.left.iter().map(|pair| (instance.pair(*pair).project, instance.pair(*pair).organisation)).collect();
        refuse_locked(input, &conditions, &left)?;
        conditions.forbidden.extend(&left);
        without_time.extend(left);
    }
}

impl Input {
    /// Pairs by their ids.
    fn names(&self, pairs: &[(u32, u32)]) -> Vec<PairName> {
        pairs.iter().map(|pair| self.name(*pair)).collect()
    }

    fn name(&self, (demand, organization): (u32, u32)) -> PairName {
        PairName {
            demand_id: self.demands[demand as usize].id.clone(),
            organization_id: self.organizations[organization as usize].id.clone(),
        }
    }

    /// How many times there are at which a side with these absences is there.
    fn present(&self, absent: &[u32]) -> u32 {
        (self.times.len() - absent.len().min(self.times.len())) as u32
    }
}

/// Candidates that could be made but whose two sides are never there at the same time; ascending.
fn apart(input: &Input, conditions: &Conditions) -> Vec<(u32, u32)> {
    let forbidden: BTreeSet<_> = conditions.forbidden.iter().copied().collect();
    let locked: BTreeSet<_> = conditions.locked.iter().copied().collect();
    let there = |absent: &[u32]| (0..input.times.len() as u32).map(|time| !absent.contains(&time)).collect::<Vec<_>>();
    let demands: Vec<_> = input.demands.iter().map(|d| there(&d.absent)).collect();
    let organizations: Vec<_> = input.organizations.iter().map(|o| there(&o.absent)).collect();
    let meet = |d: u32, o: u32| demands[d as usize].iter().zip(&organizations[o as usize]).any(|(demand, org)| *demand && *org);
    let could_be = |c: &&Weighed| i64::from(c.score) >= conditions.minimum_quality || locked.contains(&(c.demand, c.organization));
    let pairs = input.candidates.iter().filter(could_be).map(|c| (c.demand, c.organization));
    let mut apart: Vec<_> = pairs.filter(|pair| !forbidden.contains(pair) && !meet(pair.0, pair.1)).collect();
    apart.sort_unstable();
    apart
}

/// Locked pairs among those for which there is no time.
fn refuse_locked(input: &Input, conditions: &Conditions, without_time: &[(u32, u32)]) -> Result<(), Stop> {
    let without_time: BTreeSet<_> = without_time.iter().collect();
    let locked: Vec<_> = conditions.locked.iter().copied().filter(|pair| without_time.contains(pair)).collect();
    if locked.is_empty() { Ok(()) } else { Err(Stop::Refused(words::locked_without_time(input.names(&locked)))) }
}

/// Nobody has room for more talks than there are times at which they are there.
fn instance(input: &Input) -> Result<Instance, BadInstance> {
    let slots = input.demands.iter().map(|d| d.slots.min(input.present(&d.absent))).collect();
    let guest = |o: &Offering| Guest { capacity: o.capacity.min(input.present(&o.absent)), new: o.newly_incubated };
    let candidate = |c: &Weighed| Candidate { project: c.demand, organisation: c.organization, weight: i64::from(c.score) };
    Instance::new(slots, input.organizations.iter().map(guest).collect(), input.candidates.iter().map(candidate).collect())
}

fn conditions(input: &Input) -> Conditions {
    let minimum_quality = i64::from(input.rules.minimum_quality);
    Conditions { minimum_quality, locked: input.locked.clone(), forbidden: input.forbidden.clone() }
}

fn calendar(input: &Input) -> Calendar {
    let absences = |side: Side, member: usize, absent: &[u32]| absent.iter().map(|time| (side, member as u32, *time)).collect::<Vec<_>>();
    let demands = input.demands.iter().enumerate().flat_map(|(d, demand)| absences(Side::Project, d, &demand.absent));
    let organizations = input.organizations.iter().enumerate().flat_map(|(o, org)| absences(Side::Organisation, o, &org.absent));
    Calendar { times: input.times.len() as u32, fixed: vec![], absent: demands.chain(organizations).collect() }
}

/// What is locked must be possible at all, and there must be room for it.
fn must_fit(input: &Input, instance: &Instance, conditions: &Conditions) -> Result<(), Stop> {
    let no_candidate: Vec<_> = conditions.locked.iter().copied().filter(|(d, o)| instance.number_of(*d, *o).is_none()).collect();
    if !no_candidate.is_empty() {
        return Err(Stop::Refused(words::locked_no_candidate(input.names(&no_candidate))));
    }
    let of = |pairs: &[(u32, u32)], wanted: &dyn Fn(&(u32, u32)) -> bool| pairs.iter().copied().filter(|p| wanted(p)).collect::<Vec<_>>();
    for (d, demand) in input.demands.iter().enumerate() {
        let locked = of(&conditions.locked, &|pair| pair.0 as usize == d);
        if locked.len() > demand.slots.min(input.present(&demand.absent)) as usize {
            return Err(Stop::Refused(words::locked_beyond_room(input.names(&locked))));
        }
    }
    for (o, organization) in input.organizations.iter().enumerate() {
        let locked = of(&conditions.locked, &|pair| pair.1 as usize == o);
        if locked.len() > organization.capacity.min(input.present(&organization.absent)) as usize {
            return Err(Stop::Refused(words::locked_beyond_room(input.names(&locked))));
        }
    }
    Ok(())
}
