//! Milestones of a case: the programme's checklist, and what hub and mentor add.

pub(super) mod add;
mod from_checklist;
pub(super) mod list;
pub(super) mod note;
mod store;
mod view;

pub(super) use from_checklist::{from_checklist, open_items};
pub(super) use store::Milestone;
