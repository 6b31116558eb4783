//! One binary for all integration tests: the crate is linked once.

mod api;
mod contract;
mod migrations;
mod support;
