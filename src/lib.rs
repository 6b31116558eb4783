//! Shuniu (枢纽): the hub on which a neighbourhood's needs meet the organisations that can serve them.

pub mod evaluation;
pub mod organizations;
pub mod platform;
pub mod rules;
