//! The times at which a resource can be had.

pub(super) mod add;
pub(super) mod remove;
