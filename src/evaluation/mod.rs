//! Evaluation of opened bids: who may sit on the panel, and how scores become a ranking.

pub mod panel_rules;
pub mod ranking;
