//! Tables that people keep in spreadsheets: read from XLSX or CSV, written as XLSX or CSV. Pure: bytes in, bytes out.
//!
//! - What a file is says its content, not its name. CSV is UTF-8 (with or without BOM), UTF-16 or GB18030, read strictly: an undecodable
//!   byte is an error that names its row. Separators are commas, semicolons or tabs, whichever makes the heading row readable.
//! - Codes are text. A code that stands as a number is refused, because Excel keeps 15 digits and no leading zeros.
//! - Formulas are refused: what they would show depends on who opens the file.
//! - A hostile file costs bounded memory: [`guard`] unpacks a workbook once, counting, before the reader sees it.
//! - What is written opens right in Excel: CSV with BOM and CRLF, and text that Excel would take for a formula is neutralised.

mod column;
mod csv_text;
mod decode;
mod file;
mod guard;
mod neutral;
mod row;
mod table;
mod template;
mod write;
mod xlsx;

#[cfg(test)]
mod properties;

pub use column::{Choice, Column, Shape};
pub use file::{Limits, read};
pub use row::{CellError, RowReader};
pub use table::{Row, Sheet, Value, cell_name};
pub use template::{Allowed, template};
pub use write::{Cell, Format, SheetFile, Writer};
