//! What auditors ask: five questions over all purchases, and the duties of the rule sets with their reminders.
//!
//! | question | who stands in the answer |
//! |---|---|
//! | single bidder | rounds with one bid received or qualified, and whether they went on |
//! | split purchases | purchases that R25 warns of, with what was warned and answered |
//! | overdue duties | every clock of the rule set that was missed, and by how much |
//! | prices near the budget | opened prices of at least 99 % of the budget |
//! | fast approvals | approvals less than a minute after it was the approver's turn |
//!
//! Auditors ask about every place, officials about those that they reach. Nothing sealed stands in an answer.

mod duties;
mod purchases;
mod questions;
mod remind;
mod scope;
mod store;

pub use duties::{Debtor, Duty};
pub use purchases::{AuditPurchase, AuditQuery};
pub use questions::fast_approvals::{FastApproval, fast_approvals};
pub use questions::overdue_duties::{DutyView, overdue_duties};
pub use questions::prices_near_budget::{PriceNearBudget, note_prices, prices_near_budget};
pub use questions::single_bidder::{RoundOutcome, SingleBidder, single_bidders};
pub use questions::split_purchases::{SplitMember, SplitPurchases, split_purchases};
pub use remind::ask as ask_for_reminders;

use crate::platform::http::Routes;

use crate::platform::jobs::Registry;

pub fn routes(config: &mut Routes) {
    config
        .service(questions::single_bidder::handle)
        .service(questions::split_purchases::handle)
        .service(questions::overdue_duties::handle)
        .service(questions::prices_near_budget::handle)
        .service(questions::fast_approvals::handle);
}

/// Background work of this slice.
pub fn jobs(registry: Registry) -> Registry {
    registry.on(remind::JOB, remind::run)
}
