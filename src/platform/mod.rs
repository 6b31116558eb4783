//! What every slice stands on; knows no slice.

pub mod calendar;
pub mod decimal;
pub mod money;
