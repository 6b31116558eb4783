//! Use cases through the real HTTP API, on both databases: `tests/api/<slice>/<use_case>.rs`.

mod access;
mod account;
mod areas;
mod audit;
mod bids;
pub mod clarifications;
pub mod contracts;
mod desk;
pub mod evaluation;
pub mod identity;
pub mod imports;
pub mod incubation;
mod journal;
mod matching;
pub mod meetings;
mod needs;
mod notices;
mod notifications;
mod organizations;
mod pages;
mod platform;
pub mod projects;
pub mod reservations;
mod resources;
mod rules;
pub mod saved_searches;
pub mod surveys;
