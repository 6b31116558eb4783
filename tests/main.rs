//! One binary for all integration tests: the crate is linked once.

mod api;
mod architecture;
mod authorization;
mod contract;
mod migrations;
mod readme;
mod support;
mod top_five;
