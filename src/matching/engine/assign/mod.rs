//! The matching meeting: which project talks to which organisation.
//!
//! ```text
//! text ─► instance ─► market: the instance under conditions (minimum quality, locked and forbidden pairs)
//!                       ├─► optimal: auction ─► augment ─► Solution ─► certificate checks it
//!                       │     └─► share: the same with a guaranteed share for new organisations
//!                       ├─► stable: deferred acceptance ─► stable_share
//!                       └─► of any of these pairs: worst (second pass), timetable, unfilled (why)
//! report: the command `match assign`
//! ```
//! Pairs are named by their number in the instance ([`instance::Instance::pair`]). Whole numbers only, one thread, no chance: the same
//! input gives the same bytes on every machine.
//!
//! What-if: make a new market with other conditions, or of an instance with other weights, and call [`optimal::resolve`] with the
//! solution at hand.

mod auction;
mod augment;
pub mod certificate;
pub mod conditions;
pub mod instance;
pub mod market;
mod matching;
pub mod optimal;
#[cfg(test)]
mod oracle;
pub mod report;
pub mod share;
pub mod stable;
pub mod stable_share;
pub mod text;
pub mod timetable;
pub mod unfilled;
pub mod worst;
