//! Makes the scores of different candidates comparable.
//!
//! Some texts score high for every question (long ones, general ones), others for none. Each candidate's score is therefore
//! measured against its own scores over a fixed sample of questions. A candidate that few questions of the sample touch
//! tells little about itself: it leans on the mean of all.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::index::{Field, Index, Moves, Slot, TermHasher};
use super::query::{Query, Scores, contribution};
use super::tokens::Term;

/// As many questions make a good sample for a service that measures every changed document at once.
pub const SAMPLE: usize = 512;
/// Fewer questions say too little about anybody.
pub const FEWEST: usize = 50;
/// Binary places of a calibrated value.
pub const VALUE_BITS: u32 = 12;
/// How many questions' worth the mean of all counts in each candidate's figures.
const PRIOR: u128 = 64;
/// Binary places of the reciprocal of a deviation.
const RECIPROCAL_BITS: u32 = 32;

/// How each candidate scores in general.
#[derive(Debug, Clone)]
pub struct Calibration {
    questions: usize,
    /// For each term the questions of the sample that have it, with its weight there.
    sample: HashMap<Term, Vec<(u32, u32)>, TermHasher>,
    everybody: Spread,
    by_slot: Vec<Level>,
}

impl Calibration {
    /// Measures every document of an index over a sample of questions, of which at most `most` are taken, evenly; none if
    /// there are fewer than [`FEWEST`]. Telling `progress` after each how many were asked.
    pub fn over<'q>(
        index: &Index,
        questions: impl ExactSizeIterator<Item = &'q [Field]>,
        most: usize,
        mut progress: impl FnMut(usize),
    ) -> Option<Self> {
        let all = questions.len();
        let taken = all.min(most);
        if taken < FEWEST {
            return None;
        }
        let mut sample: HashMap<Term, Vec<(u32, u32)>, TermHasher> = HashMap::default();
        let mut moments = vec![Moments::default(); index.slots()];
        let mut scores = Scores::default();
        let chosen = questions.enumerate().filter(|(i, _)| i * taken / all != (i + 1) * taken / all);
        for (question, (_, fields)) in (0..).zip(chosen) {
            let query = Query::of(fields, index);
            query.score(index, &mut scores);
            for (moments, score) in moments.iter_mut().zip(&scores.sums) {
                moments.add(*score);
            }
            for (term, weight) in query.terms() {
                sample.entry(*term).or_default().push((question, *weight));
            }
            progress(question as usize + 1);
        }
        let spreads: Vec<Spread> = index.live().map(|(slot, _)| moments[slot.place()].spread(taken)).collect();
        let everybody = Spread::mean(&spreads);
        let by_slot = moments.iter().map(|moments| moments.level(taken, everybody)).collect();
        Some(Self { questions: taken, sample, everybody, by_slot })
    }

    /// Measures a document that is new or has changed, by its terms; the sample keeps the weights it had when it was drawn.
    pub(super) fn measure(&mut self, index: &Index, slot: Slot, terms: &[(Term, u32)]) {
        let (saturation, length) = (index.saturation(), index.length_classes()[slot.place()]);
        let mut scores = vec![0_u32; self.questions];
        for (term, frequency) in terms {
            let saturation = saturation.of(*frequency, length);
            for (question, weight) in self.sample.get(term).map_or(&[][..], Vec::as_slice) {
                let score: &mut u32 = &mut scores[*question as usize];
                *score = score.saturating_add(contribution(*weight, saturation));
            }
        }
        let mut moments = Moments::default();
        scores.into_iter().for_each(|score| moments.add(score));
        let unmeasured = Moments::default().level(self.questions, self.everybody);
        self.by_slot.resize(index.slots().max(self.by_slot.len()), unmeasured);
        self.by_slot[slot.place()] = moments.level(self.questions, self.everybody);
    }

    /// Follows the documents to their new slots after a compaction.
    pub fn follow(&mut self, moves: &Moves) {
        let unmeasured = Moments::default().level(self.questions, self.everybody);
        self.by_slot = moves.kept().map(|old| self.by_slot.get(old).copied().unwrap_or(unmeasured)).collect();
    }

    /// How many of its own deviations a document's score lies above its own mean, with [`VALUE_BITS`] binary places.
    pub fn value(&self, slot: Slot, score: u32) -> i64 {
        let level = self.by_slot.get(slot.place()).copied().unwrap_or_default();
        ((i64::from(score) - i64::from(level.mean)) * i64::from(level.per_deviation)) >> (RECIPROCAL_BITS - VALUE_BITS)
    }
}

/// A candidate's mean, and the reciprocal of its standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Level {
    mean: u32,
    per_deviation: u32,
}

/// Mean and variance.
#[derive(Debug, Clone, Copy)]
struct Spread {
    mean: u128,
    variance: u128,
}

impl Spread {
    fn mean(spreads: &[Self]) -> Self {
        let count = (spreads.len() as u128).max(1);
        let of = |part: fn(&Self) -> u128| spreads.iter().map(part).sum::<u128>() / count;
        Self { mean: of(|spread| spread.mean), variance: of(|spread| spread.variance) }
    }
}

/// Of a candidate's scores over the sample: how many are not 0, their sum, the sum of their squares.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    touched: u32,
    sum: u64,
    squares: u64,
}

impl Moments {
    fn add(&mut self, score: u32) {
        self.touched += u32::from(score > 0);
        self.sum += u64::from(score);
        self.squares = self.squares.saturating_add(u64::from(score) * u64::from(score));
    }

    fn spread(&self, questions: usize) -> Spread {
        let questions = questions as u128;
        let mean = u128::from(self.sum) / questions;
        Spread { mean, variance: (u128::from(self.squares) / questions).saturating_sub(mean * mean) }
    }

    fn level(&self, questions: usize, everybody: Spread) -> Level {
        let (own, weight) = (self.spread(questions), u128::from(self.touched));
        let blend = |mine: u128, of_all: u128| (weight * mine + PRIOR * of_all) / (weight + PRIOR);
        // At least 2, so that the reciprocal fits.
        let deviation = blend(own.variance, everybody.variance).isqrt().max(2);
        Level {
            mean: u32::try_from(blend(own.mean, everybody.mean)).unwrap_or(u32::MAX),
            per_deviation: u32::try_from((1 << RECIPROCAL_BITS) / deviation).unwrap_or(u32::MAX),
        }
    }
}

/// A calibrated value as a criterion of 0–10000: the logistic curve, 5000 for a score that is the candidate's mean.
pub fn criterion(value: i64) -> u32 {
    let half = i64::try_from(HALF_CURVE.len() - 1).unwrap_or_default();
    let step = 1 << (VALUE_BITS - STEP_BITS);
    let distance = value.unsigned_abs().min((half * step) as u64) as usize;
    let (at, between) = (distance / step as usize, (distance % step as usize) as u32);
    let here = HALF_CURVE[at];
    let next = HALF_CURVE.get(at + 1).copied().unwrap_or(here);
    let upper = here + (next - here) * between / step as u32;
    if value < 0 { 10_000 - upper } else { upper }
}

/// The curve has points at every sixteenth of a deviation, up to 12 of them.
const STEP_BITS: u32 = 4;
static HALF_CURVE: LazyLock<Vec<u32>> = LazyLock::new(|| {
    /// e^(-1/16) with 32 binary places.
    const SHRINK: u64 = 4_034_755_594;
    let powers = std::iter::successors(Some(1_u64 << 32), |power| Some((power * SHRINK) >> 32));
    powers.take(12 * 16 + 1).map(|power| ((10_000_u64 << 32) / ((1 << 32) + power)) as u32).collect()
});

#[cfg(test)]
mod tests {
    use super::super::index::Bag;
    use super::*;

    fn fields(text: &str) -> Vec<Field> {
        vec![Field::new(text, 1)]
    }

    fn example() -> (Index, Vec<Vec<Field>>) {
        let topics = ["助餐送餐", "停车难", "噪音扰民", "课后托管", "法律援助", "家电维修", "健身步道"];
        let mut index = Index::default();
        for (i, topic) in topics.iter().enumerate() {
            index.put(&format!("d{i}"), fields(&format!("{topic}的地方，编号{i}")));
        }
        index.put("hub", fields(&topics.concat()));
        let questions = (0..60).map(|i| fields(&format!("请问{}问题{i}", topics[i % topics.len()]))).collect();
        (index, questions)
    }

    #[test]
    fn the_curve_is_the_logistic_one_and_never_falls() {
        for (value, expected) in [(0.0, 5000.0), (1.0, 7310.6), (-1.0, 2689.4), (3.3, 9644.3), (12.0, 9999.9), (-50.0, 0.0)] {
            let got = criterion((value * f64::from(1 << VALUE_BITS)) as i64);
            assert!((f64::from(got) - expected).abs() <= 2.0, "{value}: {got}");
        }
        assert!((-60_000..60_000).all(|value| criterion(value) <= criterion(value + 1)));
    }

    #[test]
    fn a_higher_score_is_never_worth_less() {
        let (index, questions) = example();
        let calibration = Calibration::over(&index, questions.iter().map(Vec::as_slice), SAMPLE, |_| ()).expect("60 questions suffice");
        for (slot, _) in index.live() {
            assert!((0..5000).all(|score| calibration.value(slot, score) <= calibration.value(slot, score + 1)));
        }
    }

    #[test]
    fn what_fits_every_question_is_worth_less_than_what_fits_this_one() {
        let (index, questions) = example();
        let calibration = Calibration::over(&index, questions.iter().map(Vec::as_slice), SAMPLE, |_| ()).expect("60 questions suffice");
        let (own, hub) = (index.slot_of("d1").expect("put"), index.slot_of("hub").expect("put"));
        assert!(calibration.value(own, 1000) > calibration.value(hub, 1000));
    }

    #[test]
    fn one_document_measured_alone_is_measured_as_with_all() {
        let (index, questions) = example();
        let mut calibration = Calibration::over(&index, questions.iter().map(Vec::as_slice), SAMPLE, |_| ()).expect("60 questions suffice");
        let before = calibration.by_slot.clone();
        for (slot, document) in index.live() {
            calibration.measure(&index, slot, &Bag::of(&document.fields, index.lexicon()).terms);
        }
        assert_eq!(calibration.by_slot, before);
    }

    #[test]
    fn a_small_sample_is_none() {
        let (index, questions) = example();
        assert!(Calibration::over(&index, questions[..FEWEST - 1].iter().map(Vec::as_slice), SAMPLE, |_| ()).is_none());
    }
}
