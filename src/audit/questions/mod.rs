//! The five questions, one request each.

pub mod fast_approvals;
pub mod overdue_duties;
pub mod prices_near_budget;
pub mod single_bidder;
pub mod split_purchases;
