//! Use cases through the real HTTP API, on both databases: `tests/api/<slice>/<use_case>.rs`.

mod areas;
mod matching;
mod notifications;
mod pages;
mod platform;
mod rules;
