//! A list as a file: every row that the caller may list, read page by page.

use super::call::Call;
use super::page::PageRequest;
use super::problem::{Problem, Result};
use super::reply::Reply;
use crate::platform::sheets::{Cell, Column, Format, Writer};

/// Rows that are read at a time.
const PAGE: i64 = 500;

/// Writes what `page` gives, page after page, into a file `name-DATE.FORMAT`. `key` is what a page is continued after.
pub fn export<R>(
    call: &Call,
    format: Format,
    name: &str,
    columns: Vec<&'static Column>,
    mut page: impl FnMut(&PageRequest) -> Result<Vec<R>>,
    key: impl Fn(&R) -> String,
    mut cells: impl FnMut(&R, &Column) -> Cell,
) -> Result<Reply> {
    let most = call.platform.config.limits.export_rows;
    let mut writer = Writer::new(format, columns.clone(), call.language)?;
    let mut request = PageRequest { limit: PAGE, after: None };
    let mut count = 0;
    loop {
        let mut rows = page(&request)?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        count += rows.len();
        if count > most {
            return Err(too_many(most));
        }
        for row in &rows {
            let row: Vec<Cell> = columns.iter().map(|column| cells(row, column)).collect();
            writer.row(&row)?;
        }
        request.after = rows.last().map(&key);
        if !more {
            break;
        }
    }
    let name = format!("{name}-{}.{format}", call.now.shanghai_date());
    Ok(Reply::file(format.content_type(), name, writer.finish()?))
}

fn too_many(most: usize) -> Problem {
    Problem::field(
        "format",
        "too_many_rows",
        format!("超过 {most} 行；请用筛选条件分批导出。"),
        format!("would have more than {most} rows; narrow it with the list's filters."),
    )
}
