//! The text side as the engine uses it: one document per record, and the score of every document for a question.

use std::sync::Arc;

use super::FULL;
use super::criteria::text::TextEvidence;
use super::store::Row;
use super::text::{self, Field, Lexicon, Query, Ranker, Scores, Slot};

/// How many phrases an answer shows.
const PHRASES: usize = 3;

/// The documents of one kind of record.
#[derive(Debug, Clone, Default)]
pub(super) struct TextSide {
    ranker: Ranker,
    calibrated: bool,
    rows: Vec<Option<(Box<str>, Slot)>>,
}

/// A question, and the score of every document for it.
pub(super) struct Asked {
    query: Query,
    scores: Scores,
}

impl TextSide {
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        Self { ranker: Ranker::new(lexicon), ..Self::default() }
    }

    /// Adds or replaces the document of a row.
    pub fn put(&mut self, row: Row, id: &str, fields: Vec<Field>) {
        self.ranker.put(id, fields);
        if self.rows.len() <= row {
            self.rows.resize(row + 1, None);
        }
        self.rows[row] = self.ranker.index().slot_of(id).map(|slot| (id.into(), slot));
        self.follow_compaction();
    }

    pub fn remove(&mut self, row: Row) {
        if let Some((id, _)) = self.rows.get_mut(row).and_then(Option::take) {
            self.ranker.remove(&id);
            self.follow_compaction();
        }
    }

    fn follow_compaction(&mut self) {
        if self.ranker.compact_if_needed() {
            for (id, slot) in self.rows.iter_mut().flatten() {
                *slot = self.ranker.index().slot_of(id).unwrap_or(*slot);
            }
        }
    }

    /// Makes the candidates comparable over a sample of questions; with too few of them scores stay plain.
    pub fn calibrate(&mut self, questions: &[Vec<Field>]) {
        self.ranker.calibrate(questions.iter().map(Vec::as_slice), text::SAMPLE, |_| ());
        self.calibrated = questions.len() >= text::FEWEST;
    }

    pub fn ask(&self, question: &[Field]) -> Asked {
        let mut scores = Scores::default();
        let query = self.ranker.score(question, &mut scores);
        Asked { query, scores }
    }

    /// 0–10000; 0 only without any word in common.
    pub fn value(&self, asked: &Asked, row: Row) -> u32 {
        let Some((_, slot)) = self.rows.get(row).and_then(Option::as_ref) else { return 0 };
        match asked.scores.of(*slot) {
            0 => 0,
            score if self.calibrated => text::criterion(self.ranker.value(*slot, score)).max(1),
            score => coverage(score, asked.query.weight()).max(1),
        }
    }

    /// The stretches of a row's text that fit the question best.
    pub fn evidence(&self, asked: &Asked, row: Row) -> Vec<TextEvidence> {
        let Some((_, slot)) = self.rows.get(row).and_then(Option::as_ref) else { return Vec::new() };
        let found = self.ranker.evidence(&asked.query, *slot, PHRASES);
        found.into_iter().map(|evidence| TextEvidence { words: evidence.words, phrase: evidence.phrase }).collect()
    }

    /// The ids of the `most` nearest documents with their plain scores, nearest first.
    pub fn nearest<'t>(&'t self, asked: &Asked, most: usize) -> Vec<(&'t str, u32)> {
        self.ranker.best(&asked.scores, most).into_iter().map(|hit| (hit.id, hit.score)).collect()
    }
}

/// Before there is a sample to measure by: the square root of the share of the question's weight that the document has. A
/// word that stands there often, or in the name, can count up to twice.
fn coverage(score: u32, weight: u64) -> u32 {
    let share = u64::from(score) * u64::from(FULL) * u64::from(FULL) / (2 * weight.max(1));
    (share.isqrt() as u32).min(FULL)
}
