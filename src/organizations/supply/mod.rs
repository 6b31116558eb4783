//! What an organisation can take on, in its own words, and how it stands with those who rate it: what the matching weighs beside
//! the registration.

pub(super) mod get;
pub(super) mod get_standing;
mod model;
pub(super) mod record_standing;
pub(super) mod state;
mod store;

use std::collections::HashMap;

use chrono::NaiveDate;

pub use model::{Inspection, OfferedService, Standing, Supply};
use store::StatementKind;

use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::OrganizationId;

/// What these organisations can take on; who has stated nothing is left out.
pub fn supplies_of(conn: &mut Conn, ids: &[OrganizationId]) -> Result<HashMap<OrganizationId, Supply>> {
    store::of_many(conn, StatementKind::Supply, ids)
}

/// Whose grade held on `from` or later and holds no more on `today`.
pub fn grades_ended(conn: &mut Conn, from: NaiveDate, today: NaiveDate) -> Result<Vec<OrganizationId>> {
    let ended = |standing: &Standing| standing.grade_until.is_some_and(|last| from <= last && last < today);
    let standings: HashMap<OrganizationId, Standing> = store::of_all(conn, StatementKind::Standing)?;
    Ok(standings.into_iter().filter(|(_, standing)| ended(standing)).map(|(id, _)| id).collect())
}

/// How these organisations stand; of whom nothing is recorded is left out.
pub fn standings_of(conn: &mut Conn, ids: &[OrganizationId]) -> Result<HashMap<OrganizationId, Standing>> {
    store::of_many(conn, StatementKind::Standing, ids)
}
