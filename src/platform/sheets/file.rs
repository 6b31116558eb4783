//! Tells by its content what a file is, and reads its table.

use super::column::Column;
use super::table::Sheet;
use super::{csv_text, decode, xlsx};
use crate::platform::http::{Problem, Result};

/// Columns of a file at most, whatever their headings.
pub(super) const MOST_COLUMNS: usize = 200;

/// How much is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows below the headings.
    pub rows: usize,
}

/// Reads a table with these columns; 422 says what is wrong with the file as a whole.
pub fn read(bytes: &[u8], columns: &'static [Column], limits: Limits) -> Result<Sheet> {
    let rows = match kind(bytes)? {
        Kind::Workbook => xlsx::rows(bytes, limits.rows)?,
        Kind::Text => csv_text::rows(columns, &decode::decode(bytes)?, limits.rows)?,
    };
    let sheet = Sheet::new(columns, rows)?;
    if sheet.rows.is_empty() {
        return Err(refuse("no_rows", "标题行之下没有数据。", "has no rows below its headings."));
    }
    Ok(sheet)
}

enum Kind {
    Workbook,
    Text,
}

fn kind(bytes: &[u8]) -> Result<Kind> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if text.is_empty() {
        Err(empty())
    } else if begins(b"PK\x03\x04") {
        Ok(Kind::Workbook)
    } else if begins(b"\xD0\xCF\x11\xE0") {
        Err(refuse(
            "old_workbook",
            "这是旧版 .xls 或加了密码的工作簿；请另存为不带密码的 .xlsx。",
            "is an old .xls or a workbook with a password; save it as .xlsx without a password.",
        ))
    } else if text.starts_with(b"<") {
        Err(refuse(
            "web_page",
            "这是网页（HTML/XML），不是表格；请在 Excel 中另存为 .xlsx。",
            "is a web page (HTML/XML), whatever its name says; save it as .xlsx in Excel.",
        ))
    } else if begins(b"%PDF") || (bytes.contains(&0) && !begins(b"\xFF\xFE") && !begins(b"\xFE\xFF")) {
        Err(refuse("unknown_type", "既不是 .xlsx 也不是 CSV。", "is neither .xlsx nor CSV."))
    } else {
        Ok(Kind::Text)
    }
}

fn refuse(code: &'static str, zh: &str, en: &str) -> Problem {
    Problem::field("file", code, zh, en)
}

pub(super) fn empty() -> Problem {
    refuse("empty", "文件是空的。", "is empty.")
}

pub(super) fn too_many_rows(most: usize) -> Problem {
    Problem::field("file", "too_many_rows", format!("最多 {most} 行；请分成几个文件。"), format!("has more than {most} rows; split it."))
}

pub(super) fn too_many_columns(row: u32) -> Problem {
    Problem::field(
        format!("row {row}"),
        "too_many_columns",
        format!("第 {row} 行超过 {MOST_COLUMNS} 列。"),
        format!("has more than {MOST_COLUMNS} columns."),
    )
}

pub(super) fn too_long(cell: String) -> Problem {
    Problem::field(
        cell,
        "too_long",
        "这一格的文字超过 Excel 的上限（32767 个字符）。",
        "holds a text that is longer than Excel allows (32,767 characters).",
    )
}

pub(super) fn broken() -> Problem {
    refuse("broken_workbook", "工作簿已损坏，无法读取。", "is a broken workbook.")
}

pub(super) fn too_big_inside() -> Problem {
    refuse(
        "too_big_inside",
        "工作簿解压后过大；请只保留需要的行和格式。",
        "is too big when unpacked; keep the rows that are needed and little formatting.",
    )
}
