//! The first visible sheet of a workbook.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::NaiveDate;

use super::file::{MOST_COLUMNS, broken, too_big_inside, too_long, too_many_columns, too_many_rows};
use super::guard;
use super::table::{Row, Value, cell_name};
use crate::platform::http::{Problem, Result};

/// Characters of a cell: Excel's own limit.
const MOST_CHARACTERS: usize = 32_767;
/// Bytes of the texts of all cells together: a text that stands once in the file and in many cells is copied for each of them.
const MOST_TEXT: usize = 48 << 20;

pub(super) fn rows(bytes: &[u8], most: usize) -> Result<Vec<Row>> {
    guard::admit(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheets = workbook.sheets_metadata();
    let sheet = sheets.iter().find(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet);
    let name = sheet.map(|sheet| sheet.name.clone()).ok_or_else(broken)?;
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut room = MOST_TEXT;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(unreadable)? {
        let number = cell.pos.0.saturating_add(1);
        let column = cell.pos.1 as usize;
        let text = text(&cell.value);
        if text.chars().count() > MOST_CHARACTERS {
            return Err(too_long(cell_name(column, number)));
        }
        room = room.checked_sub(text.len()).ok_or_else(too_big_inside)?;
        let value = if cell.formula.is_some() { Value::Formula } else { value(&cell.value) };
        if value.is_empty() {
            continue;
        }
        if column >= MOST_COLUMNS {
            return Err(too_many_columns(number));
        }
        match rows.last().map(|row| row.number) {
            Some(last) if last == number => {}
            Some(last) if last > number => return Err(broken()),
            _ if rows.len() > most => return Err(too_many_rows(most)),
            _ => rows.push(Row { number, cells: Vec::new() }),
        }
        if let Some(row) = rows.last_mut() {
            row.cells.resize(row.cells.len().max(column + 1), Value::Empty);
            row.cells[column] = value;
        }
    }
    Ok(rows)
}

/// The text of a cell, where it is one.
fn text<'c>(cell: &'c DataRef<'_>) -> &'c str {
    match cell {
        DataRef::String(text) => text,
        DataRef::SharedString(text) => text,
        _ => "",
    }
}

fn value(cell: &DataRef<'_>) -> Value {
    match cell {
        DataRef::Empty => Value::Empty,
        DataRef::String(text) => Value::Text(text.replace("\r\n", "\n")),
        DataRef::SharedString(text) => Value::Text(text.replace("\r\n", "\n")),
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)).map_or(Value::Other, Value::Date)
        }
        DataRef::DateTimeIso(text) => text.get(..10).and_then(|day| day.parse().ok()).map_or(Value::Other, Value::Date),
        DataRef::DateTime(_) | DataRef::DurationIso(_) | DataRef::Bool(_) | DataRef::Error(_) => Value::Other,
    }
}

fn unreadable(cause: XlsxError) -> Problem {
    tracing::debug!(%cause, "a workbook could not be read");
    broken()
}
