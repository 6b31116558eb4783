//! Shuniu (枢纽): the hub on which a neighbourhood's needs meet the organisations that can serve them.
//!
//! Read `docs/ARCHITECTURE.md` first. A slice imports only slices above it in this list.

pub mod schema;

pub mod platform;

pub mod journal;

pub mod areas;

pub mod identity;
