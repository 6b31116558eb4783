//! Shuniu (枢纽): the hub on which a neighbourhood's needs meet the organisations that can serve them.

pub mod matching;
pub mod platform;
