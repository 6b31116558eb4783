//! How good an order is, by people's judgement. Floats: they are printed and decide nothing.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::rows::{Problem, RowError, read_lines};

/// For each query the documents that were judged, with their grade; 0 is "does not fit".
pub type Judgements = BTreeMap<String, BTreeMap<String, f64>>;

/// Reads lines of query, document and grade, separated by tabs.
pub fn read_judgements(file: &Path) -> Result<Judgements, RowError> {
    let mut judgements = Judgements::new();
    for (query, document, grade) in read_lines(file, judgement)? {
        judgements.entry(query).or_default().insert(document, grade);
    }
    if judgements.is_empty() { Err(RowError::Empty { file: file.to_owned() }) } else { Ok(judgements) }
}

fn judgement(line: &str) -> Result<(String, String, f64), Problem> {
    let mut parts = line.trim_end_matches('\r').split('\t');
    let (Some(query), Some(document), Some(grade), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(Problem::NotAJudgement);
    };
    let grade = grade.trim().parse().ok().filter(|grade: &f64| grade.is_finite() && *grade >= 0.0).ok_or(Problem::Grade)?;
    Ok((query.to_owned(), document.to_owned(), grade))
}

/// Means over the judged queries, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    pub ndcg10: f64,
    pub mrr10: f64,
    pub recall10: f64,
    /// How many queries were judged.
    pub queries: usize,
}

/// Measures a run: for each query the documents found, best first. A judged query without an answer counts 0.
pub fn figures(judgements: &Judgements, run: &BTreeMap<String, Vec<String>>) -> Figures {
    let mut sums = Figures { queries: judgements.len(), ..Figures::default() };
    for (query, grades) in judgements {
        let found: Vec<&str> = run.get(query).into_iter().flatten().map(String::as_str).take(10).collect();
        sums.ndcg10 += ndcg(grades, &found);
        sums.mrr10 += reciprocal_rank(grades, &found);
        sums.recall10 += recall(grades, &found);
    }
    let share = |sum: f64| sum / sums.queries.max(1) as f64;
    Figures { ndcg10: share(sums.ndcg10), mrr10: share(sums.mrr10), recall10: share(sums.recall10), queries: sums.queries }
}

fn ndcg(grades: &BTreeMap<String, f64>, found: &[&str]) -> f64 {
    let gain = |(place, grade): (usize, f64)| (grade.exp2() - 1.0) / (place as f64 + 2.0).log2();
    let mut ideal: Vec<f64> = grades.values().copied().collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let best: f64 = ideal.into_iter().take(10).enumerate().map(gain).sum();
    let got: f64 = found.iter().map(|id| grades.get(*id).copied().unwrap_or(0.0)).enumerate().map(gain).sum();
    if best > 0.0 { got / best } else { 0.0 }
}

fn reciprocal_rank(grades: &BTreeMap<String, f64>, found: &[&str]) -> f64 {
    found.iter().position(|id| grades.get(*id).is_some_and(|grade| *grade > 0.0)).map_or(0.0, |place| 1.0 / (place as f64 + 1.0))
}

fn recall(grades: &BTreeMap<String, f64>, found: &[&str]) -> f64 {
    let fitting: HashSet<&str> = grades.iter().filter(|(_, grade)| **grade > 0.0).map(|(id, _)| id.as_str()).collect();
    let hits = found.iter().collect::<HashSet<_>>().into_iter().filter(|id| fitting.contains(**id)).count();
    if fitting.is_empty() { 0.0 } else { hits as f64 / fitting.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: query a found x (grade 2), z (not judged), y (grade 1); query b found nothing that fits.
    /// DCG = 3/log2(2) + 1/log2(4) = 3.5, ideal = 3 + 1/log2(3) = 3.63093; nDCG(a) = 0.96394.
    #[test]
    fn figures_are_those_computed_by_hand() {
        let judgements: Judgements = [
            ("a".to_owned(), [("x".to_owned(), 2.0), ("y".to_owned(), 1.0), ("w".to_owned(), 0.0)].into()),
            ("b".to_owned(), [("y".to_owned(), 1.0)].into()),
        ]
        .into();
        let run = [("a".to_owned(), ["x", "z", "y"].map(str::to_owned).to_vec()), ("c".to_owned(), vec!["x".to_owned()])].into();
        let got = figures(&judgements, &run);
        assert!((got.ndcg10 - 0.481_969).abs() < 1e-5, "{got:?}");
        assert_eq!((got.mrr10, got.recall10, got.queries), (0.5, 0.5, 2));
    }

    #[test]
    fn a_judgement_is_three_columns() {
        assert_eq!(judgement("q\td\t1"), Ok(("q".into(), "d".into(), 1.0)));
        assert_eq!(judgement("q\td"), Err(Problem::NotAJudgement));
        assert_eq!(judgement("q\td\tgood"), Err(Problem::Grade));
        assert_eq!(judgement("q\td\t-1"), Err(Problem::Grade));
    }
}
