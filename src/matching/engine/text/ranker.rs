//! The text side as its users see it: documents go in, ranked documents come out.

use std::sync::Arc;

use super::calibrate::Calibration;
use super::evidence::{Evidence, evidence};
use super::index::{Field, Index, Slot};
use super::lexicon::Lexicon;
use super::query::{Query, Scores, WEIGHT_BITS, best};

/// A document that answers a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    pub slot: Slot,
    pub id: &'a str,
    /// What decides the order: the calibrated value if there is a calibration, else the score.
    pub value: i64,
    /// The plain score.
    pub score: u32,
}

/// An index and, once it was measured, its calibration.
#[derive(Debug, Clone, Default)]
pub struct Ranker {
    index: Index,
    calibration: Option<Calibration>,
}

impl Ranker {
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        Self { index: Index::new(lexicon), calibration: None }
    }

    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Adds or replaces a document, and measures it if there is a calibration.
    pub fn put(&mut self, id: &str, fields: impl Into<Box<[Field]>>) {
        let (slot, terms) = self.index.put_and_tell(id, fields.into());
        if let Some(calibration) = &mut self.calibration {
            calibration.measure(&self.index, slot, &terms);
        }
    }

    /// Adds or replaces many documents, faster than one by one; they are measured by the next [`Ranker::calibrate`].
    pub fn put_all(&mut self, documents: impl IntoIterator<Item = (Box<str>, Box<[Field]>)>) {
        self.index.put_all(documents);
    }

    /// Takes a document out; false if there was none.
    pub fn remove(&mut self, id: &str) -> bool {
        self.index.remove(id)
    }

    /// Measures every document over at most `most` of the questions; with too few of them scores stay plain. Tells
    /// `progress` after each question how many were asked.
    pub fn calibrate<'q>(&mut self, questions: impl ExactSizeIterator<Item = &'q [Field]>, most: usize, progress: impl FnMut(usize)) {
        self.calibration = Calibration::over(&self.index, questions, most, progress);
    }

    /// Drops dead documents if they are many; true if it did.
    pub fn compact_if_needed(&mut self) -> bool {
        let needed = self.index.needs_compaction();
        if needed {
            self.compact();
        }
        needed
    }

    /// Drops dead documents and the memory held in reserve.
    pub fn compact(&mut self) {
        let moves = self.index.compact();
        if let Some(calibration) = &mut self.calibration {
            calibration.follow(&moves);
        }
    }

    /// Scores every document for a question into `scores`; what comes back is the question as it was asked in the end.
    pub fn score(&self, question: &[Field], scores: &mut Scores) -> Query {
        let query = Query::of(question, &self.index);
        query.score(&self.index, scores);
        match query.with_feedback(&self.index, scores) {
            Some(wider) => {
                wider.score(&self.index, scores);
                wider
            }
            None => query,
        }
    }

    /// What decides the place of a document that scored `score`: comparable between candidates once there is a calibration.
    pub fn value(&self, slot: Slot, score: u32) -> i64 {
        match &self.calibration {
            Some(calibration) => calibration.value(slot, score),
            None => i64::from(score),
        }
    }

    /// The `most` best documents by the scores in `scores`: by value, then id. Who has nothing in common with
    /// the question is not among them.
    pub fn best(&self, scores: &Scores, most: usize) -> Vec<Hit<'_>> {
        let ranked = best(&self.index, most, |slot| self.value(slot, scores.of(slot)), scores);
        let hit = |ranked: &super::query::Ranked| {
            Some(Hit { slot: ranked.slot, id: self.index.id_of(ranked.slot)?, value: ranked.value, score: ranked.raw })
        };
        ranked.iter().filter_map(hit).collect()
    }

    /// Scores and ranks in one.
    pub fn search(&self, question: &[Field], most: usize, scores: &mut Scores) -> Vec<Hit<'_>> {
        self.score(question, scores);
        self.best(scores, most)
    }

    /// The stretches of a document that fit a question best, as they stand in it.
    pub fn evidence(&self, query: &Query, slot: Slot, most: usize) -> Vec<Evidence> {
        evidence(&self.index, query, slot, most)
    }
}

/// Binary places of a plain score.
pub const SCORE_BITS: u32 = WEIGHT_BITS;
