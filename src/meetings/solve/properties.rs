//! What holds for every meeting, tried on some hundred random ones.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::model::Mode;
use super::super::rules::Rules;
use super::{Asking, Input, Offering, Outcome, Stop, Unfilled, UnfilledCause, Weighed, solve};
use crate::platform::ids::{MeetingDemandId, OrganizationId};

fn id(kind: u64, n: usize) -> String {
    format!("00000000-0000-7000-{kind:04x}-{n:012x}")
}

fn demand(n: usize, slots: u32, absent: Vec<u32>) -> Asking {
    Asking { id: MeetingDemandId::parse(&id(1, n)).expect("an id"), slots, absent }
}

fn organization(n: usize, capacity: u32, newly_incubated: bool, absent: Vec<u32>) -> Offering {
    Offering { id: OrganizationId::parse(&id(2, n)).expect("an id"), capacity, newly_incubated, absent }
}

fn input(times: usize, demands: Vec<Asking>, organizations: Vec<Offering>, scores: &[&[u32]]) -> Input {
    let candidates = scores.iter().enumerate().flat_map(|(d, row)| {
        let pair = move |(o, score): (usize, &u32)| Weighed { demand: d as u32, organization: o as u32, score: *score, own_view: *score };
        row.iter().enumerate().map(pair)
    });
    Input {
        times: (0..times).map(|t| format!("{:02}:{:02}", 9 + t / 3, t % 3 * 20)).collect(),
        candidates: candidates.collect(),
        demands,
        organizations,
        locked: vec![],
        forbidden: vec![],
        rules: Rules::default(),
        weights: "test".into(),
    }
}

fn named(outcome: &Outcome) -> Vec<(u32, u32)> {
    outcome.pairs.iter().map(|p| (p.demand, p.organization)).collect()
}

fn refused(input: &Input) -> String {
    match solve(input) {
        Err(Stop::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

prop_compose! {
    fn meetings()(times in 1usize..5, d in 1usize..6, o in 1usize..6)(
        scores in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.7, 0u32..=10_000), o), d),
        views in prop::collection::vec(0u32..=10_000, d * o),
        slots in prop::collection::vec(1u32..4, d),
        guests in prop::collection::vec((1u32..4, any::<bool>()), o),
        gone in prop::collection::vec((any::<bool>(), 0usize..6, 0..times as u32), 0..4),
        stable in any::<bool>(),
        share in prop::sample::select(vec![None, Some("0.2"), Some("0.5"), Some("1")]),
        raise_lowest in any::<bool>(),
        minimum_quality in prop::sample::select(vec![0, 3000]),
        locks in prop::collection::vec((0..d as u32, 0..o as u32), 0..3),
        times in Just(times),
    ) -> Input {
        let whole: Vec<Vec<u32>> = scores.iter().map(|row| row.iter().map(|score| score.unwrap_or_default()).collect()).collect();
        let rows: Vec<&[u32]> = whole.iter().map(Vec::as_slice).collect();
        let absent = |of_demand: bool, n: usize| {
            let times: BTreeSet<u32> = gone.iter().filter(|g| g.0 == of_demand && g.1 == n).map(|g| g.2).collect();
            times.into_iter().collect::<Vec<_>>()
        };
        let demands = slots.iter().enumerate().map(|(n, s)| demand(n, *s, absent(true, n))).collect();
        let organizations = guests.iter().enumerate().map(|(n, g)| organization(n, g.0, g.1, absent(false, n))).collect();
        let mut input = input(times, demands, organizations, &rows);
        for (candidate, view) in input.candidates.iter_mut().zip(&views) {
            candidate.own_view = *view;
        }
        input.candidates.retain(|c| scores[c.demand as usize][c.organization as usize].is_some());
        input.locked = locks.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let mode = if stable { Mode::Stable } else { Mode::Optimal };
        input.rules = Rules { mode, minimum_quality, new_share: share.map(str::to_owned), raise_lowest, seed: 7, weights: None };
        input
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nobody_is_in_two_talks_at_once_and_nobody_has_more_than_they_asked_for(input in meetings()) {
        let Ok(outcome) = solve(&input) else { return Ok(()) };
        let mut taken = BTreeSet::new();
        for pair in &outcome.pairs {
            prop_assert!(taken.insert((true, pair.demand, pair.time)) && taken.insert((false, pair.organization, pair.time)));
            prop_assert!(!input.demands[pair.demand as usize].absent.contains(&pair.time));
            prop_assert!(!input.organizations[pair.organization as usize].absent.contains(&pair.time));
            let is_locked = input.locked.contains(&(pair.demand, pair.organization));
            prop_assert!(is_locked || pair.score as i32 >= input.rules.minimum_quality);
        }
        for (d, demand) in input.demands.iter().enumerate() {
            let held = outcome.pairs.iter().filter(|p| p.demand as usize == d).count() as u32;
            let open: u32 = outcome.unfilled.iter().filter(|u| u.demand_id == demand.id).map(|u| u.open_slots).sum();
            prop_assert_eq!(held + open, demand.slots, "every empty slot has its cause");
        }
        for (o, organization) in input.organizations.iter().enumerate() {
            prop_assert!(outcome.pairs.iter().filter(|p| p.organization as usize == o).count() as u32 <= organization.capacity);
        }
    }

    #[test]
    fn the_figures_are_those_of_the_pairs_and_the_best_total_is_proven(input in meetings()) {
        let Ok(outcome) = solve(&input) else { return Ok(()) };
        let figures = &outcome.figures;
        prop_assert_eq!(figures.total, outcome.pairs.iter().map(|p| i64::from(p.score)).sum::<i64>());
        prop_assert!(figures.total <= figures.best_total && figures.certificate_verified);
        prop_assert_eq!(figures.filled as usize, outcome.pairs.len());
        let is_plain = input.rules.mode == Mode::Optimal && input.rules.share().is_none() && !input.rules.raise_lowest;
        if is_plain && figures.without_time.is_empty() {
            prop_assert_eq!(figures.total, figures.best_total);
        }
        if figures.total == figures.best_total {
            prop_assert!(figures.total_verified);
        } else {
            prop_assert!(!figures.total_verified || figures.raised == 0 && figures.without_time.is_empty() && input.rules.mode == Mode::Optimal);
        }
        if input.rules.mode == Mode::Stable {
            prop_assert_eq!(figures.blocking_pairs, 0);
        }
    }

    #[test]
    fn every_locked_pair_is_made_and_one_that_cannot_be_is_named(input in meetings()) {
        match solve(&input) {
            Ok(outcome) => prop_assert!(input.locked.iter().all(|pair| named(&outcome).contains(pair))),
            Err(Stop::Refused(refusal)) => prop_assert!(refusal.code == "share_not_possible" || !refusal.pairs.is_empty()),
            Err(Stop::Broken(bad)) => prop_assert!(false, "{}", bad),
        }
    }

    #[test]
    fn the_share_is_kept_or_refused(input in meetings()) {
        let Some(share) = input.rules.share() else { return Ok(()) };
        match solve(&input) {
            Ok(outcome) => {
                prop_assert!(outcome.figures.newly_incubated.pairs as usize >= share.of(outcome.pairs.len()));
                prop_assert!(outcome.figures.guarantee.is_some());
            }
            Err(Stop::Refused(refusal)) => prop_assert!(refusal.code == "share_not_possible" || !input.locked.is_empty()),
            Err(Stop::Broken(bad)) => prop_assert!(false, "{}", bad),
        }
    }

    #[test]
    fn the_same_input_gives_the_same_bytes(input in meetings()) {
        let bytes = |input: &Input| solve(input).ok().map(|outcome| serde_json::to_vec(&outcome).expect("json"));
        prop_assert_eq!(bytes(&input), bytes(&input.clone()));
    }
}

fn two_by_two() -> Input {
    let demands = vec![demand(0, 1, vec![]), demand(1, 1, vec![])];
    let organizations = vec![organization(0, 1, false, vec![]), organization(1, 1, true, vec![])];
    input(2, demands, organizations, &[&[9000, 8000], &[8000, 1000]])
}

#[test]
fn the_sum_counts_and_not_the_best_pair() {
    let outcome = solve(&two_by_two()).expect("a meeting");
    assert_eq!(named(&outcome), [(0, 1), (1, 0)]);
    assert_eq!((outcome.figures.total, outcome.figures.certificate_verified), (16_000, true));
}

#[test]
fn a_stable_meeting_costs_and_nobody_blocks() {
    let mut input = two_by_two();
    input.rules.mode = Mode::Stable;
    let outcome = solve(&input).expect("a meeting");
    assert_eq!(named(&outcome), [(0, 0), (1, 1)]);
    assert_eq!((outcome.figures.total, outcome.figures.best_total, outcome.figures.blocking_pairs), (10_000, 16_000, 0));
}

#[test]
fn a_locked_pair_is_made_and_a_forbidden_one_never() {
    let mut input = two_by_two();
    input.locked = vec![(0, 0)];
    assert_eq!(named(&solve(&input).expect("a meeting")), [(0, 0), (1, 1)]);
    input.locked = vec![];
    input.forbidden = vec![(0, 1)];
    assert_eq!(named(&solve(&input).expect("a meeting")), [(0, 0), (1, 1)]);
}

#[test]
fn locked_pairs_that_cannot_be_are_named() {
    let mut input = two_by_two();
    input.locked = vec![(0, 0), (1, 0)];
    assert_eq!(refused(&input), "more_locked_pairs_than_room");
    let mut barred = two_by_two();
    barred.candidates.remove(0);
    barred.locked = vec![(0, 0)];
    assert_eq!(refused(&barred), "locked_pair_not_possible");
    let mut apart = two_by_two();
    apart.demands[0].absent = vec![0];
    apart.organizations[0].absent = vec![1];
    apart.locked = vec![(0, 0)];
    assert_eq!(refused(&apart), "locked_pair_without_time");
}

#[test]
fn a_share_has_its_price_or_is_not_possible() {
    let demands = vec![demand(0, 1, vec![])];
    let organizations = vec![organization(0, 1, false, vec![]), organization(1, 1, true, vec![])];
    let mut input = input(1, demands, organizations, &[&[9000, 8100]]);
    input.rules.new_share = Some("0.5".into());
    let guarantee = solve(&input).expect("a meeting").figures.guarantee.expect("a share");
    assert_eq!((guarantee.cost, guarantee.words.en.as_str()), (900, "50 % costs 10.00 % of the total score"));
    input.rules.minimum_quality = 8500;
    assert_eq!(refused(&input), "share_not_possible");
}

#[test]
fn the_lowest_are_not_raised_at_the_cost_of_the_share() {
    let demands = vec![demand(0, 1, vec![]), demand(1, 1, vec![])];
    let organizations = vec![organization(0, 1, false, vec![]), organization(1, 1, true, vec![])];
    let mut input = input(2, demands, organizations, &[&[9000, 1000], &[1000]]);
    input.rules = Rules { new_share: Some("1".into()), raise_lowest: true, ..Rules::default() };
    let figures = solve(&input).expect("a meeting").figures;
    assert_eq!((figures.filled, figures.newly_incubated.pairs), (1, 1));
}

#[test]
fn what_was_changed_after_the_proof_is_not_said_to_be_proven() {
    let proofs = |input: &Input| {
        let figures = solve(input).expect("a meeting").figures;
        (figures.certificate_verified, figures.total_verified)
    };
    assert_eq!(proofs(&two_by_two()), (true, true));
    let mut stable = two_by_two();
    stable.rules.mode = Mode::Stable;
    assert_eq!(proofs(&stable), (true, false));
    let mut fairer = input(1, stable.demands, stable.organizations, &[&[9000, 40], &[8900]]);
    assert_eq!(proofs(&fairer), (true, true));
    fairer.rules.raise_lowest = true;
    assert_eq!(solve(&fairer).expect("a meeting").figures.raised, 1);
    assert_eq!(proofs(&fairer), (true, false));
}

#[test]
fn a_locked_pair_with_more_choice_of_times_is_not_crowded_out() {
    let demands = vec![demand(0, 2, vec![]), demand(1, 1, vec![0])];
    let organizations = vec![organization(0, 2, false, vec![]), organization(1, 1, false, vec![1])];
    let mut input = input(2, demands, organizations, &[&[5000, 9000], &[9000]]);
    input.locked = vec![(0, 0)];
    let outcome = solve(&input).expect("the locked pair has its time");
    assert_eq!(outcome.figures.total, 14_000);
    assert_eq!((outcome.figures.without_time.len(), outcome.figures.total_verified), (1, false));
}

#[test]
fn every_empty_slot_has_its_binding_cause() {
    let causes = |input: &Input| {
        let told = |u: &Unfilled| (u.cause, u.open_slots);
        solve(input).expect("a meeting").unfilled.iter().map(told).collect::<Vec<_>>()
    };
    let demands = vec![demand(0, 1, vec![]), demand(1, 1, vec![])];
    let one = vec![organization(0, 1, false, vec![])];
    let full = input(2, demands.clone(), one.clone(), &[&[9000], &[8000]]);
    assert_eq!(causes(&full), [(UnfilledCause::AllFull, 1)]);
    let told = &solve(&full).expect("a meeting").unfilled[0];
    assert!(told.wanted.is_some() && told.gives_way.is_some());
    let mut poor = full.clone();
    poor.rules.minimum_quality = 8500;
    assert_eq!(causes(&poor), [(UnfilledCause::BelowMinimum, 1)]);
    let mut nobody = full.clone();
    nobody.candidates.pop();
    assert_eq!(causes(&nobody), [(UnfilledCause::NoCandidate, 1)]);
    let mut greedy = full.clone();
    greedy.demands = vec![demand(0, 3, vec![])];
    greedy.candidates.pop();
    assert_eq!(causes(&greedy), [(UnfilledCause::NoneLeft, 1), (UnfilledCause::TooFewTimes, 1)]);
    let mut apart = full;
    apart.demands = vec![demand(0, 1, vec![0])];
    apart.candidates.pop();
    apart.organizations[0].absent = vec![1];
    assert_eq!(causes(&apart), [(UnfilledCause::NoCommonTime, 1)]);
}
