//! A time for each pair, so that nobody has to be in two talks at once.
//!
//! Without fixed times and absences a timetable always exists when nobody has more pairs than there are time slots (König): a pair
//! whose two sides have no common free slot gets one by exchanging two slots along a chain of pairs. With fixed times and absences a
//! pair may stay without a time. [`arrange`] then forbids such pairs and solves the meeting again; what that costs is at most the
//! difference to the optimum without times, which is reported.

use super::conditions::Conditions;
use super::instance::{BadInstance, Instance};
use super::market::{Market, Side};
use super::optimal::{Solution, resolve, solve};
use std::collections::BTreeMap;
use std::fmt;

/// The largest number of time slots.
pub const MAX_TIMES: u32 = 200;

/// Time slots are counted from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    pub times: u32,
    /// Talks that can only take place at one time: project, organisation, time. Others of the same project or organisation give way.
    pub fixed: Vec<(u32, u32, u32)>,
    /// Who isn't there at a time: side, member, time.
    pub absent: Vec<(Side, u32, u32)>,
}

/// A meeting in which every pair has its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arranged {
    /// The chosen pairs; optimal without the pairs in `given_up`.
    pub solution: Solution,
    /// Pair and time, by pair.
    pub times: Vec<(u32, u32)>,
    /// Pairs that were given up because no time was found for them, ascending.
    pub given_up: Vec<u32>,
    /// The optimum without times. No timetable allows for a larger total.
    pub bound: i64,
}

impl Arranged {
    /// How much the timetable costs at most.
    pub fn gap(&self) -> i64 {
        self.bound - self.solution.objective
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTimetable {
    /// The conditions or the calendar are wrong.
    Bad(BadInstance),
    /// For these locked pairs no time was found beside the other locked ones.
    Locked { pairs: Vec<u32> },
}

impl fmt::Display for NoTimetable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bad(bad) => write!(f, "{bad}"),
            Self::Locked { pairs } => write!(f, "no time can be found for the locked pairs {pairs:?}"),
        }
    }
}

impl std::error::Error for NoTimetable {}

/// A time for each of the given pairs, where one was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// Pair and time, by pair.
    pub times: Vec<(u32, u32)>,
    /// Pairs without a time, in no particular order. Empty if there are no fixed times and absences and nobody has more pairs than
    /// there are times.
    pub left: Vec<u32>,
}

/// Gives each pair a time and leaves the choice of pairs as it is.
pub fn give_times(market: &Market<'_>, calendar: &Calendar, pairs: &[u32]) -> Result<Times, BadInstance> {
    check(market.instance, calendar)?;
    let present = Presence::new(market.instance, calendar);
    let plan = Plan::fill(market, &present, pairs);
    Ok(Times { times: plan.times(), left: plan.left })
}

/// Chooses pairs and gives each a time. Nobody gets more pairs than there are times at which they are there.
pub fn arrange(instance: &Instance, conditions: &Conditions, calendar: &Calendar) -> Result<Arranged, NoTimetable> {
    check(instance, calendar).map_err(NoTimetable::Bad)?;
    let mut conditions = conditions.clone();
    let market = Market::new(instance, &conditions).map_err(NoTimetable::Bad)?;
    let bound = solve(&market).objective;
    let present = Presence::new(instance, calendar);
    let limited = present.limit(instance);
    let mut given_up = vec![];
    let mut earlier: Option<Solution> = None;
    loop {
        let market = Market::new(&limited, &conditions).map_err(NoTimetable::Bad)?;
        let solution = earlier.as_ref().map_or_else(|| solve(&market), |earlier| resolve(&market, earlier));
        let plan = Plan::fill(&market, &present, &solution.pairs);
        let locked: Vec<u32> = plan.left.iter().copied().filter(|pair| market.locked.binary_search(pair).is_ok()).collect();
        if !locked.is_empty() {
            return Err(NoTimetable::Locked { pairs: locked });
        }
        if plan.left.is_empty() {
            given_up.sort_unstable();
            return Ok(Arranged { solution, times: plan.times(), given_up, bound });
        }
        for &pair in &plan.left {
            let pair = instance.pair(pair);
            conditions.forbidden.push((pair.project, pair.organisation));
        }
        given_up.extend(plan.left);
        earlier = Some(solution);
    }
}

fn check(instance: &Instance, calendar: &Calendar) -> Result<(), BadInstance> {
    let bad = |problem: String| Err(BadInstance { line: None, problem });
    let times = calendar.times;
    if times > MAX_TIMES {
        return bad(format!("{times} time slots, more than {MAX_TIMES}"));
    }
    for &(project, organisation, time) in &calendar.fixed {
        if instance.number_of(project, organisation).is_none() || time >= times {
            return bad(format!("project {project} with organisation {organisation} at time {time}: no such pair or time"));
        }
    }
    let count = [instance.projects(), instance.organisations()];
    match calendar.absent.iter().find(|&&(side, member, time)| member as usize >= count[side as usize] || time >= times) {
        Some((side, member, time)) => bad(format!("{side:?} {member} absent at time {time}: no such member or time")),
        None => Ok(()),
    }
}

/// Who can be there when.
struct Presence {
    times: usize,
    /// By side, then member × time.
    there: [Vec<bool>; 2],
    fixed: BTreeMap<u32, u32>,
}

impl Presence {
    fn new(instance: &Instance, calendar: &Calendar) -> Self {
        let times = calendar.times as usize;
        let mut there = [instance.projects(), instance.organisations()].map(|members| vec![true; members * times]);
        for &(side, member, time) in &calendar.absent {
            there[side as usize][member as usize * times + time as usize] = false;
        }
        let fixed = calendar.fixed.iter().filter_map(|&(p, o, time)| Some((instance.number_of(p, o)?, time))).collect();
        Self { times, there, fixed }
    }

    fn is_there(&self, side: Side, member: usize, time: usize) -> bool {
        self.there[side as usize][member * self.times + time]
    }

    /// Room for no more pairs than times.
    fn limit(&self, instance: &Instance) -> Instance {
        let mut limited = instance.clone();
        let count = |side: Side, member: usize| (0..self.times).filter(|&time| self.is_there(side, member, time)).count() as u32;
        for (p, slots) in limited.slots.iter_mut().enumerate() {
            *slots = (*slots).min(count(Side::Project, p));
        }
        for (o, guest) in limited.guests.iter_mut().enumerate() {
            guest.capacity = guest.capacity.min(count(Side::Organisation, o));
        }
        limited
    }
}

/// Who talks to whom when.
struct Plan<'a> {
    market: &'a Market<'a>,
    present: &'a Presence,
    /// By side, then member × time.
    talk: [Vec<Option<u32>>; 2],
    /// Pairs without a time.
    left: Vec<u32>,
}

impl<'a> Plan<'a> {
    /// Fixed times first, then locked pairs, then the others: those with the least choice of times first, and of these the heavy ones.
    fn fill(market: &'a Market<'a>, present: &'a Presence, pairs: &[u32]) -> Self {
        let talk = Side::BOTH.map(|side| vec![None; market.members(side) * present.times]);
        let mut plan = Plan { market, present, talk, left: vec![] };
        let mut order: Vec<u32> = pairs.to_vec();
        order.sort_by_key(|&pair| {
            let locked = market.locked.binary_search(&pair).is_ok();
            let fixed = present.fixed.contains_key(&pair);
            (!fixed, !locked, plan.choice(pair), -market.instance.weight[pair as usize], pair)
        });
        for pair in order {
            if !plan.place(pair) {
                plan.left.push(pair);
            }
        }
        plan
    }

    fn choice(&self, pair: u32) -> usize {
        (0..self.present.times).filter(|&time| self.both_there(pair, time)).count()
    }

    fn both_there(&self, pair: u32, time: usize) -> bool {
        Side::BOTH.into_iter().all(|side| self.present.is_there(side, self.market.end(pair, side), time))
    }

    fn at(&self, side: Side, member: usize, time: usize) -> Option<u32> {
        self.talk[side as usize][member * self.present.times + time]
    }

    fn is_free(&self, side: Side, member: usize, time: usize) -> bool {
        self.at(side, member, time).is_none()
    }

    fn set(&mut self, pair: u32, time: usize, talk: Option<u32>) {
        for side in Side::BOTH {
            let place = self.market.end(pair, side) * self.present.times + time;
            self.talk[side as usize][place] = talk;
        }
    }

    fn place(&mut self, pair: u32) -> bool {
        let [p, o] = Side::BOTH.map(|side| self.market.end(pair, side));
        let mut wanted = 0..self.present.times;
        if let Some(&time) = self.present.fixed.get(&pair) {
            wanted = time as usize..time as usize + 1;
        }
        let mut fitting = wanted.filter(|&time| self.both_there(pair, time) && self.is_free(Side::Project, p, time));
        if let Some(time) = fitting.clone().find(|&time| self.is_free(Side::Organisation, o, time)) {
            self.set(pair, time, Some(pair));
            return true;
        }
        let exchange = fitting.find_map(|time| {
            let others = (0..self.present.times).filter(|&other| self.is_free(Side::Organisation, o, other));
            let chain = others.filter_map(|other| self.chain(o, time, other).map(|chain| (chain, other))).next();
            chain.map(|(chain, other)| (chain, time, other))
        });
        let Some((chain, time, other)) = exchange else { return false };
        self.swap(&chain, time, other);
        self.set(pair, time, Some(pair));
        true
    }

    /// The pairs that must exchange the two times so that the organisation becomes free at `time`, if they all can. The chain never
    /// comes to a project that is free at `time`.
    fn chain(&self, organisation: usize, time: usize, other: usize) -> Option<Vec<u32>> {
        let mut chain = vec![];
        let (mut side, mut member, mut now, mut then) = (Side::Organisation, organisation, time, other);
        while let Some(pair) = self.at(side, member, now) {
            if self.present.fixed.contains_key(&pair) || !self.both_there(pair, then) {
                return None;
            }
            chain.push(pair);
            side = side.other();
            member = self.market.end(pair, side);
            (now, then) = (then, now);
        }
        Some(chain)
    }

    fn swap(&mut self, chain: &[u32], time: usize, other: usize) {
        let times = |place: usize| if place.is_multiple_of(2) { (time, other) } else { (other, time) };
        for (place, &pair) in chain.iter().enumerate() {
            self.set(pair, times(place).0, None);
        }
        for (place, &pair) in chain.iter().enumerate() {
            self.set(pair, times(place).1, Some(pair));
        }
    }

    fn times(&self) -> Vec<(u32, u32)> {
        let talks = self.talk[Side::Project as usize].iter().enumerate();
        let mut times: Vec<(u32, u32)> =
            talks.filter_map(|(place, talk)| talk.map(|pair| (pair, (place % self.present.times) as u32))).collect();
        times.sort_unstable();
        times
    }
}

#[cfg(test)]
mod tests {
    use super::super::conditions::Conditions;
    use super::super::instance::Instance;
    use super::super::market::Side;
    use super::super::optimal::solve;
    use super::super::oracle::{market, meeting};
    use super::{Arranged, Calendar, NoTimetable, arrange, give_times};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn has_no_clash(instance: &Instance, calendar: &Calendar, found: &Arranged) -> bool {
        let mut taken = BTreeSet::new();
        found.times.iter().map(|&(pair, _)| pair).eq(found.solution.pairs.iter().copied())
            && found.times.iter().all(|&(number, time)| {
                let pair = instance.pair(number);
                let ends = [(Side::Project, pair.project), (Side::Organisation, pair.organisation)];
                let fixed = calendar.fixed.iter().find(|fixed| (fixed.0, fixed.1) == (pair.project, pair.organisation));
                time < calendar.times
                    && fixed.is_none_or(|fixed| fixed.2 == time)
                    && ends
                        .into_iter()
                        .all(|(side, member)| taken.insert((side as u8, member, time)) && !calendar.absent.contains(&(side, member, time)))
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn three_times_suffice_for_everybody_with_three_pairs(instance in meeting(15, 15, 1000)) {
            let calendar = Calendar { times: 3, ..Calendar::default() };
            let found = arrange(&instance, &Conditions::default(), &calendar).expect("no locked pairs");
            prop_assert!(has_no_clash(&instance, &calendar, &found));
            prop_assert_eq!(found.gap(), 0);
            prop_assert!(found.given_up.is_empty());
        }

        #[test]
        fn fixed_times_and_absences_never_clash(
            instance in meeting(8, 8, 1000),
            times in 1u32..5,
            wishes in prop::collection::vec((any::<prop::sample::Index>(), 0u32..4), 0..6),
            absences in prop::collection::vec((any::<bool>(), 0u32..8, 0u32..4), 0..8),
        ) {
            prop_assume!(instance.pairs() > 0);
            let fixed: std::collections::BTreeMap<u32, u32> =
                wishes.iter().map(|(pair, time)| (pair.index(instance.pairs()) as u32, time % times)).collect();
            let fixed = fixed.into_iter().map(|(pair, time)| (instance.pair(pair).project, instance.pair(pair).organisation, time)).collect();
            let count = [instance.projects() as u32, instance.organisations() as u32];
            let side = |project: bool| if project { Side::Project } else { Side::Organisation };
            let absent = absences.iter().map(|&(of, member, time)| (side(of), member % count[side(of) as usize], time % times)).collect();
            let calendar = Calendar { times, fixed, absent };
            let found = arrange(&instance, &Conditions::default(), &calendar).expect("no locked pairs");
            prop_assert!(has_no_clash(&instance, &calendar, &found));
            prop_assert!(found.gap() >= 0);
            prop_assert_eq!(found.bound, solve(&market(&instance)).objective);
        }
    }

    #[test]
    fn given_pairs_keep_their_choice_and_who_has_too_many_is_left_out() {
        let instance = super::super::text::read("2 2 4\n2\n2\n2 0\n2 0\n0 0 5\n0 1 5\n1 0 5\n1 1 5\n").expect("well-formed");
        let market = market(&instance);
        let times = |times: u32| give_times(&market, &Calendar { times, ..Calendar::default() }, &[0, 1, 2, 3]).expect("a calendar");
        assert_eq!(times(2).times, [(0, 0), (1, 1), (2, 1), (3, 0)]);
        assert_eq!((times(1).times.len(), times(1).left.len()), (2, 2));
        assert_eq!(times(0).left.len(), 4);
    }

    #[test]
    fn a_locked_pair_has_its_time_before_others_that_have_less_choice() {
        let instance = super::super::text::read("2 2 3\n2\n1\n2 0\n1 0\n0 0 5\n0 1 9\n1 0 9\n").expect("well-formed");
        let conditions = Conditions { locked: vec![(0, 0)], ..Conditions::default() };
        let absent = vec![(Side::Project, 1, 0), (Side::Organisation, 1, 1)];
        let calendar = Calendar { times: 2, fixed: vec![], absent };
        let found = arrange(&instance, &conditions, &calendar).expect("the locked pair has two times");
        assert!(has_no_clash(&instance, &calendar, &found));
        assert_eq!((found.solution.objective, found.given_up.len()), (14, 1));
    }

    #[test]
    fn locked_pairs_without_a_time_are_named() {
        let instance = super::super::text::read("1 1 1\n1\n1 0\n0 0 5\n").expect("well-formed");
        let conditions = Conditions { locked: vec![(0, 0)], ..Conditions::default() };
        let calendar = Calendar { times: 1, fixed: vec![], absent: vec![(Side::Project, 0, 0)] };
        assert!(arrange(&instance, &conditions, &calendar).is_err());
        let calendar = Calendar { times: 2, fixed: vec![(0, 0, 0)], absent: vec![(Side::Organisation, 0, 0)] };
        assert_eq!(arrange(&instance, &conditions, &calendar), Err(NoTimetable::Locked { pairs: vec![0] }));
        let calendar = Calendar { times: 1, fixed: vec![(0, 0, 1)], absent: vec![] };
        assert!(matches!(arrange(&instance, &conditions, &calendar), Err(NoTimetable::Bad(_))));
    }
}
