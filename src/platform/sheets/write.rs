//! Writes tables so that Excel on a Chinese Windows opens them right.

use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook, Worksheet, XlsxError};

use super::column::{Column, Shape};
use super::neutral::{self, neutralised};
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Language;
use crate::platform::money::Money;
use crate::text_enum;

text_enum! {
    /// What a table is written as.
    #[derive(Default)]
    pub enum Format {
        #[default]
        Xlsx = "xlsx",
        Csv = "csv",
    }
}

/// A workbook in the API document: bytes that are no text.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct SheetFile(pub Vec<u8>);

impl Format {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// What is written into a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    /// A text; in a column of choices, a code, which is written as its label.
    Text(String),
    /// The values of a list.
    List(Vec<String>),
    Date(NaiveDate),
    Money(Money),
    Number(i64),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn optional<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }
}

/// A table that is written row by row.
pub struct Writer {
    columns: Vec<&'static Column>,
    language: Language,
    target: Target,
}

enum Target {
    Csv(Box<csv::Writer<Vec<u8>>>),
    Xlsx(Box<Book>),
}

struct Book {
    workbook: Workbook,
    formats: Formats,
    row: u32,
}

/// The formats of cells: made once, a workbook compares them by content.
pub(super) struct Formats {
    pub(super) heading: CellFormat,
    pub(super) text: CellFormat,
    pub(super) money: CellFormat,
    pub(super) date: CellFormat,
}

impl Formats {
    pub(super) fn new() -> Self {
        Self {
            heading: CellFormat::new().set_bold().set_num_format("@"),
            text: CellFormat::new().set_num_format("@"),
            money: CellFormat::new().set_num_format("#,##0.00"),
            date: CellFormat::new().set_num_format("yyyy-mm-dd"),
        }
    }

    /// The format of a column's cells.
    pub(super) fn of(&self, shape: Shape) -> Option<&CellFormat> {
        match shape {
            Shape::Date => Some(&self.date),
            Shape::Money => Some(&self.money),
            Shape::Number => None,
            _ => Some(&self.text),
        }
    }
}

impl Writer {
    pub fn new(format: Format, columns: Vec<&'static Column>, language: Language) -> Result<Self> {
        let headings: Vec<&str> = columns.iter().map(|column| column.heading(language)).collect();
        let target = match format {
            Format::Csv => {
                // The mark tells Excel that the bytes are UTF-8.
                let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
                writer.write_record(&headings).map_err(Problem::internal)?;
                Target::Csv(Box::new(writer))
            }
            Format::Xlsx => {
                let mut book = Book { workbook: Workbook::new(), formats: Formats::new(), row: 0 };
                headings_of(book.workbook.add_worksheet(), &columns, language, &book.formats).map_err(Problem::internal)?;
                Target::Xlsx(Box::new(book))
            }
        };
        Ok(Self { columns, language, target })
    }

    /// Adds a row; the cells stand in the order of the columns.
    pub fn row(&mut self, cells: &[Cell]) -> Result<()> {
        if cells.len() != self.columns.len() {
            return Err(Problem::broken(format!("{} cells for {} columns", cells.len(), self.columns.len())));
        }
        let written = self.columns.iter().zip(cells).map(|(column, cell)| (*column, cell));
        match &mut self.target {
            Target::Csv(writer) => {
                let fields: Vec<String> = written.map(|(column, cell)| csv_field(column, cell, self.language)).collect();
                writer.write_record(&fields).map_err(Problem::internal)
            }
            Target::Xlsx(book) => {
                book.row += 1;
                let sheet = book.workbook.worksheet_from_index(0).map_err(Problem::internal)?;
                for (at, (column, cell)) in (0_u16..).zip(written) {
                    put(sheet, (book.row, at), column, cell, self.language, &book.formats).map_err(Problem::internal)?;
                }
                Ok(())
            }
        }
    }

    pub fn finish(self) -> Result<Vec<u8>> {
        match self.target {
            Target::Csv(writer) => writer.into_inner().map_err(|error| Problem::broken(error.error())),
            Target::Xlsx(mut book) => book.workbook.save_to_buffer().map_err(Problem::internal),
        }
    }
}

/// The text of a cell, where it is one.
fn text_of(column: &Column, cell: &Cell, language: Language) -> Option<String> {
    let labels = |codes: &[String]| codes.iter().map(|code| column.shape.label(code, language)).collect::<Vec<_>>().join("；");
    match cell {
        Cell::Text(text) => Some(column.shape.label(text, language)),
        Cell::List(codes) => Some(labels(codes)),
        _ => None,
    }
}

fn csv_field(column: &Column, cell: &Cell, language: Language) -> String {
    match cell {
        Cell::Date(date) => date.to_string(),
        Cell::Money(amount) => amount.to_yuan(),
        Cell::Number(number) => number.to_string(),
        Cell::Empty | Cell::Text(_) | Cell::List(_) => {
            let text = text_of(column, cell, language).unwrap_or_default();
            if matches!(column.shape, Shape::Code) { neutral::code(&text) } else { neutralised(&text) }
        }
    }
}

type Written = std::result::Result<(), XlsxError>;

/// Writes a cell of a workbook: texts as texts, so that none is taken for a formula or a number.
pub(super) fn put(sheet: &mut Worksheet, at: (u32, u16), column: &Column, cell: &Cell, language: Language, formats: &Formats) -> Written {
    let (row, place) = at;
    match cell {
        Cell::Empty => {}
        Cell::Number(number) => {
            sheet.write_number(row, place, *number as f64)?;
        }
        Cell::Date(date) => {
            let (year, month, day) = (u16::try_from(date.year()).unwrap_or(1900), date.month() as u8, date.day() as u8);
            sheet.write_datetime_with_format(row, place, ExcelDateTime::from_ymd(year, month, day)?, &formats.date)?;
        }
        // Up to 15 digits, which a budget never exceeds, a double shows every fen.
        Cell::Money(amount) => {
            sheet.write_number_with_format(row, place, amount.fen() as f64 / 100.0, &formats.money)?;
        }
        Cell::Text(_) | Cell::List(_) => {
            let text = text_of(column, cell, language).unwrap_or_default();
            if !text.is_empty() {
                sheet.write_string_with_format(row, place, text, &formats.text)?;
            }
        }
    }
    Ok(())
}

/// Headings that stay in sight, and columns wide enough to read.
pub(super) fn headings_of(sheet: &mut Worksheet, columns: &[&'static Column], language: Language, formats: &Formats) -> Written {
    sheet.set_name(match language {
        Language::Zh => "数据",
        Language::En => "Data",
    })?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(0, at, column.heading(language), &formats.heading)?;
        sheet.set_column_width(at, if matches!(column.shape, Shape::Text) || column.shape.is_list() { 28 } else { 20 })?;
    }
    Ok(())
}
