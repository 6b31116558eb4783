//! A text that asks: its strongest terms with their weights, and the score of every document for them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::fixed::{LOG_BITS, Rarity, root, scale, three_halves};
use super::index::{Bag, Field, Index, Slot, TermHasher};
use super::saturation::BITS;
use super::tokens::{Kind, Term};

/// No question counts with more terms, its strongest.
const MOST_TERMS: usize = 512;
/// Its strongest terms count whatever they cost, so that a short question is never cut.
const SURE_TERMS: usize = 16;
/// The other terms of a long question count as far as so many postings per document pay for them: common ones cost most and
/// add least.
const POSTINGS_PER_DOCUMENT: usize = 1;
/// So many postings cost nothing: a small index answers with every term.
const FREE_POSTINGS: usize = 10_000;
/// A character that more than one document in this many contains says too little.
const COMMON_CHARACTER: usize = 8;
/// Up to so many terms a question is short, and borrows words from its best answers.
const SHORT: usize = 8;
const FEEDBACK_DOCUMENTS: usize = 5;
const FEEDBACK_TERMS: usize = 20;
/// Of ten parts of the question's weight so many are its own, the rest is borrowed.
const OWN_PARTS: u64 = 7;
/// What a single character's weight is divided into.
const TENTHS: u64 = 10;
/// Weights have so many binary places; scores too.
pub(super) const WEIGHT_BITS: u32 = 8;

/// A question, weighed against one state of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Strongest first.
    terms: Vec<(Term, u32)>,
    by_term: HashMap<Term, u32, TermHasher>,
    /// What its terms weigh that no document has.
    unheard: u64,
    /// How many different terms the text has, those too that do not count.
    different_terms: u64,
}

/// The score of every document, by slot; made to be used again.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    pub(super) sums: Vec<u32>,
}

impl Scores {
    /// What a document scored: 0 if it has no term in common with the question.
    pub fn of(&self, slot: Slot) -> u32 {
        self.sums.get(slot.place()).copied().unwrap_or(0)
    }

    /// The slots with a score, in order.
    fn scored(&self) -> impl Iterator<Item = Slot> {
        (0..).map(Slot::new).zip(&self.sums).filter_map(|(slot, sum)| (*sum > 0).then_some(slot))
    }

    /// Adds what something else than the question's terms says for a document.
    pub(super) fn add(&mut self, slot: Slot, score: u32) {
        if let Some(sum) = self.sums.get_mut(slot.place()) {
            *sum = sum.saturating_add(score);
        }
    }
}

impl Query {
    /// A question's terms: rare ones count more (rarity^1.5), repeated ones a little more (frequency^0.75).
    pub fn of(fields: &[Field], index: &Index) -> Self {
        Self::with_characters_at(TENTHS, fields, index)
    }

    /// As [`Query::of`], single characters at so many tenths of their weight.
    pub(super) fn with_characters_at(tenths: u64, fields: &[Field], index: &Index) -> Self {
        let bag = Bag::of(fields, index.lexicon());
        let different_terms = bag.terms.len() as u64;
        // Asked for in one go: the index is large, and so its memory answers several questions at a time.
        let holders: Vec<usize> = bag.terms.iter().map(|(term, _)| index.holders(*term)).collect();
        let rarity = Rarity::among(index.len());
        let weigh = |((term, frequency), holders)| Some((term, weigh(term, frequency, holders, index.len(), rarity, tenths)?, holders));
        let mut weighed: Vec<(Term, u32, usize)> = bag.terms.into_iter().zip(holders).filter_map(weigh).collect();
        let unheard = weighed.extract_if(.., |(_, _, holders)| *holders == 0).map(|(_, weight, _)| u64::from(weight)).sum();
        weighed.retain(|(_, weight, _)| *weight > 0);
        weighed.sort_unstable_by_key(|(term, weight, _)| (Reverse(*weight), *term));
        weighed.truncate(MOST_TERMS);
        let mut left = FREE_POSTINGS.max(POSTINGS_PER_DOCUMENT * index.len());
        let mut place = 0;
        weighed.retain(|(_, _, holders)| {
            let counts = place < SURE_TERMS || *holders <= left;
            left = if counts { left.saturating_sub(*holders) } else { left };
            place += 1;
            counts
        });
        let terms: Vec<(Term, u32)> = weighed.into_iter().map(|(term, weight, _)| (term, weight)).collect();
        Self { by_term: terms.iter().copied().collect(), terms, unheard, different_terms }
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What a document would score, roughly, that has every term once.
    pub fn weight(&self) -> u64 {
        self.terms.iter().map(|(_, weight)| u64::from(*weight)).sum()
    }

    /// What a document would score, roughly, that has every word of the question once, those too that no document has.
    pub(super) fn weight_of_all(&self) -> u64 {
        self.weight() + self.unheard
    }

    /// How many different terms the text has that asks.
    pub(super) fn different_terms(&self) -> u64 {
        self.different_terms
    }

    /// The weight of a term; none if it is not one of the question's.
    pub(super) fn weight_of(&self, term: Term) -> Option<u32> {
        self.by_term.get(&term).copied()
    }

    pub(super) fn terms(&self) -> &[(Term, u32)] {
        &self.terms
    }

    /// Scores every document.
    pub fn score(&self, index: &Index, scores: &mut Scores) {
        let sums = &mut scores.sums;
        sums.clear();
        sums.resize(index.slots(), 0);
        let (saturation, lengths) = (index.saturation(), index.length_classes());
        for (term, weight) in &self.terms {
            for posting in index.postings(*term) {
                let place = posting.slot().place();
                let points = contribution(*weight, saturation.of(posting.frequency(), lengths[place]));
                sums[place] = sums[place].saturating_add(points);
            }
        }
    }

    /// The question with the words its best answers share, if it is short and the index large enough to learn from.
    pub fn with_feedback(&self, index: &Index, scores: &Scores) -> Option<Self> {
        let own = |term: &Term| term.kind() != Kind::Phrase;
        if self.terms.iter().filter(|(term, _)| own(term)).count() > SHORT {
            return None;
        }
        let teachers = best(index, FEEDBACK_DOCUMENTS.min(index.len() / 100), |slot| i64::from(scores.of(slot)), scores);
        let borrowed = strongest_terms(index, &teachers);
        let borrowed_weight: u64 = borrowed.iter().map(|(_, weight)| weight).sum();
        if borrowed_weight == 0 {
            return None;
        }
        let own_weight: u64 = self.terms.iter().filter(|(term, _)| own(term)).map(|(_, weight)| u64::from(*weight)).sum();
        let mut terms: Vec<(Term, u64)> = self.terms.iter().map(|(term, weight)| (*term, u64::from(*weight) * OWN_PARTS / 10)).collect();
        for (term, weight) in borrowed {
            let share = scale(weight, own_weight * (10 - OWN_PARTS), borrowed_weight * 10);
            match terms.iter_mut().find(|(known, _)| *known == term) {
                Some((_, weight)) => *weight += share,
                None => terms.push((term, share)),
            }
        }
        let narrow = |(term, weight): (Term, u64)| (term, u32::try_from(weight).unwrap_or(u32::MAX));
        let terms: Vec<(Term, u32)> = terms.into_iter().map(narrow).collect();
        Some(Self { by_term: terms.iter().copied().collect(), terms, ..*self })
    }
}

/// What a term adds to a document's score.
pub(super) fn contribution(weight: u32, saturation: u32) -> u32 {
    u32::try_from((u64::from(weight) * u64::from(saturation)) >> BITS).unwrap_or(u32::MAX)
}

/// What a term adds that nothing but its being rare weighs, `times` over.
pub(super) fn weight_of_rare(documents: usize, holders: usize, times: u64) -> u32 {
    let weight = (times * three_halves(Rarity::among(documents).of(holders))) >> (LOG_BITS - WEIGHT_BITS);
    u32::try_from(weight).unwrap_or(u32::MAX)
}

fn weigh(term: Term, frequency: u32, holders: usize, documents: usize, rarity: Rarity, tenths: u64) -> Option<u32> {
    let says_too_little = term.kind() == Kind::Character && holders > COMMON_CHARACTER + documents / COMMON_CHARACTER;
    if says_too_little {
        return None;
    }
    // x^0.75 is the square root of x, to the power of three halves.
    let repeated = three_halves(root(u64::from(frequency), LOG_BITS)) >> (LOG_BITS - WEIGHT_BITS);
    let part = if term.kind() == Kind::Character { tenths } else { TENTHS };
    let weight = (term_weight(term, holders, rarity) * repeated * part / TENTHS) >> LOG_BITS;
    Some(u32::try_from(weight).unwrap_or(u32::MAX))
}

/// A term's weight for being rare, with the binary places of a logarithm.
fn term_weight(term: Term, holders: usize, rarity: Rarity) -> u64 {
    let weight = three_halves(rarity.of(holders));
    // Two words side by side are a bonus on top of the two.
    if term.kind() == Kind::Phrase { weight * 3 / 10 } else { weight }
}

/// The terms that count most in some documents, each document by its score; strongest first.
fn strongest_terms(index: &Index, teachers: &[Ranked]) -> Vec<(Term, u64)> {
    let saturation = index.saturation();
    let total: u64 = teachers.iter().map(|teacher| u64::from(teacher.raw)).sum();
    let mut all: Vec<(Term, u64)> = Vec::new();
    for teacher in teachers {
        let Some(document) = index.document(teacher.slot) else { continue };
        let length = index.length_classes()[teacher.slot.place()];
        for (term, frequency) in Bag::of(&document.fields, index.lexicon()).terms {
            if term.kind() != Kind::Phrase {
                all.push((term, scale(u64::from(saturation.of(frequency, length)), u64::from(teacher.raw), total)));
            }
        }
    }
    all.sort_unstable();
    let mut summed: Vec<(Term, u64)> = Vec::new();
    for (term, weight) in all {
        match summed.last_mut() {
            Some((last, sum)) if *last == term => *sum += weight,
            _ => summed.push((term, weight)),
        }
    }
    let rarity = Rarity::among(index.len());
    for (term, weight) in &mut summed {
        *weight = (*weight * term_weight(*term, index.holders(*term), rarity)) >> LOG_BITS;
    }
    summed.sort_unstable_by_key(|(term, weight)| (Reverse(*weight), *term));
    summed.truncate(FEEDBACK_TERMS);
    summed
}

/// A document among the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ranked {
    pub slot: Slot,
    /// What decides the order.
    pub value: i64,
    /// The plain score.
    pub raw: u32,
}

/// The `most` documents with the highest value, best first, of those that scored at all; equals by id.
pub(super) fn best(index: &Index, most: usize, value: impl Fn(Slot) -> i64, scores: &Scores) -> Vec<Ranked> {
    let mut heap: BinaryHeap<Reverse<(i64, Reverse<&str>, Slot)>> = BinaryHeap::with_capacity(most + 1);
    let mut worst = i64::MIN;
    for slot in scores.scored() {
        let value = value(slot);
        if value < worst {
            continue;
        }
        let Some(document) = index.document(slot) else { continue };
        heap.push(Reverse((value, Reverse(&document.id), slot)));
        if heap.len() > most {
            heap.pop();
            worst = heap.peek().map_or(i64::MAX, |Reverse((worst, ..))| *worst);
        }
    }
    heap.into_sorted_vec().into_iter().map(|Reverse((value, _, slot))| Ranked { slot, value, raw: scores.of(slot) }).collect()
}
