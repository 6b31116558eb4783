//! What a purchase must keep to: rule sets (the values of each regime, as versioned data), the working calendar, the
//! catalogue of purchasable services and the budget lines.
//!
//! - A version of a rule set never changes: other content needs another version.
//! - A budget line is never overdrawn; what a project holds of it is the sum of its ledger entries.

pub mod budget;
mod calendar;
mod catalogue;
pub mod rule_set;
mod rule_sets;

pub use budget::{lower, release, reserve};
pub use calendar::{CHANGED as CALENDAR_CHANGED, load as learn_calendar};
pub use catalogue::{CatalogueItem, find_many as catalogue_find_many, items as catalogue_items, valid_on as catalogue_valid_on};
pub use rule_sets::{by_version, current, every_current, find_current};

use std::sync::Arc;

use crate::platform::http::Routes;

use crate::platform::Platform;
use crate::platform::http::Result;

pub fn routes(config: &mut Routes) {
    config.configure(rule_sets::routes).configure(calendar::routes).configure(catalogue::routes).configure(budget::routes);
}

/// At start: brings the embedded rule sets into their table and the calendar years out of theirs.
pub async fn load(platform: &Arc<Platform>) -> Result<()> {
    rule_sets::load(platform).await?;
    calendar::load(platform).await
}
