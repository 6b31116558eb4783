//! The organisations that have to do with a call.

use crate::bids;
use crate::clarifications;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::OrganizationId;
use crate::projects::{self, Project};

/// Every organisation that was invited, has asked, or has a bid in whatever state; each once.
pub fn organizations(conn: &mut Conn, project: &Project) -> Result<Vec<OrganizationId>> {
    let mut organizations = projects::invited_organizations(conn, &project.id)?;
    organizations.extend(clarifications::askers_of(conn, project)?);
    organizations.extend(bids::of_project(conn, &project.id)?.into_iter().map(|bid| bid.organization_id));
    organizations.sort();
    organizations.dedup();
    Ok(organizations)
}

/// Those of them that have neither a bid in the race nor a draft: these have letters of their own.
pub fn watchers(conn: &mut Conn, project: &Project) -> Result<Vec<OrganizationId>> {
    let bids = bids::of_project(conn, &project.id)?;
    let mut organizations = organizations(conn, project)?;
    let bids_on = |id: &OrganizationId| bids.iter().any(|bid| bid.organization_id == *id && bid.status != bids::Status::Withdrawn);
    organizations.retain(|id| !bids_on(id));
    Ok(organizations)
}
