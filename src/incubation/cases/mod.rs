//! One organisation's way through a programme, from its application to its exit.

pub(super) mod admit;
mod advance;
pub(super) mod apply;
pub(super) mod assign_mentor;
pub(super) mod decline;
pub(super) mod expel;
pub(super) mod expire;
pub(super) mod extend;
pub(super) mod finish;
pub(super) mod get;
pub(super) mod graduate;
pub(super) mod list;
mod model;
pub(super) mod policy;
pub(super) mod register_team;
pub(super) mod review;
pub(super) mod start;
pub(super) mod statistics;
pub(super) mod store;
pub(super) mod term;
pub(super) mod timeline;
mod view;
pub(super) mod withdraw;

pub(super) use advance::record;
pub use model::{CaseStatus, Move};
pub use store::{Placed, placed};
