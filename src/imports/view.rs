//! What the outside sees of an import.

use serde::Serialize;

use super::model::{Kind, Mode, Status};
use super::report::{self, ImportErrorView};
use super::store::Import;
use crate::platform::Platform;
use crate::platform::http::Result;
use crate::platform::ids::ImportId;
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ImportView {
    pub id: ImportId,
    pub kind: Kind,
    pub mode: Mode,
    /// `completed`, `refused` and `failed` are final.
    pub status: Status,
    /// Of the file.
    #[schema(example = "sha-256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    pub digest: String,
    /// Rows of the file, without headings, empty rows and the template's example.
    pub rows: i32,
    /// Rows that were checked so far: the progress.
    pub checked: i32,
    /// Sound rows that are not on file.
    pub valid: i32,
    pub invalid: i32,
    /// Rows that are on file; they are never entered again.
    pub existing: i32,
    pub imported: i32,
    /// The first 500 of them, by row; left out in lists.
    pub errors: Vec<ImportErrorView>,
    pub errors_total: i32,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

impl ImportView {
    pub(super) fn of(platform: &Platform, import: Import) -> Result<Self> {
        Ok(Self { errors: report::of(platform, &import)?, ..Self::brief(import) })
    }

    /// Without the errors.
    pub(super) fn brief(import: Import) -> Self {
        Self {
            errors: Vec::new(),
            valid: import.rows_checked - import.rows_invalid - import.rows_existing,
            id: import.id,
            kind: import.kind,
            mode: import.mode,
            status: import.status,
            digest: import.digest,
            rows: import.rows_total,
            checked: import.rows_checked,
            invalid: import.rows_invalid,
            existing: import.rows_existing,
            imported: import.rows_imported,
            errors_total: import.errors_total,
            created_at: import.created_at,
            finished_at: import.finished_at,
        }
    }
}
