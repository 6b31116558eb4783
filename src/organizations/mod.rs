//! The registry of organisations: who they are, what they do, where and for whom.

pub mod credit_code;
pub mod taxonomy;
