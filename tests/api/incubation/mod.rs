//! Incubation: programmes, cases, the support ledger, milestones, exits (S16).

mod apply;
mod exits;
mod letters;
mod mentor;
mod newly;
mod places;
mod programmes;
pub mod scene;
mod supports;
mod team;
