//! Rule sets: the values of each purchasing regime, as versioned data.

pub mod rule_set;
