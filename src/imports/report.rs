//! What is wrong with a file, by row and cell. Kept encrypted: words of the file may stand in it.

use serde::{Deserialize, Serialize};

use super::model::Kind;
use super::store::Import;
use crate::platform::Platform;
use crate::platform::crypto::Purpose;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::ImportId;
use crate::platform::sheets::{CellError, cell_name};

/// Errors that are kept and shown; all are counted.
pub(super) const MOST_ERRORS: usize = 500;

#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportErrorView {
    /// The row as the spreadsheet shows it; null where the import as a whole is refused.
    pub row: Option<u32>,
    /// The column's Chinese heading; null where the row as a whole is meant.
    pub column: Option<String>,
    #[schema(example = "C7")]
    pub cell: Option<String>,
    /// The field of the API.
    #[schema(example = "/credit_code")]
    pub pointer: String,
    /// `exists` for what is on file, `duplicate` for what stands twice in the file, otherwise the codes of the single record.
    #[schema(example = "malformed")]
    pub code: String,
    pub message_zh: String,
    pub message_en: String,
}

/// An error of a row, with its place in the file.
pub(super) fn of_row(kind: Kind, places: &[Option<usize>], row: u32, error: CellError) -> ImportErrorView {
    let found = kind.columns().iter().zip(places).find(|(column, _)| column.answers_for(&error.pointer));
    ImportErrorView {
        row: Some(row),
        column: found.map(|(column, _)| column.zh.to_owned()),
        cell: found.and_then(|(_, place)| place.map(|place| cell_name(place, row))),
        pointer: error.pointer,
        code: error.code,
        message_zh: error.text.zh,
        message_en: error.text.en,
    }
}

/// Why the import as a whole is refused.
pub(super) fn of_import(problem: &Problem) -> ImportErrorView {
    ImportErrorView {
        row: None,
        column: None,
        cell: None,
        pointer: String::new(),
        code: problem.code().to_owned(),
        message_zh: problem.detail().zh.clone(),
        message_en: problem.detail().en.clone(),
    }
}

/// What the rules of the single record say against a row.
pub(super) fn of_problem(problem: &Problem) -> Vec<CellError> {
    if problem.errors().is_empty() {
        return vec![CellError { pointer: "/area_code".to_owned(), code: problem.code().to_owned(), text: problem.detail().clone() }];
    }
    let told = |error: &crate::platform::http::FieldError| CellError {
        pointer: error.pointer.clone(),
        code: error.code.to_owned(),
        text: error.detail.clone(),
    };
    problem.errors().iter().map(told).collect()
}

fn aad(id: &ImportId) -> Vec<u8> {
    format!("import-errors|{id}").into_bytes()
}

pub(super) fn sealed(platform: &Platform, id: &ImportId, errors: &[ImportErrorView]) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(errors).map_err(Problem::internal)?;
    platform.keys.cipher(Purpose::Imports).encrypt(&aad(id), &plain).map_err(Problem::internal)
}

/// The errors that are known so far.
pub(super) fn of(platform: &Platform, import: &Import) -> Result<Vec<ImportErrorView>> {
    let Some(sealed) = &import.errors else { return Ok(Vec::new()) };
    let plain = platform.keys.cipher(Purpose::Imports).decrypt(&aad(&import.id), sealed).map_err(Problem::internal)?;
    serde_json::from_slice(&plain).map_err(Problem::internal)
}
