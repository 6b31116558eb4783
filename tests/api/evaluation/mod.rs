mod awards;
mod panel;
mod ranking;
mod scores;
pub mod stage;
