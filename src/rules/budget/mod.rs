//! Budget lines and the commitments against them (S48, R7): budget first, then buy.
//!
//! ```text
//! opened → reserved (a project is approved) → lowered (to the awarded price) → released (failure, cancellation)
//! ```
//! `committed ≤ amount` holds by one guarded UPDATE, and by a CHECK of the database. What a project holds of a line is the
//! sum of its entries in the ledger, so that nothing is given back twice.

mod commitment;
mod create;
mod get;
mod list;
mod policy;
mod store;
mod view;

pub use commitment::{lower, release, reserve};
pub use store::{BudgetLine, find};

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list::handle).service(create::handle).service(get::handle);
}
