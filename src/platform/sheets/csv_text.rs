//! Comma-separated text. Rows are counted as a spreadsheet counts them: a cell may hold line breaks, an empty line is a row.

use super::column::Column;
use super::neutral;
use super::table::{Row, Value};
use crate::platform::http::{Problem, Result};

const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// All rows, by the separator that makes most of the headings readable.
pub(super) fn rows(columns: &[Column], text: &str, most: usize) -> Result<Vec<Row>> {
    let known = |separator: &char| {
        let headings =
            Cells::new(text, *separator).find(|row| row.as_ref().is_ok_and(|cells| cells.iter().any(|cell| !cell.trim().is_empty())));
        headings
            .and_then(std::result::Result::ok)
            .map_or(0, |cells| cells.iter().filter(|cell| columns.iter().any(|column| column.is_called(cell.trim()))).count())
    };
    // The comma wins where nothing is known: max_by_key takes the last of equals.
    let separator = SEPARATORS.iter().rev().max_by_key(|separator| known(separator)).copied().unwrap_or(',');
    let mut rows = Vec::new();
    for (index, cells) in Cells::new(text, separator).enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let cells = cells.map_err(|fault| refused(fault, number))?;
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if rows.len() > most {
            return Err(super::file::too_many_rows(most));
        }
        rows.push(Row { number, cells: cells.into_iter().map(value).collect() });
    }
    Ok(rows)
}

fn value(cell: String) -> Value {
    if cell.is_empty() { Value::Empty } else { Value::Text(neutral::restored(&cell).to_owned()) }
}

fn refused(fault: Fault, row: u32) -> Problem {
    match fault {
        Fault::TooWide => super::file::too_many_columns(row),
        Fault::Quotes => Problem::field(
            format!("row {row}"),
            "quotes",
            format!("第 {row} 行的双引号没有成对，或引号之后还有文字。"),
            "has a double quote that is not closed, or text after a closing one.",
        ),
    }
}

/// How many rows a text has begun.
pub(super) fn rows_begun(text: &str) -> u32 {
    let mut quoted = false;
    let breaks = text.chars().filter(|c| {
        quoted ^= *c == '"';
        *c == '\n' && !quoted
    });
    u32::try_from(breaks.count() + 1).unwrap_or(u32::MAX)
}

/// Why a row cannot be read.
#[derive(Debug, PartialEq)]
enum Fault {
    /// A quote without its end.
    Quotes,
    TooWide,
}

/// The rows of a text, one after the other.
struct Cells<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    separator: char,
}

impl<'t> Cells<'t> {
    fn new(text: &'t str, separator: char) -> Self {
        Self { rest: text.chars().peekable(), separator }
    }

    /// One cell and whether its row goes on.
    fn cell(&mut self) -> std::result::Result<(String, bool), Fault> {
        let mut cell = String::new();
        if self.rest.next_if_eq(&'"').is_some() {
            loop {
                match self.rest.next().ok_or(Fault::Quotes)? {
                    '"' if self.rest.next_if_eq(&'"').is_some() => cell.push('"'),
                    '"' => break,
                    // Excel breaks lines inside a cell with a line feed alone.
                    '\r' if self.rest.peek() == Some(&'\n') => {}
                    other => cell.push(other),
                }
            }
            return match self.rest.next() {
                None => Ok((cell, false)),
                Some(c) if c == self.separator => Ok((cell, true)),
                Some('\n') => Ok((cell, false)),
                Some('\r') if self.rest.peek().is_none_or(|c| *c == '\n') => {
                    self.rest.next();
                    Ok((cell, false))
                }
                Some(_) => Err(Fault::Quotes),
            };
        }
        loop {
            match self.rest.next() {
                None | Some('\n') => return Ok((cell, false)),
                Some('\r') if self.rest.peek() == Some(&'\n') => {}
                Some(c) if c == self.separator => return Ok((cell, true)),
                Some(other) => cell.push(other),
            }
        }
    }
}

impl Iterator for Cells<'_> {
    type Item = std::result::Result<Vec<String>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest.peek()?;
        let mut row = Vec::new();
        loop {
            match self.cell() {
                Err(fault) => return Some(Err(fault)),
                Ok((cell, more)) => {
                    if row.len() == super::file::MOST_COLUMNS {
                        return Some(Err(Fault::TooWide));
                    }
                    row.push(cell);
                    if !more {
                        return Some(Ok(row));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<std::result::Result<Vec<String>, Fault>> {
        Cells::new(text, ',').collect()
    }

    #[test]
    fn quotes_hold_separators_line_breaks_and_quotes() {
        let row = |cells: &[&str]| Ok(cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
        assert_eq!(cells("a,\"b,\"\"c\"\"\r\nd\"\r\n\r\n,e"), [row(&["a", "b,\"c\"\nd"]), row(&[""]), row(&["", "e"])]);
        assert_eq!(cells("a\"b"), [row(&["a\"b"])], "a quote in the middle is a quote");
        assert_eq!(cells("\"a"), [Err(Fault::Quotes)]);
        assert_eq!(cells("\"a\"b")[0], Err(Fault::Quotes));
    }

    #[test]
    fn rows_are_counted_as_the_spreadsheet_does() {
        let columns = [Column::new("a", "甲", "A", super::super::Shape::Text), Column::new("b", "乙", "B", super::super::Shape::Text)];
        for text in ["甲,乙\r\n\r\n\"x\ny\",1\n", "甲;乙\n\n\"x\ny\";1", "甲\t乙\n\n\"x\ny\"\t1"] {
            let read = rows(&columns, text, 10).map(|rows| rows.into_iter().map(|row| (row.number, row.cells.len())).collect::<Vec<_>>());
            assert_eq!(read.ok(), Some(vec![(1, 2), (3, 2)]), "{text:?}");
        }
    }
}
