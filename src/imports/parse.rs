//! From bytes to rows, before anything of the database is known. Pure.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::model::Kind;
use super::record::Record;
use crate::platform::actor::{Actor, Role};
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::OrganizationId;
use crate::platform::sheets::{self, CellError, Limits, RowReader};

/// A row as it waits for its check: a record, or what is wrong with its cells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// As the spreadsheet shows it.
    pub number: u32,
    pub record: Option<Record>,
    pub errors: Vec<CellError>,
}

/// A file as it was read.
#[derive(Debug)]
pub(super) struct Parsed {
    /// For each column of the kind its place in the file.
    pub places: Vec<Option<usize>>,
    pub lines: Vec<Line>,
}

/// Reads a file of this kind; 422 where it is no such table.
pub(super) fn parse(kind: Kind, actor: &Actor, bytes: &[u8], limits: Limits) -> Result<Parsed> {
    let own = own_office(actor);
    let sheet = sheets::read(bytes, kind.columns(), limits)?;
    let mut first_rows: HashMap<Vec<String>, u32> = HashMap::new();
    let mut lines = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let mut cells = RowReader::new(&sheet, row);
        let record = kind.read(&mut cells, own.as_ref());
        let mut line = Line { number: row.number, record, errors: cells.into_errors() };
        let twice = line.record.as_ref().and_then(|record| {
            let first = *first_rows.entry(record.key()).or_insert(row.number);
            (first != row.number).then(|| duplicate(record.key_field(), first))
        });
        if let Some(error) = twice {
            line.record = None;
            line.errors.push(error);
        }
        lines.push(line);
    }
    Ok(Parsed { places: sheet.places, lines })
}

fn duplicate(field: &str, first: u32) -> CellError {
    CellError {
        pointer: format!("/{field}"),
        code: "duplicate".to_owned(),
        text: Text::new(format!("与第 {first} 行重复。"), format!("is the same as row {first}.")),
    }
}

/// The office whose finance officer this is; none where it is several.
fn own_office(actor: &Actor) -> Option<OrganizationId> {
    let mut offices = actor.organizations(&[Role::StreetFinance]);
    if offices.len() == 1 { offices.pop() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_stands_twice_names_the_first() {
        let csv = "机构名称,机构类型,统一社会信用代码,所在区域\n甲,社会服务机构,52310107MJ0000026F,310107015\n乙,society,52310107mj0000026f,310107015\n";
        let parsed = parse(Kind::Organizations, &Actor::system(), csv.as_bytes(), Limits { rows: 9 }).expect("a table");
        let errors = &parsed.lines[1].errors;
        assert_eq!((errors[0].code.as_str(), errors[0].text.en.as_str()), ("duplicate", "is the same as row 2."));
        assert!(parsed.lines[0].record.is_some() && parsed.lines[1].record.is_none());
    }
}
