//! The matching meeting: which project talks to which organisation.
//!
//! ```text
//! text ──► instance ──► market (instance under conditions)
//!                          ├─► optimal: auction ─► augment ─► Solution ─► certificate
//!                          └─► stable: deferred acceptance
//! ```
//! Whole numbers only; the same input gives the same bytes.

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
