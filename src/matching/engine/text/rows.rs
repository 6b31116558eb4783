//! Files of rows for the offline commands: JSON lines, and tab-separated judgements.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// Why a file cannot be used: which file, which line (from 1), which key.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    #[error("{}: {source}", file.display())]
    Unreadable { file: PathBuf, source: std::io::Error },
    #[error("{} line {line}: {problem}", file.display())]
    Row { file: PathBuf, line: usize, problem: Problem },
    #[error("{}: no rows", file.display())]
    Empty { file: PathBuf },
}

/// What is wrong with a row.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("not a JSON object: {0}")]
    NotAnObject(String),
    #[error("`{0}` is missing")]
    Missing(&'static str),
    #[error("`{0}` is not a text")]
    NotText(&'static str),
    #[error("`id` {0:?} stands in an earlier line too")]
    Twice(String),
    #[error("`{key}` is not a usable pattern: {reason}")]
    Pattern { key: &'static str, reason: String },
    #[error("expected query, document and grade, separated by tabs")]
    NotAJudgement,
    #[error("`grade` is not a number of at least 0")]
    Grade,
}

/// One row of a JSON lines file.
#[derive(Debug)]
pub struct Row {
    pub id: String,
    values: Map<String, Value>,
}

impl Row {
    pub(super) fn parse(line: &str) -> Result<Self, Problem> {
        let values = match serde_json::from_str(line) {
            Ok(Value::Object(values)) => values,
            Ok(_) => return Err(Problem::NotAnObject("another kind of value".to_owned())),
            Err(error) => return Err(Problem::NotAnObject(error.to_string())),
        };
        let id = match values.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            Some(_) => return Err(Problem::NotText("id")),
            None => return Err(Problem::Missing("id")),
        };
        Ok(Self { id, values })
    }

    /// A text that must be there.
    pub fn text(&self, key: &'static str) -> Result<&str, Problem> {
        self.optional_text(key)?.ok_or(Problem::Missing(key))
    }

    /// A text that may be missing, null or empty.
    pub fn optional_text(&self, key: &'static str) -> Result<Option<&str>, Problem> {
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Problem::NotText(key)),
        }
    }

    /// Every text besides the id, with its key.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().filter(|(key, _)| *key != "id").filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
    }
}

/// Reads a JSON lines file and makes something of each row; empty lines are skipped, ids must differ.
pub fn read<T>(file: &Path, mut make: impl FnMut(&Row) -> Result<T, Problem>) -> Result<Vec<T>, RowError> {
    let mut ids = HashSet::new();
    let made = read_lines(file, |line| {
        let row = Row::parse(line)?;
        if !ids.insert(row.id.clone()) {
            return Err(Problem::Twice(row.id));
        }
        make(&row)
    })?;
    if made.is_empty() { Err(RowError::Empty { file: file.to_owned() }) } else { Ok(made) }
}

/// Reads a file line by line and makes something of each line that is not empty.
pub(super) fn read_lines<T>(file: &Path, mut make: impl FnMut(&str) -> Result<T, Problem>) -> Result<Vec<T>, RowError> {
    let unreadable = |source| RowError::Unreadable { file: file.to_owned(), source };
    let mut made = Vec::new();
    for (line, text) in (1..).zip(BufReader::new(File::open(file).map_err(unreadable)?).lines()) {
        let text = text.map_err(unreadable)?;
        let text = if line == 1 { text.trim_start_matches('\u{FEFF}') } else { &text };
        if !text.trim().is_empty() {
            made.push(make(text).map_err(|problem| RowError::Row { file: file.to_owned(), line, problem })?);
        }
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(content: &str) -> PathBuf {
        let name = format!("rows-{}-{:x}.jsonl", std::process::id(), content.len() * 31 + content.bytes().map(usize::from).sum::<usize>());
        let file = std::env::temp_dir().join(name);
        std::fs::write(&file, content).expect("the temporary folder takes a file");
        file
    }

    fn problem(content: &str) -> String {
        let file = written(content);
        let error = read(&file, |row| row.text("text").map(str::to_owned)).expect_err("a bad file");
        std::fs::remove_file(&file).expect("the file is still there");
        error.to_string().replace(&file.display().to_string(), "FILE")
    }

    #[test]
    fn a_bad_row_is_named_by_line_and_key() {
        assert_eq!(problem("{\"id\":\"a\",\"text\":\"x\"}\n\n{\"id\":\"b\"}\n"), "FILE line 3: `text` is missing");
        assert_eq!(problem("{\"id\":\"a\",\"text\":7}"), "FILE line 1: `text` is not a text");
        assert_eq!(problem("{\"text\":\"x\"}"), "FILE line 1: `id` is missing");
        assert_eq!(
            problem("{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\"y\"}"),
            "FILE line 2: `id` \"a\" stands in an earlier line too"
        );
        assert_eq!(problem("[1]"), "FILE line 1: not a JSON object: another kind of value");
        assert!(problem("{\"id\"").starts_with("FILE line 1: not a JSON object: EOF"));
        assert_eq!(problem("\n"), "FILE: no rows");
        let missing = read(Path::new("nowhere.jsonl"), |row| Ok(row.id.clone())).expect_err("no such file");
        assert!(missing.to_string().starts_with("nowhere.jsonl: "));
    }

    #[test]
    fn texts_are_all_strings_besides_the_id() {
        let row = Row::parse(r#"{"id": 7, "b": "x", "a": "y", "n": 3}"#).expect("a row");
        assert_eq!((row.id.as_str(), row.texts().collect::<Vec<_>>()), ("7", vec![("a", "y"), ("b", "x")]));
    }
}
