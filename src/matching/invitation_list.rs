//! The list of those who will be invited, before it goes out: who suits the call, and what a person changed in it and why.
//!
//! Leaving somebody out bars nobody from bidding: the call is public.

pub(super) mod edit;
pub(super) mod get;
mod store;
mod view;

use super::first::{Match, Ranking};
use super::sides;
use crate::identity;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;
use crate::projects::Project;

/// Half of all points: the field and one more criterion must fit. Below it an invitation would be noise.
const LEAST_SCORE: u32 = 5000;
/// Enough for competition, and few enough that an invitation means something.
const MOST_INVITED: usize = 20;

/// Those who are to be invited, best first. Who could read the draft may not bid (R21) and is not invited.
pub(super) fn chosen(conn: &mut Conn, project: &Project, path: String, now: Timestamp) -> Result<Ranking> {
    let edits = store::of_project(conn, &project.id)?;
    let mut ranking = sides::organizations_for(conn, project, path.clone(), now, usize::MAX)?;
    let mut chosen: Vec<Match> = Vec::new();
    let mut matched = 0;
    for found in std::mem::take(&mut ranking.matches) {
        let Some(organization) = OrganizationId::parse(&found.id) else { continue };
        let is_chosen = match edits.iter().find(|edit| edit.organization_id == organization) {
            Some(edit) => edit.invited,
            None => found.score >= LEAST_SCORE && matched < MOST_INVITED,
        };
        if is_chosen && !identity::could_read_drafts(conn, &organization, &path, project.created_at)? {
            matched += 1;
            chosen.push(found);
        }
    }
    ranking.matches = chosen;
    Ok(ranking)
}
