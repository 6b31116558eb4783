//! The support ledger: what was given to a case, by whom, when, and what it was worth. Entries are never changed or deleted; a
//! counter-entry takes one back.

pub(super) mod book;
pub(super) mod list;
mod model;
pub(super) mod reverse;
mod store;
mod view;

pub(super) use store::last_day;
