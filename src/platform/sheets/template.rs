//! The file that people fill in: headings, an example row, and what each column allows.

use rust_xlsxwriter::{DataValidation, Formula, Workbook, Worksheet, XlsxError};

use super::column::{Column, Shape};
use super::write::{Cell, Format, Formats, Writer, headings_of, put};
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::{Language, Text};

/// What the example row begins with; a row that begins so is passed over.
pub(super) const EXAMPLE: (&str, &str) = ("示例：", "Example: ");

/// Rows that the drop-down lists reach.
const FILLED_ROWS: u32 = 10_000;

/// Values of the columns that the program does not know by itself: codes of places with their names.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    pub places: Vec<(String, Text)>,
}

/// A template for these columns. The CSV has headings and example only.
pub fn template(format: Format, columns: &'static [Column], allowed: &Allowed, language: Language) -> Result<Vec<u8>> {
    let columns: Vec<&'static Column> = columns.iter().filter(|column| !column.derived).collect();
    let example: Vec<Cell> = columns.iter().enumerate().map(|(at, column)| example(at, column, language)).collect();
    match format {
        Format::Csv => {
            let mut writer = Writer::new(format, columns, language)?;
            writer.row(&example)?;
            writer.finish()
        }
        Format::Xlsx => workbook(&columns, &example, allowed, language).map_err(Problem::internal),
    }
}

fn example(at: usize, column: &Column, language: Language) -> Cell {
    let mark = match language {
        Language::Zh => EXAMPLE.0,
        Language::En => EXAMPLE.1,
    };
    match column.shape {
        _ if at == 0 => Cell::text(format!("{mark}{}", column.example)),
        Shape::Choices(_) | Shape::Places => {
            Cell::List(column.example.split(';').filter(|code| !code.is_empty()).map(str::to_owned).collect())
        }
        _ => Cell::text(column.example),
    }
}

fn workbook(
    columns: &[&'static Column],
    example: &[Cell],
    allowed: &Allowed,
    language: Language,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let mut workbook = Workbook::new();
    let names = match language {
        Language::Zh => ("可选值", "说明"),
        Language::En => ("Values", "Notes"),
    };
    let sheet = workbook.add_worksheet();
    headings_of(sheet, columns, language, &formats)?;
    for (at, column) in (0_u16..).zip(columns) {
        if let Some(format) = formats.of(column.shape) {
            sheet.set_column_format(at, format)?;
        }
        put(sheet, (1, at), column, &example[usize::from(at)], language, &formats)?;
    }
    let listed: Vec<&Column> =
        columns.iter().copied().filter(|column| !matches!(column.shape, Shape::Places) && has_values(column)).collect();
    for (list, column) in (0_u16..).zip(&listed) {
        let count = values(column, allowed, language).len();
        let Some(at) = (0_u16..).zip(columns).find(|(_, other)| other.key == column.key).map(|(at, _)| at) else { continue };
        // Several values do not fit one choice from a list; those columns are typed.
        if !column.shape.is_list() && count > 0 {
            let letter = super::cell_name(usize::from(list), 0);
            let letter = letter.trim_end_matches('0');
            let source = Formula::new(format!("='{}'!${letter}$2:${letter}${}", names.0, count + 1));
            let choice = DataValidation::new().allow_list_formula(source).ignore_blank(true);
            sheet.add_data_validation(1, at, FILLED_ROWS, at, &choice)?;
        }
    }
    values_sheet(workbook.add_worksheet().set_name(names.0)?, &listed, allowed, language, &formats)?;
    notes_sheet(workbook.add_worksheet().set_name(names.1)?, columns, language, &formats)?;
    workbook.save_to_buffer()
}

fn has_values(column: &Column) -> bool {
    matches!(column.shape, Shape::Place | Shape::Choice(_) | Shape::Choices(_))
}

/// What may stand in a column, with an explanation beside it where the value itself is no word.
fn values(column: &Column, allowed: &Allowed, language: Language) -> Vec<(String, Option<String>)> {
    match column.shape {
        Shape::Place => allowed.places.iter().map(|(code, name)| (code.clone(), Some(name.in_language(language).to_owned()))).collect(),
        shape => shape.choices().into_iter().map(|choice| (choice.label(language).to_owned(), None)).collect(),
    }
}

/// One column per list; the names of places stand beside the last one.
fn values_sheet(
    sheet: &mut Worksheet,
    listed: &[&Column],
    allowed: &Allowed,
    language: Language,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let beside = u16::try_from(listed.len()).unwrap_or(u16::MAX);
    for (at, column) in (0_u16..).zip(listed) {
        sheet.write_string_with_format(0, at, column.heading(language), &formats.heading)?;
        sheet.set_column_width(at, 24)?;
        for (row, (value, name)) in (1_u32..).zip(values(column, allowed, language)) {
            sheet.write_string_with_format(row, at, value, &formats.text)?;
            if let Some(name) = name {
                sheet.write_string_with_format(row, beside, name, &formats.text)?;
            }
        }
    }
    Ok(())
}

fn notes_sheet(
    sheet: &mut Worksheet,
    columns: &[&'static Column],
    language: Language,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let is_zh = language == Language::Zh;
    let say = |zh: &'static str, en: &'static str| if is_zh { zh } else { en };
    for (at, heading) in (0_u16..).zip([say("列", "Column"), say("字段", "Field"), say("必填", "Required"), say("说明", "Note")]) {
        sheet.write_string_with_format(0, at, heading, &formats.heading)?;
        sheet.set_column_width(at, if at == 3 { 80 } else { 20 })?;
    }
    for (row, column) in (1_u32..).zip(columns) {
        let kind = match column.shape {
            Shape::Text => "",
            Shape::Code => say("文本格式，不要存成数字。", "Format as text, never as a number. "),
            Shape::Place => say("区域代码，见“可选值”。", "Code of a place, see Values. "),
            Shape::Places => say("区域代码，多个用分号隔开。", "Codes of places with semicolons between them. "),
            Shape::Choice(_) => say("从“可选值”中选一个。", "One of Values. "),
            Shape::Choices(_) => say("见“可选值”，多个用分号隔开。", "Of Values, with semicolons between them. "),
            Shape::Date => say("日期，如 2026-03-02。", "A date such as 2026-03-02. "),
            Shape::Money => say("元，最多两位小数。", "Yuan, two decimals at most. "),
            Shape::Number => say("整数。", "A whole number. "),
        };
        let note = format!("{kind}{}", if is_zh { column.note.0 } else { column.note.1 });
        let required = if column.required { say("是", "yes") } else { "" };
        for (at, text) in (0_u16..).zip([column.heading(language), column.key, required, note.trim()]) {
            sheet.write_string_with_format(row, at, text, &formats.text)?;
        }
    }
    Ok(())
}
