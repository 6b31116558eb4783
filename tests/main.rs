//! One binary for all integration tests: the crate is linked once.

mod support;
