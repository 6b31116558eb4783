//! What a hub offers: so many places, for so many months, with what must be reached to graduate.

pub(super) mod close;
pub(super) mod create;
pub(super) mod get;
pub(super) mod list;
mod model;
pub(super) mod store;
pub(super) mod update;
mod view;

pub use model::{ChecklistItem, ProgrammeStatus};

use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::IncubationProgrammeId;
use store::Programme;

/// The programme of a path, with the path of its place.
fn find(conn: &mut Conn, id: &str) -> Result<(Programme, String)> {
    let id = IncubationProgrammeId::parse(id).ok_or_else(unknown)?;
    store::placed(conn, &id)?.ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::not_found("孵化计划", "incubation programme")
}

/// The hub of the place runs the programmes of the place.
fn runs(actor: &Actor, path: &str) -> Result<()> {
    if actor.reaches(&[Role::HubOperator], path) { Ok(()) } else { Err(out_of_reach()) }
}

pub(super) fn out_of_reach() -> Problem {
    Problem::forbidden("incubation/out_of_reach", "该区域不在您的辖区之内。", "You do not reach this area.")
}
