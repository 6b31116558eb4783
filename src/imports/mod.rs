//! Organisations, needs and budget lines out of spreadsheets.
//!
//! ```text
//! checking → completed            (a dry run, or the valid rows: each chunk is checked and entered in one transaction)
//! checking → importing → completed  (all or nothing: entered in one transaction when every row is sound)
//! checking → refused              (all or nothing: a row is wrong or on file; nothing was entered)
//! checking, importing → failed    (its job died: the sweep ends it, forgets its rows and tells the sender)
//! ```
//! - The file is read when it comes: what is no table is refused at once, and cells that cannot be read are known. Its rows are kept
//!   encrypted, in chunks, until the import is finished; a job works them off one chunk at a time, so that other jobs come in between.
//! - A row is entered by the same function as a single record, as the person who sent the file, with what this person may do *then*.
//! - A chunk and its progress are one transaction: killed at any point, an import goes on where it was and enters nothing twice.
//! - What is on file is not entered again: organisations by credit code (teams by name and place), needs by place and words, budget lines
//!   by buyer, year and code. The same file sent twice makes no doubles.

mod errors;
mod get;
mod job;
mod list;
mod model;
mod parse;
mod record;
mod report;
mod request;
mod store;
mod sweep;
mod template;
mod view;

pub use errors::download as download_errors;
pub use get::view;
pub use job::run as step;
pub use list::latest;
pub use model::{Kind, Mode, Status};
pub use request::enter;
pub use sweep::sweep;
pub use template::download as download_template;
pub use view::ImportView;

use crate::platform::http::Routes;

use crate::platform::jobs::Registry;

pub fn routes(config: &mut Routes) {
    config
        .service(template::handle)
        .service(request::organizations)
        .service(request::needs)
        .service(request::budget_lines)
        .service(list::handle)
        .service(get::handle)
        .service(errors::handle);
}

/// Background work of this slice.
pub fn jobs(registry: Registry) -> Registry {
    registry.on(job::JOB, job::run)
}
