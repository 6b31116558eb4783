//! Matching: which organisations suit a project, which projects suit an organisation, and why.

pub mod engine;
