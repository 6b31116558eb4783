//! The best meeting: pairs of the largest possible total weight, with prices that prove it.

use super::auction;
use super::augment::{Augmenter, settle};
use super::market::{CLOSED, Market, Side};
use super::matching::Matching;

/// Chosen pairs, and prices that prove that no other choice with as many new organisations has a larger total weight (see
/// [`super::certificate`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The numbers of the chosen pairs, the locked ones among them, ascending.
    pub pairs: Vec<u32>,
    /// Their total weight.
    pub objective: i64,
    /// What one more slot of each project would be worth.
    pub project_price: Vec<i64>,
    /// What one more place at each organisation would be worth.
    pub organisation_price: Vec<i64>,
    /// What a pair with a new organisation counts beyond its weight: the cost of the last guaranteed place. 0 without a share.
    pub bonus: i64,
}

/// The exact optimum. The same market always gives the same solution.
pub fn solve(market: &Market<'_>) -> Solution {
    solution(market, solved(market))
}

/// The exact optimum again, after pairs were locked or forbidden or weights changed: starts from an earlier solution of the same
/// instance, so that only what changed has to be mended. Where several optima exist it may choose another one than [`solve`].
pub fn resolve(market: &Market<'_>, earlier: &Solution) -> Solution {
    let mut matching = Matching::new(market);
    matching.price[Side::Organisation as usize].clone_from(&earlier.organisation_price);
    for &pair in &earlier.pairs {
        let has_room = |side| matching.has_room(side, market.end(pair, side));
        if market.weight[pair as usize] != CLOSED && Side::BOTH.into_iter().all(has_room) {
            matching.hold(market, pair);
        }
    }
    settle(market, &mut matching);
    Augmenter::new(market).run(market, &mut matching);
    solution(market, matching)
}

pub(super) fn solved(market: &Market<'_>) -> Matching {
    let mut matching = Matching::new(market);
    auction::hold(market, &mut matching);
    settle(market, &mut matching);
    Augmenter::new(market).run(market, &mut matching);
    matching
}

pub(super) fn solution(market: &Market<'_>, matching: Matching) -> Solution {
    let mut pairs = matching.pairs();
    pairs.extend(&market.locked);
    pairs.sort_unstable();
    let objective = market.instance.total(&pairs);
    let bonus = matching.bonus;
    let organisations = 0..market.members(Side::Organisation);
    let organisation_price = organisations.map(|o| matching.above_floor(market, Side::Organisation, o)).collect();
    let [project_price, _] = matching.price;
    Solution { pairs, objective, project_price, organisation_price, bonus }
}

#[cfg(test)]
mod tests {
    use super::super::certificate::{Flaw, verify};
    use super::super::conditions::Conditions;
    use super::super::instance::{Candidate, Instance};
    use super::super::market::Market;
    use super::super::oracle::{best_total, greedy_total, market, meeting, small};
    use super::{resolve, solve};
    use pathfinding::prelude::{Matrix, kuhn_munkres};
    use proptest::prelude::*;

    /// Slots and places become rows and columns of a dense matrix; only for rooms of 1, as each pair may be made once.
    fn dense_total(instance: &Instance) -> i64 {
        let size = instance.projects() + instance.organisations();
        let mut weights = Matrix::new(instance.projects(), size, 0i64);
        for pair in 0..instance.pairs() as u32 {
            let Candidate { project, organisation, weight } = instance.pair(pair);
            weights[(project as usize, organisation as usize)] = weight;
        }
        kuhn_munkres(&weights).0
    }

    fn of_single_rooms(instance: &Instance) -> Instance {
        let guests = instance.guests.iter().map(|guest| super::super::instance::Guest { capacity: 1, ..*guest }).collect();
        let pairs = (0..instance.pairs() as u32).map(|pair| instance.pair(pair)).collect();
        Instance::new(vec![1; instance.projects()], guests, pairs).expect("well-formed")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_choice_is_better(instance in small()) {
            let market = market(&instance);
            let solution = solve(&market);
            prop_assert_eq!(solution.objective, best_total(&market));
            prop_assert_eq!(verify(&market, &solution), Ok(()));
        }

        #[test]
        fn conditions_are_kept_and_no_choice_under_them_is_better(
            instance in small(), minimum_quality in 0i64..8, picks in prop::collection::vec((0u32..4, 0u32..4), 0..4), locks in 0usize..3,
        ) {
            let (locked, forbidden) = picks.split_at(locks.min(picks.len()));
            let conditions = Conditions { minimum_quality, locked: locked.to_vec(), forbidden: forbidden.to_vec() };
            if let Ok(strict) = Market::new(&instance, &conditions) {
                let solution = solve(&strict);
                prop_assert_eq!(solution.objective, best_total(&strict));
                prop_assert_eq!(verify(&strict, &solution), Ok(()));
                let from_before = resolve(&strict, &solve(&market(&instance)));
                prop_assert_eq!(from_before.objective, solution.objective);
                prop_assert_eq!(verify(&strict, &from_before), Ok(()));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn a_dense_solver_finds_the_same_total(instance in meeting(12, 12, 10_000)) {
            let instance = of_single_rooms(&instance);
            prop_assert_eq!(solve(&market(&instance)).objective, dense_total(&instance));
        }

        #[test]
        fn larger_meetings_are_proven(instance in meeting(40, 40, 10_000)) {
            let market = market(&instance);
            let solution = solve(&market);
            prop_assert_eq!(verify(&market, &solution), Ok(()));
            prop_assert!(solution.objective >= greedy_total(&market));
        }

        #[test]
        fn one_more_pair_never_lowers_the_total(instance in meeting(10, 10, 100), project in 0u32..10, organisation in 0u32..10) {
            prop_assume!((project as usize) < instance.projects() && (organisation as usize) < instance.organisations());
            prop_assume!(instance.number_of(project, organisation).is_some());
            let conditions = Conditions { forbidden: vec![(project, organisation)], ..Conditions::default() };
            let without = solve(&Market::new(&instance, &conditions).expect("allowed"));
            prop_assert!(solve(&market(&instance)).objective >= without.objective);
        }

        #[test]
        fn changed_weights_are_mended_from_the_earlier_prices(instance in meeting(15, 15, 1000), salt in 1i64..1000) {
            let market = market(&instance);
            let earlier = solve(&market);
            let changed: Vec<Candidate> = (0..instance.pairs() as u32)
                .map(|pair| instance.pair(pair))
                .map(|pair| Candidate { weight: (pair.weight * salt) % 1009, ..pair })
                .collect();
            let changed = Instance::new(instance.slots.clone(), instance.guests.clone(), changed).expect("well-formed");
            let market = super::super::oracle::market(&changed);
            let solution = resolve(&market, &earlier);
            prop_assert_eq!(verify(&market, &solution), Ok(()));
            prop_assert_eq!(solution.objective, solve(&market).objective);
        }

        #[test]
        fn a_doctored_solution_is_refused(instance in meeting(8, 8, 100), which in any::<prop::sample::Index>(), how in 0..5) {
            let market = market(&instance);
            let mut solution = solve(&market);
            prop_assume!(!solution.pairs.is_empty());
            let place = which.index(solution.pairs.len());
            let pair = solution.pairs[place];
            let weight = market.weight[pair as usize];
            prop_assume!(weight > 0);
            match how {
                0 => { solution.pairs.remove(place); }
                1 => { solution.pairs.remove(place); solution.objective -= weight; }
                2 => solution.objective += 1,
                3 => solution.pairs.insert(place, pair),
                _ => solution.project_price.iter_mut().for_each(|price| *price = -1),
            }
            prop_assert!(verify(&market, &solution).is_err());
        }
    }

    #[test]
    fn the_checker_names_the_flaw() {
        let instance = super::super::text::read("1 1 1\n1\n1 0\n0 0 5\n").expect("well-formed");
        let market = market(&instance);
        let mut solution = solve(&market);
        solution.pairs.clear();
        solution.objective = 0;
        assert!(matches!(verify(&market, &solution), Err(Flaw::IdleButPriced { .. } | Flaw::MissedGain { pair: 0 })));
        solution.project_price = vec![];
        assert_eq!(verify(&market, &solution), Err(Flaw::OtherInstance));
    }

    #[test]
    fn an_empty_meeting_has_an_empty_solution() {
        let instance = Instance::new(vec![], vec![], vec![]).expect("well-formed");
        let solution = solve(&market(&instance));
        assert_eq!((solution.objective, solution.pairs.len()), (0, 0));
        assert_eq!(verify(&market(&instance), &solution), Ok(()));
    }
}
