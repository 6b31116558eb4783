//! The guaranteed share for newly incubated organisations, and its price.
//!
//! **What is guaranteed.** Let f be the number of slots that the best meeting without the guarantee fills. With the share q at least
//! ⌈q·f⌉ pairs are with new organisations, and if more than f slots are filled, at least q of those, too. So a share is never
//! reached by leaving slots empty: filling fewer of them doesn't lower what is asked for.
//!
//! **When it is possible.** Exactly when ⌈q·f⌉ pairs with new organisations can be made at all; the largest number of them is the
//! optimum of a meeting with only those pairs, each of weight 1, and its prices prove it.
//!
//! **Why the price is exact.** "At least k pairs with new organisations" is one more arc in a flow network, so there is a bonus for
//! these pairs under which the best meeting has exactly k of them. The bonus is found in a few jumps; the last places are gained one
//! by one, each in the cheapest way.

use super::augment::{Augmenter, settle};
use super::instance::{Candidate, Guest, Instance};
use super::market::{CLOSED, Market, Side};
use super::matching::Matching;
use super::optimal::{self, Solution, solution, solved};
use std::fmt;
use std::str::FromStr;

/// A share between 0 and 1, exact: `numerator / denominator` as it was written in decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    numerator: u64,
    denominator: u64,
}

/// Not a decimal number between 0 and 1 with at most six digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadShare;

impl fmt::Display for BadShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a share is a decimal number between 0 and 1, such as 0.12, with at most six digits after the point")
    }
}

impl std::error::Error for BadShare {}

impl FromStr for Share {
    type Err = BadShare;

    fn from_str(text: &str) -> Result<Self, BadShare> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| (1..=6).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) {
            return Err(BadShare);
        }
        let denominator = 10u64.pow(decimals.len() as u32);
        let number = |part: &str| part.parse::<u64>().map_err(|_| BadShare);
        let numerator = number(whole)? * denominator + number(decimals)?;
        if numerator > denominator { Err(BadShare) } else { Ok(Self { numerator, denominator }) }
    }
}

impl Share {
    /// The least number of pairs that is at least this share of `filled`.
    pub fn of(self, filled: usize) -> usize {
        (filled as u64 * self.numerator).div_ceil(self.denominator) as usize
    }
}

/// The best meeting with the share, and what it costs.
#[derive(Debug, Clone)]
pub struct Guaranteed {
    pub solution: Solution,
    /// The best meeting without the share.
    pub best: i64,
    /// No meeting with the share has a larger total: the optimum for ⌈q·f⌉ new organisations. The solution reaches it, unless it
    /// fills more slots than the best meeting and so needs more new organisations.
    pub bound: i64,
}

/// The share can't be reached, whatever is given up for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotPossible {
    /// Pairs with new organisations that the share asks for.
    pub required: usize,
    /// No more than so many can be made.
    pub possible: usize,
}

impl fmt::Display for NotPossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { required, possible } = self;
        write!(f, "not possible with these capacities: {required} slots would have to go to new organisations, at most {possible} can")
    }
}

impl std::error::Error for NotPossible {}

/// The largest total weight among the meetings with the share.
pub fn optimal_with(market: &Market<'_>, share: Share) -> Result<Guaranteed, NotPossible> {
    let mut search = Search::new(market);
    let (best, plain) = (search.total(), search.filled());
    let required = share.of(plain);
    if search.new_pairs() < required {
        let possible = most_new(market, required);
        if possible < required {
            return Err(NotPossible { required, possible });
        }
        search.approach(required);
        search.gain(required);
    }
    let bound = search.total();
    let mut gaining = true;
    while gaining && search.new_pairs() < share.of(search.filled()) {
        gaining = search.gain(share.of(search.filled()));
    }
    let mut solution = solution(market, search.matching);
    drop_surplus(market, &mut solution, share);
    // Locked pairs cannot be given up: with them more slots may be filled than the share has places for.
    let (required, possible) = (share.of(plain.max(solution.pairs.len())), market.instance.count_new(&solution.pairs));
    if possible < required {
        return Err(NotPossible { required, possible });
    }
    Ok(Guaranteed { solution, best, bound })
}

/// How close to what is required the jumps must come before places are gained one by one.
const CLOSE: usize = 16;
/// Interpolating and halving in turns, this is enough for a bonus of a thousand times its first guess.
const JUMPS: usize = 20;

struct Search<'m, 'i> {
    market: &'m Market<'i>,
    augmenter: Augmenter,
    matching: Matching,
}

impl<'m, 'i> Search<'m, 'i> {
    fn new(market: &'m Market<'i>) -> Self {
        Self { market, augmenter: Augmenter::new(market), matching: solved(market) }
    }

    fn filled(&self) -> usize {
        (0..self.market.members(Side::Project)).map(|p| self.matching.of(Side::Project, p).len()).sum::<usize>() + self.market.locked.len()
    }

    fn new_pairs(&self) -> usize {
        let new = (0..self.market.members(Side::Organisation)).filter(|&o| self.market.instance.guests[o].new);
        new.map(|o| self.matching.of(Side::Organisation, o).len()).sum::<usize>() + self.market.instance.count_new(&self.market.locked)
    }

    fn total(&self) -> i64 {
        self.market.instance.total(&self.matching.pairs()) + self.market.instance.total(&self.market.locked)
    }

    fn jump(&mut self, bonus: i64) {
        let falls = bonus < self.matching.bonus;
        self.matching.bonus = bonus;
        if falls {
            settle(self.market, &mut self.matching);
        }
        self.augmenter.run(self.market, &mut self.matching);
    }

    /// Raises the bonus to where a few places are still missing.
    fn approach(&mut self, required: usize) {
        let (mut below, mut kept) = ((0, self.new_pairs()), self.matching.clone());
        let mut above: Option<(i64, usize)> = None;
        let mut bonus = self.first_guess(required);
        for jump in 0..JUMPS {
            if below.1 + CLOSE >= required || above.is_some_and(|(above, _)| above <= below.0 + 1) {
                break;
            }
            self.jump(bonus);
            let found = self.new_pairs();
            if found > required {
                above = Some((bonus, found));
            } else {
                below = (bonus, found);
                kept.clone_from(&self.matching);
            }
            bonus = next_try(below, above, required, jump % 2 == 1);
        }
        self.matching = kept;
    }

    /// What the pairs with new organisations lack today: the bonus at which enough projects would want one.
    fn first_guess(&self, required: usize) -> i64 {
        let instance = self.market.instance;
        let [project_price, organisation_price] = &self.matching.price;
        let mut lack: Vec<i64> = vec![];
        for (p, &worth) in project_price.iter().enumerate() {
            let pairs = instance.pairs_of(p).filter(|&pair| instance.is_new(pair as u32) && self.market.weight[pair] != CLOSED);
            let lacks = pairs.map(|pair| worth + organisation_price[instance.organisation[pair] as usize] - self.market.weight[pair]);
            lack.extend(lacks.min().filter(|&least| least > 0));
        }
        lack.sort_unstable();
        let missing = required - self.new_pairs();
        lack.get(missing).or(lack.last()).copied().unwrap_or(1).max(1)
    }

    /// Returns false if no more are possible.
    fn gain(&mut self, required: usize) -> bool {
        while self.new_pairs() < required {
            if !self.augmenter.gain_new(self.market, &mut self.matching) {
                return false;
            }
        }
        true
    }
}

/// The bonus to try between the two sides: the middle, or where a straight line comes a little below what is required.
fn next_try(below: (i64, usize), above: Option<(i64, usize)>, required: usize, halve: bool) -> i64 {
    let missing = (required - below.1) as i64;
    let Some(above) = above else { return 2 * below.0 };
    let width = above.0 - below.0;
    let aim = (missing - CLOSE as i64 / 2).max(1);
    let step = if halve { width / 2 } else { width * aim / (above.1 - below.1) as i64 };
    below.0 + step.clamp(1, (width - 1).max(1))
}

/// The largest number of pairs with new organisations, or what bounds it if that is already too small.
fn most_new(market: &Market<'_>, required: usize) -> usize {
    let instance = market.instance;
    let locked = instance.count_new(&market.locked);
    let room = market.room[Side::Organisation as usize].iter().enumerate().filter(|&(o, _)| instance.guests[o].new);
    let room: u64 = room.map(|(o, &room)| u64::from(room.min(market.degree(Side::Organisation, o)))).sum();
    if room as usize + locked < required {
        return room as usize + locked;
    }
    let pairs = (0..instance.pairs() as u32).filter(|&pair| instance.is_new(pair) && market.weight[pair as usize] != CLOSED);
    let pairs = pairs.map(|pair| Candidate { weight: 1, ..instance.pair(pair) }).collect();
    let guests =
        instance.guests.iter().zip(&market.room[Side::Organisation as usize]).map(|(guest, &capacity)| Guest { capacity, ..*guest });
    let Ok(only_new) = Instance::new(market.room[Side::Project as usize].clone(), guests.collect(), pairs) else { return locked };
    let Ok(market) = Market::new(&only_new, &Default::default()) else { return locked };
    optimal::solve(&market).pairs.len() + locked
}

/// Gives up the lightest pairs with other organisations until the share is reached.
fn drop_surplus(market: &Market<'_>, solution: &mut Solution, share: Share) {
    let instance = market.instance;
    let new = instance.count_new(&solution.pairs);
    while new < share.of(solution.pairs.len()) {
        let may_go = |pair: &u32| !instance.is_new(*pair) && market.locked.binary_search(pair).is_err();
        let lightest = (0..solution.pairs.len())
            .filter(|&at| may_go(&solution.pairs[at]))
            .min_by_key(|&at| instance.weight[solution.pairs[at] as usize]);
        let Some(lightest) = lightest else { break };
        let pair = solution.pairs.remove(lightest);
        solution.objective -= instance.weight[pair as usize];
    }
}

#[cfg(test)]
mod tests {
    use super::super::certificate::verify;
    use super::super::conditions::Conditions;
    use super::super::market::Market;
    use super::super::oracle::{every_choice, market, meeting, small};
    use super::{Share, optimal_with};
    use proptest::prelude::*;

    struct Tried {
        /// The best total with at least as many of them as the share asks for of the plain meeting.
        bound: i64,
        /// The same, if they are also enough for what is filled.
        best: i64,
    }

    fn by_trying_all(market: &Market<'_>, share: Share, plain: usize) -> Tried {
        let instance = market.instance;
        let mut tried = Tried { bound: i64::MIN, best: i64::MIN };
        every_choice(market, |chosen| {
            let pairs: Vec<u32> = chosen.iter().chain(&market.locked).copied().collect();
            let (new, total) = (instance.count_new(&pairs), instance.total(&pairs));
            if new >= share.of(plain) {
                tried.bound = tried.bound.max(total);
            }
            if new >= share.of(plain.max(pairs.len())) {
                tried.best = tried.best.max(total);
            }
        });
        tried
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_choice_with_the_share_is_better(instance in small(), hundredths in 0u32..=100, lock in prop::option::of((0u32..4, 0u32..4))) {
            let share: Share = format!("{}.{:02}", hundredths / 100, hundredths % 100).parse().expect("a share");
            let conditions = Conditions { locked: lock.into_iter().collect(), ..Conditions::default() };
            let Ok(market) = Market::new(&instance, &conditions) else { return Ok(()) };
            let plain = super::optimal::solve(&market);
            let tried = by_trying_all(&market, share, plain.pairs.len());
            match optimal_with(&market, share) {
                Err(refusal) => {
                    prop_assert_eq!(tried.best, i64::MIN, "no choice has the share");
                    prop_assert!(refusal.possible < refusal.required);
                }
                Ok(found) => {
                    let pairs = &found.solution.pairs;
                    prop_assert_eq!((found.best, found.bound), (plain.objective, tried.bound));
                    prop_assert!(found.solution.objective <= tried.best);
                    prop_assert_eq!(found.solution.objective, instance.total(pairs));
                    prop_assert!(instance.count_new(pairs) >= share.of(plain.pairs.len().max(pairs.len())));
                    if found.solution.objective == found.bound {
                        prop_assert_eq!(verify(&market, &found.solution), Ok(()));
                    }
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn larger_meetings_with_a_share_are_proven(instance in meeting(40, 40, 10_000), hundredths in 1u32..60) {
            let share: Share = format!("0.{hundredths:02}").parse().expect("a share");
            let market = market(&instance);
            if let Ok(found) = optimal_with(&market, share) {
                let pairs = &found.solution.pairs;
                prop_assert!(instance.count_new(pairs) >= share.of(pairs.len()));
                prop_assert!(found.solution.objective <= found.bound && found.bound <= found.best);
                if found.solution.objective == found.bound {
                    prop_assert_eq!(verify(&market, &found.solution), Ok(()));
                }
            }
        }
    }

    #[test]
    fn a_share_is_read_exactly() {
        let of = |text: &str, filled: usize| text.parse::<Share>().map(|share| share.of(filled));
        assert_eq!(of("0.12", 100), Ok(12));
        assert_eq!(of("0.12", 101), Ok(13));
        assert_eq!(of("0.1", 30), Ok(3));
        assert_eq!(of("0", 5), Ok(0));
        assert_eq!(of("1", 5), Ok(5));
        assert_eq!(of("1.000", 5), Ok(5));
        for bad in ["", ".", "0.", ".5", "1.1", "-0.1", "0.1234567", "12%", "1e-1", "0,1", "NaN"] {
            assert!(of(bad, 1).is_err(), "{bad}");
        }
    }
}
