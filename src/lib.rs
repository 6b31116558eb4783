//! Shuniu (枢纽): the hub on which a neighbourhood's needs meet the organisations that can serve them.
//!
//! Read `docs/ARCHITECTURE.md` first. A slice imports only slices that stand above it in this list.

// A reader who goes away is no error: cli/say.rs.
#![warn(clippy::print_stdout)]

pub mod platform;
pub mod schema;

pub mod journal;

pub mod access;

pub mod areas;

pub mod identity;

pub mod organizations;

pub mod incubation;
pub mod surveys;

pub mod needs;

pub mod rules;

pub mod imports;

pub mod projects;

pub mod bids;

pub mod clarifications;

pub mod evaluation;

pub mod contracts;

pub mod audit;

pub mod resources;

pub mod matching;

pub mod meetings;
pub mod reservations;

pub mod notices;

pub mod saved_searches;
pub mod watch_list;

pub mod notifications;

pub mod account;
pub mod desk;
pub mod pages;

pub mod app;
pub mod cli;
