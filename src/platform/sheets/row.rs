//! Reads the cells of a row as what their columns hold, and keeps every error with its cell.

use calamine::{ExcelDateTime, ExcelDateTimeType};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::column::{Column, Shape};
use super::table::{Row, Sheet, Value};
use crate::platform::http::has_controls;
use crate::platform::i18n::Text;
use crate::platform::money::{Money, MoneyError};

/// Between the values of a list: what Excel users type, in either width.
const BETWEEN: [char; 6] = [';', '；', ',', '，', '、', '\n'];
/// Values of a list at most: a long cell must not become thousands of errors.
const MOST_VALUES: usize = 100;
/// A double keeps every integer up to here, and Excel the first 15 digits of any number.
const FIFTEEN_DIGITS: f64 = 1e15;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellError {
    /// The field of the API, as a pointer.
    pub pointer: String,
    pub code: String,
    pub text: Text,
}

/// One row on its way to becoming a record.
pub struct RowReader<'s> {
    sheet: &'s Sheet,
    row: &'s Row,
    errors: Vec<CellError>,
}

impl<'s> RowReader<'s> {
    pub fn new(sheet: &'s Sheet, row: &'s Row) -> Self {
        Self { sheet, row, errors: Vec::new() }
    }

    /// Everything that is wrong with the row. The rules of the record look at sound cells only: of a row that is not sound, what is missing
    /// is told here, so that nobody mends a file twice.
    pub fn into_errors(mut self) -> Vec<CellError> {
        if !self.is_sound() {
            for column in self.sheet.columns.iter().filter(|column| column.required) {
                let is_empty = match self.cell(column.key) {
                    Some((_, Value::Empty)) => true,
                    Some((_, Value::Text(text))) => text.trim().is_empty(),
                    _ => false,
                };
                self.required(column.key, (!is_empty).then_some(()));
            }
        }
        self.errors
    }

    /// Whether nothing is wrong so far.
    pub fn is_sound(&self) -> bool {
        self.errors.is_empty()
    }

    /// A value that must be there; its cell may have been told to be wrong already.
    pub fn required<T>(&mut self, key: &'static str, value: Option<T>) -> Option<T> {
        let pointer = format!("/{key}");
        if value.is_none() && !self.errors.iter().any(|error| error.pointer == pointer) {
            self.refuse(key, "required", "不能为空。", "must not be empty.");
        }
        value
    }

    /// Says that a cell is wrong.
    pub fn refuse(&mut self, key: &'static str, code: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.errors.push(CellError { pointer: format!("/{key}"), code: code.to_owned(), text: Text::new(zh, en) });
    }

    /// A text without blanks around it; empty where nothing stands.
    pub fn text(&mut self, key: &'static str) -> String {
        self.optional(key).unwrap_or_default()
    }

    /// A text, where one stands.
    pub fn optional(&mut self, key: &'static str) -> Option<String> {
        let (column, value) = self.cell(key)?;
        match value {
            Value::Empty => None,
            // PostgreSQL stores no U+0000, which a workbook writes as `_x0000_`; the others nobody sees.
            Value::Text(text) if has_controls(text) => {
                self.fail(column, "control_characters", "含有不可见的控制字符。", "contains control characters.");
                None
            }
            Value::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => match column.shape {
                Shape::Code => {
                    self.fail(column, "code_as_number", "这一格是数字，可能已丢失前面的零或第 15 位以后的数字；请把该列设为“文本”格式后重新输入。", "is a number: leading zeros and digits after the 15th may be lost. Format the column as Text and type the code again.");
                    None
                }
                _ if number.abs() < FIFTEEN_DIGITS => Some(number.to_string()),
                _ => {
                    self.fail(
                        column,
                        "too_many_digits",
                        "数字超过 15 位，Excel 已不能准确保存；请设为“文本”格式后重新输入。",
                        "has more digits than Excel keeps; format the cell as Text and type it again.",
                    );
                    None
                }
            },
            Value::Date(_) if matches!(column.shape, Shape::Code) => {
                self.fail(
                    column,
                    "code_as_date",
                    "这一格是日期：Excel 会把 2-3 这样的代码改成日期。请把该列设为“文本”格式后重新输入代码。",
                    "is a date: Excel makes one of a code such as 2-3. Format the column as Text and type the code again.",
                );
                None
            }
            Value::Date(date) => Some(date.to_string()),
            Value::Formula => {
                self.fail(
                    column,
                    "formula",
                    "这一格是公式；请复制后“选择性粘贴 → 数值”。",
                    "holds a formula; copy the column and paste it as values.",
                );
                None
            }
            Value::Other => {
                self.fail(column, "wrong_type", "这一格不是文字、数字或日期。", "is neither text nor number nor date.");
                None
            }
        }
    }

    /// The values of a list of places or choices, as codes. The first choice that there is not is told.
    pub fn list(&mut self, key: &'static str) -> Vec<String> {
        let Some(written) = self.optional(key) else { return Vec::new() };
        let Some(column) = self.column(key) else { return Vec::new() };
        let parts: Vec<&str> = written.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty()).take(MOST_VALUES + 1).collect();
        if parts.len() > MOST_VALUES {
            self.fail(column, "too_many_values", format!("最多 {MOST_VALUES} 个值。"), format!("has more than {MOST_VALUES} values."));
            return Vec::new();
        }
        match column.shape {
            Shape::Choices(_) => parts.into_iter().map_while(|part| self.chosen(column, part)).collect(),
            _ => parts.into_iter().map(str::to_owned).collect(),
        }
    }

    /// The code of a choice, meant by itself or by its label.
    pub fn choice(&mut self, key: &'static str) -> Option<&'static str> {
        let written = self.optional(key)?;
        let column = self.column(key)?;
        match column.shape.meant_by(&written) {
            Some(choice) => Some(choice.code),
            None => {
                self.not_a_choice(column, &written);
                None
            }
        }
    }

    fn chosen(&mut self, column: &'static Column, part: &str) -> Option<String> {
        let meant = column.shape.meant_by(part).map(|choice| choice.code.to_owned());
        if meant.is_none() {
            self.not_a_choice(column, part);
        }
        meant
    }

    fn not_a_choice(&mut self, column: &'static Column, written: &str) {
        let shown: String = written.chars().take(40).collect();
        let zh = format!("“{shown}”不是可选的值，见模板的“可选值”。");
        let en = format!("\"{shown}\" is none of the allowed values; see the template.");
        self.fail(column, "unknown_value", zh, en);
    }

    /// A date: a cell that shows one, Excel's number of one, or a text such as 2026-03-02, 2026/3/2 or 2026年3月2日.
    pub fn date(&mut self, key: &'static str) -> Option<NaiveDate> {
        let (column, value) = self.cell(key)?;
        let date = match value {
            Value::Date(date) => Some(*date),
            Value::Number(serial) if (61.0..2_958_466.0).contains(serial) => {
                let (year, month, day, ..) = ExcelDateTime::new(*serial, ExcelDateTimeType::DateTime, false).to_ymd_hms_milli();
                NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
            }
            Value::Number(_) => None,
            _ => written_date(&self.optional(key)?),
        };
        if date.is_none() {
            self.fail(column, "not_a_date", "不是日期；请写成 2026-03-02。", "is no date; write it as 2026-03-02.");
        }
        date
    }

    /// Yuan, exact to the fen. A workbook's number is read by its decimal digits: no float decides an amount.
    pub fn money(&mut self, key: &'static str) -> Option<Money> {
        let written = self.optional(key)?;
        let column = self.column(key)?;
        let plain: String =
            written.trim_start_matches(['¥', '￥']).trim_end_matches('元').chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
        match Money::yuan(&plain) {
            Ok(amount) => Some(amount),
            Err(MoneyError::NotAnAmount(crate::platform::decimal::DecimalError::TooManyPlaces)) => {
                self.fail(column, "too_many_places", "金额以元为单位，最多两位小数。", "is in yuan with two decimals at most.");
                None
            }
            Err(_) => {
                self.fail(
                    column,
                    "not_an_amount",
                    "不是金额；请写成以元为单位的数字，如 100000.00。",
                    "is no amount; write yuan as digits, such as 100000.00.",
                );
                None
            }
        }
    }

    /// A whole number.
    pub fn number(&mut self, key: &'static str) -> Option<i32> {
        let written = self.optional(key)?;
        let column = self.column(key)?;
        let number = written.parse().ok();
        if number.is_none() {
            self.fail(column, "not_a_number", "须为整数。", "must be a whole number.");
        }
        number
    }

    fn column(&self, key: &str) -> Option<&'static Column> {
        self.sheet.columns.iter().find(|column| column.key == key)
    }

    fn cell(&self, key: &str) -> Option<(&'static Column, &'s Value)> {
        let at = self.sheet.columns.iter().position(|column| column.key == key)?;
        let place = self.sheet.places[at]?;
        Some((&self.sheet.columns[at], self.row.cells.get(place).unwrap_or(&Value::Empty)))
    }

    fn fail(&mut self, column: &'static Column, code: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.refuse(column.key, code, zh, en);
    }
}

fn written_date(text: &str) -> Option<NaiveDate> {
    let plain = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let mut parts = plain.split('-').map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::new("code", "代码", "Code", Shape::Code),
        Column::new("place", "区域", "Place", Shape::Place),
        Column::new("amount", "金额", "Amount", Shape::Money),
        Column::new("day", "日期", "Day", Shape::Date),
        Column::new("places", "服务区域", "Places", Shape::Places),
        Column::new("colours", "颜色", "Colours", Shape::Choices(Vec::new)),
    ];

    fn sheet(cells: Vec<Value>) -> Sheet {
        let places = (0..cells.len()).map(Some).collect();
        Sheet { columns: COLUMNS, places, rows: vec![Row { number: 2, cells }] }
    }

    fn with<T>(key_at: usize, value: Value, read: impl FnOnce(&mut RowReader) -> T) -> (T, Vec<String>) {
        let mut cells = vec![Value::Empty; COLUMNS.len()];
        cells[key_at] = value;
        let sheet = sheet(cells);
        let mut reader = RowReader::new(&sheet, &sheet.rows[0]);
        let read = read(&mut reader);
        (read, reader.into_errors().into_iter().map(|error| error.code).collect())
    }

    #[test]
    fn what_is_missing_is_told_with_what_cannot_be_read() {
        const ASKED: &[Column] =
            &[Column::new("amount", "金额", "Amount", Shape::Money), Column::new("day", "日期", "Day", Shape::Date).required()];
        let wrong = |day: Value| {
            let rows = vec![Row { number: 2, cells: vec![Value::Text("十万".into()), day] }];
            let sheet = Sheet { columns: ASKED, places: vec![Some(0), Some(1)], rows };
            let mut reader = RowReader::new(&sheet, &sheet.rows[0]);
            reader.money("amount");
            reader.into_errors().into_iter().map(|error| (error.pointer, error.code)).collect::<Vec<_>>()
        };
        let told = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        let amount = told("/amount", "not_an_amount");
        assert_eq!(wrong(Value::Empty), [amount.clone(), told("/day", "required")]);
        assert_eq!(wrong(Value::Text("2026-03-02".into())), [amount]);
    }

    #[test]
    fn a_code_as_a_number_is_refused_and_a_place_is_not() {
        assert_eq!(with(0, Value::Number(5.231_010_7e17), |row| row.text("code")), (String::new(), vec!["code_as_number".into()]));
        assert_eq!(with(1, Value::Number(310_107_015.0), |row| row.text("place")), ("310107015".into(), vec![]));
    }

    #[test]
    fn a_code_that_excel_made_a_date_is_refused() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 3).unwrap_or_default();
        assert_eq!(with(0, Value::Date(day), |row| row.text("code")), (String::new(), vec!["code_as_date".into()]));
    }

    #[test]
    fn control_characters_are_refused_but_line_breaks_and_tabs() {
        for text in ["a\0b", "\u{1f}", "a\u{7f}"] {
            assert_eq!(with(0, Value::Text(text.into()), |row| row.text("code")), (String::new(), vec!["control_characters".into()]));
        }
        assert_eq!(with(0, Value::Text("a\n\tb\t".into()), |row| row.text("code")), ("a\n\tb".into(), vec![]));
    }

    #[test]
    fn a_list_without_end_is_one_error() {
        let list = |count: usize| Value::Text("1;".repeat(count));
        assert_eq!(with(4, list(101), |row| row.list("places").len()), (0, vec!["too_many_values".into()]));
        assert_eq!(with(4, list(100), |row| row.list("places").len()), (100, vec![]));
        assert_eq!(with(5, list(100), |row| row.list("colours").len()), (0, vec!["unknown_value".into()]));
    }

    #[test]
    fn r42_amounts_are_read_to_the_fen_and_not_rounded() {
        for (value, fen) in [
            (Value::Number(1234.56), 123_456),
            (Value::Number(0.1), 10),
            (Value::Number(9_999_999_999_999.99), 999_999_999_999_999),
            (Value::Text("¥ 1,234.5".into()), 123_450),
            (Value::Text("100000元".into()), 10_000_000),
        ] {
            assert_eq!(with(2, value, |row| row.money("amount").map(Money::fen)), (Some(fen), vec![]));
        }
        assert_eq!(with(2, Value::Number(0.1 + 0.2), |row| row.money("amount")).1, ["too_many_places"]);
        assert_eq!(with(2, Value::Text("十万".into()), |row| row.money("amount")).1, ["not_an_amount"]);
        assert_eq!(with(2, Value::Formula, |row| row.money("amount")).1, ["formula"]);
    }

    #[test]
    fn dates_come_as_cells_as_numbers_and_as_text() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2);
        for value in [
            Value::Number(46083.0),
            Value::Text("2026-03-02".into()),
            Value::Text("2026/3/2".into()),
            Value::Text("2026年3月2日".into()),
            Value::Date(day.unwrap_or_default()),
        ] {
            assert_eq!(with(3, value.clone(), |row| row.date("day")), (day, vec![]), "{value:?}");
        }
        for value in [Value::Text("3/2/26".into()), Value::Text("2026-02-30".into()), Value::Number(1.0)] {
            assert_eq!(with(3, value, |row| row.date("day")).1, ["not_a_date"]);
        }
    }
}
