//! `match rank`: every project of a file against every organisation of another, with the full score.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::day::Period;
use super::organizations_for::Question;
use super::records::{Organization, Project};
use super::state::Engine;
use super::store::Stored;

/// Why a file of records cannot be used: which file, which line (from 1), which key.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("{}: {source}", file.display())]
    Unreadable { file: PathBuf, source: io::Error },
    #[error("{} line {line}: {problem}", file.display())]
    Line { file: PathBuf, line: usize, problem: LineProblem },
    #[error("{}: no rows", file.display())]
    Empty { file: PathBuf },
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    #[error("{0}")]
    NotJson(String),
    #[error("`{key}`: {reason}")]
    Key { key: String, reason: String },
    #[error("`id`: empty")]
    NoId,
    #[error("`id`: {id:?} stands in line {line} too")]
    Twice { id: String, line: usize },
}

/// Reads the organisations of a JSON lines file; empty lines are skipped.
///
/// # Errors
/// With file, line and key where a row has an unknown key, a wrong value, no id, or the id of an earlier row.
pub fn read_organizations(file: &Path) -> Result<Vec<Organization>, FileError> {
    read(file)
}

/// Reads the projects of a JSON lines file; as [`read_organizations`].
///
/// # Errors
/// As [`read_organizations`].
pub fn read_projects(file: &Path) -> Result<Vec<Project>, FileError> {
    read(file)
}

/// What can be wrong with a row that reads well.
trait Sound {
    /// The key and what is wrong with it.
    fn wrong(&self) -> Option<(&'static str, String)>;
}

impl Sound for Organization {
    fn wrong(&self) -> Option<(&'static str, String)> {
        let marks = [("stars", self.stars), ("grade", self.grade)];
        marks.into_iter().find_map(|(key, mark)| beyond_five(key, mark)).or_else(|| inverted("available", self.available.as_ref()))
    }
}

impl Sound for Project {
    fn wrong(&self) -> Option<(&'static str, String)> {
        beyond_five("required_grade", self.required_grade).or_else(|| inverted("dates", self.dates.as_ref()))
    }
}

fn beyond_five(key: &'static str, mark: Option<u8>) -> Option<(&'static str, String)> {
    mark.filter(|mark| !(1..=5).contains(mark)).map(|mark| (key, format!("{mark} is not between 1 and 5")))
}

fn inverted(key: &'static str, period: Option<&Period>) -> Option<(&'static str, String)> {
    let (from, to) = period.and_then(|period| period.from.zip(period.to))?;
    (to < from).then(|| (key, "ends before it begins".to_owned()))
}

fn read<T: DeserializeOwned + Stored + Sound>(file: &Path) -> Result<Vec<T>, FileError> {
    let unreadable = |source| FileError::Unreadable { file: file.to_owned(), source };
    let mut records = Vec::new();
    let mut lines: HashMap<String, usize> = HashMap::new();
    for (line, text) in (1..).zip(BufReader::new(File::open(file).map_err(unreadable)?).lines()) {
        let text = text.map_err(unreadable)?;
        let text = if line == 1 { text.trim_start_matches('\u{FEFF}') } else { &text };
        if text.trim().is_empty() {
            continue;
        }
        let at_line = |problem| FileError::Line { file: file.to_owned(), line, problem };
        let record: T = parse(text).map_err(at_line)?;
        if record.id().is_empty() {
            return Err(at_line(LineProblem::NoId));
        }
        if let Some((key, reason)) = record.wrong() {
            return Err(at_line(LineProblem::Key { key: key.to_owned(), reason }));
        }
        if let Some(earlier) = lines.insert(record.id().to_owned(), line) {
            return Err(at_line(LineProblem::Twice { id: record.id().to_owned(), line: earlier }));
        }
        records.push(record);
    }
    if records.is_empty() { Err(FileError::Empty { file: file.to_owned() }) } else { Ok(records) }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, LineProblem> {
    let mut json = serde_json::Deserializer::from_str(text);
    let record = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let (key, cause) = (error.path().to_string(), error.into_inner());
        // Where in the line is said by the key.
        let reason = cause.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        if cause.is_data() { LineProblem::Key { key, reason } } else { LineProblem::NotJson(cause.to_string()) }
    })?;
    json.end().map_err(|error| LineProblem::NotJson(error.to_string()))?;
    Ok(record)
}

/// Writes the best organisations of every project, in the order of the projects: project ⇥ organisation ⇥ score.
///
/// `progress` is told how many projects are done.
///
/// # Errors
/// When the run cannot be written.
pub fn write_run(
    engine: &Engine,
    projects: &[Project],
    question: &Question,
    run: &mut dyn Write,
    mut progress: impl FnMut(usize),
) -> io::Result<()> {
    for (done, project) in (1..).zip(projects) {
        for (organization, score) in engine.scores_for(&project.id, question).unwrap_or_default() {
            writeln!(run, "{}\t{organization}\t{score}", project.id)?;
        }
        progress(done);
    }
    run.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        parse::<Project>(text).expect_err(text).to_string()
    }

    #[test]
    fn a_bad_row_is_named_by_its_key() {
        assert!(problem(r#"{"id":"p","colour":"red"}"#).starts_with("`colour`: unknown field `colour`, expected one of"));
        assert_eq!(problem(r#"{"id":"p","budget":"much"}"#), r#"`budget`: invalid type: string "much", expected u64"#);
        assert_eq!(problem(r#"{"id":"p","dates":{"from":"2026-02-30"}}"#), r#"`dates.from`: "2026-02-30" is not a day such as 2026-03-02"#);
        assert!(problem(r#"{"title":"x"}"#).contains("missing field `id`"));
        assert!(problem(r#"{"id":"#).contains("EOF"));
        assert!(problem(r#"{"id":"p"} x"#).contains("trailing characters"));
    }

    #[test]
    fn a_bad_file_is_named_with_its_line() {
        let file = std::env::temp_dir().join(format!("rank-files-{}.jsonl", std::process::id()));
        let error_of = |content: &str| {
            std::fs::write(&file, content).expect("the temporary folder takes a file");
            read_projects(&file).expect_err(content).to_string().replace(&file.display().to_string(), "FILE")
        };
        assert_eq!(error_of("{\"id\":\"a\"}\n\n{\"id\":\"a\"}\n"), "FILE line 3: `id`: \"a\" stands in line 1 too");
        assert_eq!(error_of("{\"id\":\"\"}"), "FILE line 1: `id`: empty");
        assert_eq!(error_of(r#"{"id":"a","required_grade":9}"#), "FILE line 1: `required_grade`: 9 is not between 1 and 5");
        let inverted = r#"{"id":"a","dates":{"from":"2026-03-02","to":"2026-03-01"}}"#;
        assert_eq!(error_of(inverted), "FILE line 1: `dates`: ends before it begins");
        assert_eq!(error_of("\n"), "FILE: no rows");
        std::fs::remove_file(&file).expect("it is still there");
        assert!(read_organizations(Path::new("nowhere.jsonl")).expect_err("no file").to_string().starts_with("nowhere.jsonl: "));
    }
}
