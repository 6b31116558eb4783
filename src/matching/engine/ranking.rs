//! How values become a score, and which of many are the best.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::FULL;
use super::fixed::fuse;
use super::own_view::{self, OwnKey};
use super::pool::Value;
use super::store::Row;
use super::weights::{Key, Weights};

/// Of a score so many percent are taken off per invitation received this month; at most all of it.
const PERCENT_PER_INVITATION: u32 = 2;

/// One pair, weighed but not yet told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scored {
    pub row: Row,
    /// In the order of [`Key::ALL`].
    pub values: [Value; Key::ALL.len()],
    /// In the order of [`OwnKey::ALL`].
    pub own: [Value; OwnKey::ALL.len()],
    /// The sum of the points of all criteria.
    pub project_score: u32,
    pub own_view: u32,
    /// Both views in one.
    pub score: u32,
    /// What is taken off in lists for invitations already received.
    pub penalty: u32,
}

impl Scored {
    pub fn new(
        row: Row,
        values: [Value; Key::ALL.len()],
        own: [Value; OwnKey::ALL.len()],
        invited_this_month: u32,
        weights: &Weights,
    ) -> Self {
        let project_score = project_score(weights, values.map(|value| value.value));
        let own_view = own_view::view(own.map(|value| value.value));
        let score = fuse(project_score, own_view);
        Self { row, values, own, project_score, own_view, score, penalty: penalty(score, invited_this_month) }
    }

    /// What decides the place in a list.
    pub fn rank_score(&self) -> u32 {
        self.score - self.penalty
    }

    /// The share of the weights whose criteria are known, 0–10000.
    pub fn confidence(&self, weights: &Weights) -> u32 {
        let known = Key::ALL.into_iter().zip(self.values).filter(|(_, value)| value.known);
        known.map(|(key, _)| weights.of(key) * 100).sum()
    }
}

fn penalty(score: u32, invited_this_month: u32) -> u32 {
    score * (invited_this_month.min(100 / PERCENT_PER_INVITATION) * PERCENT_PER_INVITATION) / 100
}

/// What decides the place in a list of one with that score; never less for a higher score.
pub(super) fn rank_score(score: u32, invited_this_month: u32) -> u32 {
    score - penalty(score, invited_this_month)
}

/// The sum of the points of all criteria, given their values in the order of [`Key::ALL`].
pub(super) fn project_score(weights: &Weights, values: [u32; Key::ALL.len()]) -> u32 {
    Key::ALL.into_iter().zip(values).map(|(key, value)| weights.points(key, value)).sum()
}

/// The best few of many: by rank score, then fewer open invitations, then id.
pub(super) struct Best<'a> {
    most: usize,
    heap: BinaryHeap<Reverse<Entry<'a>>>,
    least_rank_score: u32,
    least_project_score: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry<'a> {
    order: (u32, Reverse<u32>, Reverse<&'a str>),
    scored: Scored,
}

impl PartialOrd for Entry<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order.cmp(&other.order)
    }
}

impl<'a> Best<'a> {
    pub fn new(most: usize) -> Self {
        Self { most, heap: BinaryHeap::new(), least_rank_score: 0, least_project_score: 0 }
    }

    /// A project score below this cannot get in, whatever the organisation's own view.
    pub fn least_project_score(&self) -> u32 {
        self.least_project_score
    }

    /// A rank score below this cannot get in.
    pub fn least_rank_score(&self) -> u32 {
        self.least_rank_score
    }

    pub fn offer(&mut self, scored: Scored, open_invitations: u32, id: &'a str) {
        if self.most == 0 {
            return;
        }
        let entry = Entry { order: (scored.rank_score(), Reverse(open_invitations), Reverse(id)), scored };
        if self.heap.len() < self.most {
            self.heap.push(Reverse(entry));
        } else if self.heap.peek().is_some_and(|Reverse(worst)| entry > *worst) {
            self.heap.pop();
            self.heap.push(Reverse(entry));
        } else {
            return;
        }
        if self.heap.len() == self.most {
            let least = self.heap.peek().map_or(0, |Reverse(worst)| worst.order.0);
            if least != self.least_rank_score {
                self.least_rank_score = least;
                self.least_project_score = least_project_score_for(least);
            }
        }
    }

    /// Best first.
    pub fn into_sorted(self) -> Vec<Scored> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(entry)| entry.scored).collect()
    }
}

/// The lowest project score that an enthusiastic organisation can turn into `rank_score`.
fn least_project_score_for(rank_score: u32) -> u32 {
    let (mut low, mut high) = (0, FULL);
    while low < high {
        let middle = (low + high) / 2;
        if fuse(middle, FULL) >= rank_score { high = middle } else { low = middle + 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::super::weights::DEFAULT;
    use super::*;

    fn scored(value: u32, invited: u32) -> Scored {
        let all = Value { value, known: true };
        Scored::new(0, [all; 8], [all; 4], invited, &DEFAULT)
    }

    #[test]
    fn two_percent_go_off_per_invitation_of_the_month_and_never_more_than_all() {
        assert_eq!([0, 1, 10, 50, u32::MAX].map(|invited| scored(FULL, invited).rank_score()), [10_000, 9_800, 8_000, 0, 0]);
        assert_eq!(scored(FULL, 50).score, FULL);
    }

    #[test]
    fn a_higher_score_never_ranks_lower() {
        for invited in [0, 1, 7, 49, 50, 60] {
            assert!((0..FULL).all(|score| rank_score(score, invited) <= rank_score(score + 1, invited)), "{invited}");
        }
    }

    #[test]
    fn the_bound_lets_everything_in_that_could_be_better() {
        for rank_score in (0..=FULL).step_by(7) {
            let least = least_project_score_for(rank_score);
            assert!(fuse(least, FULL) >= rank_score);
            assert!(least == 0 || fuse(least - 1, FULL) < rank_score);
        }
    }

    #[test]
    fn the_best_few_are_those_of_a_full_sort() {
        let all: Vec<(u32, u32, String)> =
            (0..200_u32).map(|i| (i * 7919 % 23 * 400, i * 31 % 3, format!("{:03}", i * 17 % 200))).collect();
        let mut best = Best::new(20);
        for (value, open, id) in &all {
            best.offer(Scored { row: id.parse().expect("a number"), ..scored(*value, 0) }, *open, id);
        }
        let mut sorted = all.clone();
        sorted.sort_by_key(|(value, open, id)| (Reverse(scored(*value, 0).rank_score()), *open, id.clone()));
        let expected: Vec<usize> = sorted.iter().take(20).map(|(_, _, id)| id.parse().expect("a number")).collect();
        assert_eq!(best.into_sorted().iter().map(|scored| scored.row).collect::<Vec<_>>(), expected);
    }
}
