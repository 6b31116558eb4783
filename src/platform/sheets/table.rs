//! A table as it was read: which column stands where, and the cells of each row.

use chrono::NaiveDate;

use super::column::Column;
use super::template::EXAMPLE;
use crate::platform::http::{FieldError, Problem, Result};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    #[default]
    Empty,
    Text(String),
    /// A number of a workbook. CSV knows only text.
    Number(f64),
    /// A cell that the workbook shows as a date.
    Date(NaiveDate),
    Formula,
    /// An error value such as `#N/A`, a truth value or a time.
    Other,
}

impl Value {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// A row with its number as the spreadsheet shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub number: u32,
    pub cells: Vec<Value>,
}

impl Row {
    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(Value::is_empty)
    }

    /// The example of the template, left in.
    fn is_example(&self) -> bool {
        let first = self.cells.iter().find(|cell| !cell.is_empty());
        let begins = |text: &str| text.starts_with(EXAMPLE.0) || text.starts_with(EXAMPLE.1.trim_end());
        matches!(first, Some(Value::Text(text)) if begins(text.trim()))
    }
}

/// The rows under a heading row that was understood.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub columns: &'static [Column],
    /// For each column its place in the file.
    pub places: Vec<Option<usize>>,
    pub rows: Vec<Row>,
}

impl Sheet {
    /// Takes the first row that is not empty as headings; 422 with every heading that is wrong.
    pub(super) fn new(columns: &'static [Column], rows: impl IntoIterator<Item = Row>) -> Result<Self> {
        let mut rows = rows.into_iter().skip_while(Row::is_empty);
        let headings = rows.next().ok_or_else(super::file::empty)?;
        let places = places(columns, &headings)?;
        let rows: Vec<Row> = rows.filter(|row| !row.is_empty() && !row.is_example()).collect();
        if let Some((row, at)) = rows.iter().find_map(|row| stray(row, &headings).map(|at| (row, at))) {
            return Err(Problem::field(
                cell_name(at, row.number),
                "no_heading",
                "这一格有内容，但所在的列没有标题。",
                "holds something, but its column has no heading.",
            ));
        }
        Ok(Self { columns, places, rows })
    }
}

/// A cell beside all headings.
fn stray(row: &Row, headings: &Row) -> Option<usize> {
    row.cells.iter().enumerate().position(|(at, cell)| !cell.is_empty() && headings.cells.get(at).is_none_or(Value::is_empty))
}

fn places(columns: &[Column], headings: &Row) -> Result<Vec<Option<usize>>> {
    let mut places = vec![None; columns.len()];
    let mut errors = Vec::new();
    for (at, heading) in headings.cells.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
        let written = match heading {
            Value::Text(text) => text.trim(),
            _ => "",
        };
        let cell = cell_name(at, headings.number);
        match columns.iter().position(|column| column.is_called(written)) {
            None => errors.push(unknown(columns, cell, written)),
            Some(column) if places[column].is_some() => {
                errors.push(FieldError::new(cell, "duplicate_column", format!("“{written}”这一列出现了两次。"), "stands twice."));
            }
            Some(column) => places[column] = Some(at),
        }
    }
    let missing = columns.iter().zip(&places).filter(|(column, place)| column.required && place.is_none());
    for (column, _) in missing {
        errors.push(FieldError::new(
            format!("/{}", column.key),
            "missing_column",
            format!("缺少“{}”这一列。", column.zh),
            format!("the column \"{}\" is missing.", column.en),
        ));
    }
    if errors.is_empty() { Ok(places) } else { Err(Problem::invalid(errors)) }
}

fn unknown(columns: &[Column], cell: String, written: &str) -> FieldError {
    let shown: String = written.chars().take(40).collect();
    let (zh, en): (Vec<_>, Vec<_>) = columns.iter().filter(|column| !column.derived).map(|column| (column.zh, column.en)).unzip();
    FieldError::new(
        cell,
        "unknown_column",
        format!("没有“{shown}”这一列；可用的列：{}。", zh.join("、")),
        format!("there is no column \"{shown}\"; there are: {}.", en.join(", ")),
    )
}

/// What a cell is called: column 2 of row 7 is `C7`.
pub fn cell_name(column: usize, row: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_in_the_spreadsheet() {
        for (column, name) in [(0, "A7"), (2, "C7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")] {
            assert_eq!(cell_name(column, 7), name);
        }
    }
}
