//! `match eval`: the ranking by text alone, on files of documents and queries.

use std::path::Path;

use regex::{Regex, RegexBuilder};

use super::index::Field;
use super::query::{Scores, contribution, weight_of_rare};
use super::ranker::{Hit, Ranker};
use super::rows::{Problem, Row, RowError, read};

/// A name or a title counts so many times.
const TITLE_BOOST: u8 = 3;
/// What a query's patterns find counts like so many of its words.
const PATTERN_TIMES: u64 = 2;

/// The most queries that serve as the calibration's sample: offline there is time for more than the service takes.
const SAMPLE: usize = 4096;

/// A document to be found.
#[derive(Debug, Clone)]
pub struct DocumentRow {
    pub id: String,
    pub fields: Vec<Field>,
}

/// A question.
#[derive(Debug, Clone)]
pub struct QueryRow {
    pub id: String,
    pub fields: Vec<Field>,
    /// The patterns of its `lexicon`, if they are to be used.
    patterns: Option<Patterns>,
}

/// Reads the documents: all texts of a row are searched, `name` and `title` count more.
pub fn read_documents(file: &Path) -> Result<Vec<DocumentRow>, RowError> {
    let boost = |key: &str| if matches!(key, "name" | "title") { TITLE_BOOST } else { 1 };
    read(file, |row| {
        let fields = row.texts().map(|(key, text)| Field::new(text, boost(key))).collect();
        Ok(DocumentRow { id: row.id.clone(), fields })
    })
}

/// Reads the queries; their patterns only `with_lexicon`.
pub fn read_queries(file: &Path, with_lexicon: bool) -> Result<Vec<QueryRow>, RowError> {
    read(file, |row| {
        let patterns = if with_lexicon { Patterns::of(row)? } else { None };
        Ok(QueryRow { id: row.id.clone(), fields: vec![Field::new(row.text("text")?, 1)], patterns })
    })
}

/// Documents loaded and measured, ready to be asked.
#[derive(Debug, Clone)]
pub struct Evaluation {
    ranker: Ranker,
    documents: Vec<DocumentRow>,
}

impl Evaluation {
    /// Loads the documents and takes the queries as the calibration's sample, telling `progress` after each step how many
    /// are done, of [`Evaluation::steps`].
    pub fn load(documents: Vec<DocumentRow>, queries: &[QueryRow], mut progress: impl FnMut(usize)) -> Self {
        let mut ranker = Ranker::default();
        ranker.put_all((1..).zip(&documents).map(|(loaded, document)| {
            progress(loaded);
            (document.id.as_str().into(), document.fields.clone().into())
        }));
        let loaded = documents.len();
        ranker.calibrate(queries.iter().map(|query| query.fields.as_slice()), SAMPLE, |asked| progress(loaded + asked));
        Self { ranker, documents }
    }

    /// How many steps loading takes.
    pub fn steps(documents: &[DocumentRow], queries: &[QueryRow]) -> usize {
        documents.len() + queries.len().min(SAMPLE)
    }

    /// The `most` best documents for a query.
    pub fn ask(&self, query: &QueryRow, most: usize, scores: &mut Scores) -> Vec<Hit<'_>> {
        self.ranker.score(&query.fields, scores);
        if let Some(patterns) = &query.patterns {
            self.add_patterns(patterns, scores);
        }
        self.ranker.best(scores, most)
    }

    /// What the patterns match counts as one more term: how often, in how long a text, in how few documents.
    fn add_patterns(&self, patterns: &Patterns, scores: &mut Scores) {
        let found: Vec<(&DocumentRow, u32)> = self
            .documents
            .iter()
            .map(|document| (document, patterns.frequency(&document.fields)))
            .filter(|(_, found)| *found > 0)
            .collect();
        let index = self.ranker.index();
        let weight = weight_of_rare(self.documents.len(), found.len(), PATTERN_TIMES);
        for (document, frequency) in found {
            if let Some(slot) = index.slot_of(&document.id) {
                let length = index.length_classes()[slot.place()];
                scores.add(slot, contribution(weight, index.saturation().of(frequency, length)));
            }
        }
    }
}

/// Patterns that say which documents a query means, and which of them it does not.
#[derive(Debug, Clone)]
struct Patterns {
    lexicon: Regex,
    exclude: Option<Regex>,
}

impl Patterns {
    fn of(row: &Row) -> Result<Option<Self>, Problem> {
        let Some(lexicon) = pattern(row, "lexicon")? else { return Ok(None) };
        Ok(Some(Self { lexicon, exclude: pattern(row, "lexicon_exclude")? }))
    }

    /// How often the lexicon matches, boosts included; 0 for a document that is excluded.
    fn frequency(&self, fields: &[Field]) -> u32 {
        let excluded = self.exclude.as_ref().is_some_and(|exclude| fields.iter().any(|field| exclude.is_match(&field.text)));
        if excluded {
            return 0;
        }
        let of_field = |field: &Field| self.lexicon.find_iter(&field.text).count() * usize::from(field.boost);
        u32::try_from(fields.iter().map(of_field).sum::<usize>()).unwrap_or(u32::MAX)
    }
}

fn pattern(row: &Row, key: &'static str) -> Result<Option<Regex>, Problem> {
    let Some(pattern) = row.optional_text(key)?.filter(|pattern| !pattern.is_empty()) else { return Ok(None) };
    let built = RegexBuilder::new(pattern).case_insensitive(true).build();
    let reason = |error: regex::Error| error.to_string().lines().last().unwrap_or_default().trim().to_owned();
    built.map(Some).map_err(|error| Problem::Pattern { key, reason: reason(error) })
}

#[cfg(test)]
mod tests {
    use super::super::rows::Row;
    use super::*;

    fn patterns(row: &str) -> Result<Option<Patterns>, Problem> {
        Patterns::of(&Row::parse(row)?)
    }

    #[test]
    fn patterns_count_titles_more_and_exclude_whole_documents() {
        let found = patterns(r#"{"id": "army", "lexicon": "\\b(army|soldiers?)\\b", "lexicon_exclude": "salvation army"}"#);
        let patterns = found.expect("usable").expect("there");
        let frequency = |name: &str, text: &str| patterns.frequency(&[Field::new(name, TITLE_BOOST), Field::new(text, 1)]);
        assert_eq!(frequency("Army Fund", "For soldiers and a soldier; armypit"), 5);
        assert_eq!(frequency("Army Fund", "With the SALVATION ARMY"), 0);
        assert_eq!(frequency("", ""), 0);
    }

    #[test]
    fn a_bad_pattern_is_named_and_an_empty_one_is_none() {
        let problem = patterns(r#"{"id": "a", "lexicon": "x", "lexicon_exclude": "("}"#).expect_err("unusable");
        assert_eq!(problem.to_string(), "`lexicon_exclude` is not a usable pattern: error: unclosed group");
        assert!(patterns(r#"{"id": "a", "lexicon": "", "lexicon_exclude": "("}"#).expect("not looked at").is_none());
    }

    #[test]
    fn what_a_pattern_finds_comes_first_even_without_a_common_word() {
        let document = |id: &str, text: &str| DocumentRow { id: id.into(), fields: vec![Field::new(text, 1)] };
        let documents = vec![document("a", "troops of the infantry"), document("b", "an army of volunteers"), document("c", "meals")];
        let row = Row::parse(r#"{"id": "q", "lexicon": "infantry"}"#).expect("a row");
        let asked = |patterns| QueryRow { id: "q".into(), fields: vec![Field::new("army", 1)], patterns };
        let first = |query: QueryRow| {
            let evaluation = Evaluation::load(documents.clone(), std::slice::from_ref(&query), |_| ());
            evaluation.ask(&query, 9, &mut Scores::default()).first().map(|hit| hit.id.to_owned())
        };
        assert_eq!(first(asked(Patterns::of(&row).expect("usable"))).as_deref(), Some("a"));
        assert_eq!(first(asked(None)).as_deref(), Some("b"));
    }
}
