//! Rows of the database as the records that the engine is fed with.
//!
//! A record holds what the matching weighs and nothing else. Whether an organisation has bid is not in it: the order of a ranking
//! must not tell.

mod demand;
mod lent;
mod organizations;
mod store;

use chrono::{Datelike, NaiveDate};

pub use demand::{catalogue_items, needs, projects};
pub use lent::resources;
pub use organizations::organizations;
pub use store::{
    area_names, barred_until, catalogue_ids, invited_since, need_ids, needs_of, open_projects_of, organization_ids, project_ids, suppliers,
    suppliers_of,
};

use super::engine::Day;

/// A day as the engine counts them.
pub fn day(date: NaiveDate) -> Day {
    Day::of(date.year(), date.month(), date.day()).unwrap_or(Day::after_epoch(0))
}

/// A version as the engine keeps it.
fn version(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}
