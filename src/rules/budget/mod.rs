//! Budget lines and the commitments against them (S48, R7): budget first, then buy.
//!
//! ```text
//! opened → reserved (a project is approved) → lowered (to the awarded price) → released (failure, cancellation)
//! ```
//! `committed ≤ amount` holds by one guarded UPDATE, and by a CHECK of the database. What a project holds of a line is the
//! sum of its entries in the ledger, so that nothing is given back twice.

mod commitment;
mod create;
mod export;
mod get;
mod list;
mod policy;
pub mod sheet;
mod store;
mod view;

pub use commitment::{lower, release, reserve};
pub use create::{CreateBudgetLine, open, vet};
pub use export::{ExportQuery, download as export_budget_lines};
pub use store::{BudgetLine, find, is_known};

use crate::platform::http::Routes;

pub(super) fn routes(config: &mut Routes) {
    config.service(list::handle).service(export::handle).service(create::handle).service(get::handle);
}
