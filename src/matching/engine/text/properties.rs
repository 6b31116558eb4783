//! What must hold for every collection of texts.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::index::{Field, Index};
use super::query::{Query, Scores};
use super::ranker::Ranker;
use super::{fixed, saturation};

const SYLLABLES: [&str; 14] = ["助", "餐", "老", "人", "停", "车", "，", "meals", " ", "clubs", "2024", "獨", "居", "the "];

fn text() -> impl Strategy<Value = String> {
    vec(select(&SYLLABLES[..]), 0..14).prop_map(|parts| parts.concat())
}

fn document() -> impl Strategy<Value = Vec<Field>> {
    (text(), text()).prop_map(|(title, body)| vec![Field::new(title, 3), Field::new(body, 1)])
}

/// What happens to an index: a document comes or, with none, goes.
fn changes() -> impl Strategy<Value = Vec<(u8, Option<Vec<Field>>)>> {
    vec((0..20_u8, prop::option::weighted(0.8, document())), 0..60)
}

fn apply(ranker: &mut Ranker, changes: &[(u8, Option<Vec<Field>>)]) -> BTreeMap<u8, Vec<Field>> {
    let mut left = BTreeMap::new();
    for (id, fields) in changes {
        match fields {
            Some(fields) => {
                ranker.put(&id.to_string(), fields.clone());
                left.insert(*id, fields.clone());
            }
            None => {
                ranker.remove(&id.to_string());
                left.remove(id);
            }
        }
    }
    left
}

fn built<'a>(documents: impl IntoIterator<Item = (&'a u8, &'a Vec<Field>)>) -> Ranker {
    let mut ranker = Ranker::default();
    for (id, fields) in documents {
        ranker.put(&id.to_string(), fields.clone());
    }
    ranker
}

fn answer(ranker: &Ranker, question: &str) -> Vec<(String, i64, u32)> {
    let mut scores = Scores::default();
    let hits = ranker.search(&[Field::new(question, 1)], 10, &mut scores);
    hits.into_iter().map(|hit| (hit.id.to_owned(), hit.value, hit.score)).collect()
}

/// BM25 as the textbook has it: every document looked at, nothing inverted, in floats.
fn naive(documents: &BTreeMap<u8, Vec<Field>>, question: &str) -> BTreeMap<u8, f64> {
    let lexicon = super::Lexicon::default();
    let bags: BTreeMap<u8, super::index::Bag> =
        documents.iter().map(|(id, fields)| (*id, super::index::Bag::of(fields, &lexicon))).collect();
    let average = bags.values().map(|bag| bag.length).sum::<u64>() as f64 / bags.len().max(1) as f64;
    let asked = super::index::Bag::of(&[Field::new(question, 1)], &lexicon);
    let mut scores = BTreeMap::new();
    for (id, bag) in &bags {
        let held: BTreeMap<_, _> = bag.terms.iter().copied().collect();
        let mut score = 0.0;
        for (term, asked) in &asked.terms {
            let holders = bags.values().filter(|bag| bag.terms.iter().any(|(held, _)| held == term)).count();
            let too_common = term.kind() == super::Kind::Character && holders > 8 + bags.len() / 8;
            let Some(frequency) = held.get(term).filter(|_| !too_common) else { continue };
            let rarity = ((2 * bags.len() + 2) as f64 / (2 * holders + 1) as f64).log2();
            let share = if term.kind() == super::Kind::Phrase { 0.3 } else { 1.0 };
            let frequency = f64::from(*frequency);
            let norm = 1.2 * (0.1 + 0.9 * bag.length as f64 / average);
            score += share * rarity.powf(1.5) * f64::from(*asked).powf(0.75) * frequency * 2.2 / (frequency + norm);
        }
        scores.insert(*id, score);
    }
    scores
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_index_that_grew_answers_like_one_that_was_built(changes in changes(), question in text()) {
        let mut grown = Ranker::default();
        let left = apply(&mut grown, &changes);
        let fresh = built(&left);
        prop_assert_eq!(answer(&grown, &question), answer(&fresh, &question));
        prop_assert_eq!(answer(&built(left.iter().rev()), &question), answer(&fresh, &question));
        grown.compact();
        prop_assert_eq!(grown.index().len(), left.len());
        prop_assert_eq!(answer(&grown, &question), answer(&fresh, &question));
    }

    #[test]
    fn many_at_once_are_as_one_by_one(documents in prop::collection::vec((0..9_u8, document()), 0..30), question in text()) {
        let mut at_once = Ranker::default();
        at_once.put_all(documents.iter().map(|(id, fields)| (id.to_string().into(), fields.clone().into())));
        let one_by_one = built(documents.iter().map(|(id, fields)| (id, fields)));
        prop_assert_eq!(answer(&at_once, &question), answer(&one_by_one, &question));
    }

    #[test]
    fn a_calibration_survives_a_compaction(changes in changes(), question in text()) {
        let mut ranker = Ranker::default();
        apply(&mut ranker, &changes);
        let sample: Vec<Vec<Field>> = (0..60).map(|i| vec![Field::new(SYLLABLES[i % 9].to_owned() + SYLLABLES[i % 7], 1)]).collect();
        ranker.calibrate(sample.iter().map(Vec::as_slice), 60, |_| ());
        let before = answer(&ranker, &question);
        ranker.compact();
        prop_assert_eq!(answer(&ranker, &question), before);
    }

    #[test]
    fn scores_are_those_of_the_textbook(documents in prop::collection::btree_map(0..20_u8, document(), 1..12), question in text()) {
        let ranker = built(&documents);
        let query = Query::of(&[Field::new(question.clone(), 1)], ranker.index());
        let mut scores = Scores::default();
        query.score(ranker.index(), &mut scores);
        for (id, expected) in naive(&documents, &question) {
            let slot = ranker.index().slot_of(&id.to_string()).expect("it was put");
            let got = f64::from(scores.of(slot)) / f64::from(1 << super::SCORE_BITS);
            // Lengths are kept as classes of a sixteenth of an octave.
            prop_assert!((got - expected).abs() <= 0.06 * expected + 0.5, "{}: {} for {}", id, got, expected);
        }
    }

    #[test]
    fn holders_are_counted_alive(changes in changes()) {
        let mut ranker = Ranker::default();
        let left = apply(&mut ranker, &changes);
        let index: &Index = ranker.index();
        let lexicon = super::Lexicon::default();
        let mut holders: BTreeMap<super::Term, BTreeSet<u8>> = BTreeMap::new();
        for (id, fields) in &left {
            for (term, _) in super::index::Bag::of(fields, &lexicon).terms {
                holders.entry(term).or_default().insert(*id);
            }
        }
        prop_assert_eq!(index.terms(), holders.len());
        for (term, ids) in holders {
            prop_assert_eq!(index.holders(term), ids.len());
        }
    }
}

#[test]
fn a_long_question_reads_few_postings_and_keeps_its_rarest_words() {
    let mut ranker = Ranker::default();
    // Each of the 80 common words stands in half of the documents, and 30 times in the question: it weighs more than a rare one.
    let common = |parity: usize| (0..80).filter(|i| i % 2 == parity).map(|i| format!("common{i}. ")).collect::<String>();
    ranker.put_all((0..6_000).map(|i| (format!("{i}").into(), vec![Field::new(format!("own{i}. {}", common(i % 2)), 1)].into())));
    let index = ranker.index();
    let query = Query::of(&[Field::new((common(0) + &common(1)).repeat(30) + "own7", 1)], index);
    let read: usize = query.terms().iter().map(|(term, _)| index.holders(*term)).sum();
    assert!((12_000..=16 * 3_000 + 12_000).contains(&read), "{read}");
    let mut scores = Scores::default();
    query.score(index, &mut scores);
    assert_eq!(ranker.best(&scores, 1).first().map(|hit| hit.id), Some("7"));
}

#[test]
fn the_constants_of_the_parts_fit_each_other() {
    assert_eq!(fixed::LOG_BITS, 16);
    assert_eq!(saturation::MOST, 63);
}
