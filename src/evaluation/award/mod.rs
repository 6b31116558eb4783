//! The award: reported by the chair, decided by the street's approver with a reason, shown to the public for as long as the
//! rule set says, then final.

pub mod conclude;
pub mod confirm_publicity;
pub mod decide;
pub mod get;
mod policy;
pub mod publicity;
pub mod recount;
pub mod report;
pub mod return_to_panel;
pub mod seats;
pub mod store;
pub mod view;

pub use store::Award;

use super::case::Case;
use crate::platform::db::Conn;
use crate::platform::http::{Check, Problem, Result};

pub(super) fn no_award() -> Problem {
    Problem::not_found("评审结果", "award")
}

/// The award as proposed or decided; 404 before the chair has reported.
pub(super) fn of(conn: &mut Conn, case: &Case) -> Result<Award> {
    store::find(conn, &case.project.id)?.ok_or_else(no_award)
}

/// A decision on public money says why.
fn reasoned(reason: &str) -> Result<()> {
    let mut check = Check::new();
    check.text("/reason", reason, 2000);
    check.finish()
}
