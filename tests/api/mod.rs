//! Use cases through the real HTTP API, on both databases: `tests/api/<slice>/<use_case>.rs`.

mod areas;
mod bids;
pub mod contracts;
pub mod evaluation;
pub mod identity;
pub mod incubation;
mod matching;
mod needs;
mod notifications;
mod organizations;
mod pages;
mod platform;
mod projects;
mod rules;
