//! Who decides on purchases, and therefore sees nothing of the meetings that have to do with them (R23, R24).

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::areas;
use crate::meetings::policy;
use crate::platform::actor::Role;
use crate::platform::db::{Condition, Conn};
use crate::platform::http::Result;
use crate::platform::ids::{MatchingMeetingId, UserId};
use crate::schema::{areas as places, matching_meetings as table, meeting_demands as demands, memberships, panel_members};

/// What somebody decides on.
#[derive(Clone, Debug, Default)]
pub struct Decides {
    /// Paths of the places for which they approve.
    pub approves: Vec<String>,
    /// Meetings with a project on whose panel they sit.
    pub sits: Vec<MatchingMeetingId>,
}

impl Decides {
    /// Meetings that have to do with nothing of it: neither at, below or around a place, nor about one of the projects.
    pub fn on_others(&self) -> Condition<table::table> {
        let mut others: Condition<table::table> = Box::new(table::id.ne_all(self.sits.clone()).nullable());
        for path in &self.approves {
            let around = places::table.filter(places::path.eq_any(areas::up_to(path))).select(places::code);
            others = Box::new(others.and(table::area_code.ne_all(areas::within(path))).and(table::area_code.ne_all(around)));
        }
        others
    }
}

/// The meetings with a project on whose panel this person sits.
pub fn seats(conn: &mut Conn, user: &UserId) -> Result<Vec<MatchingMeetingId>> {
    Ok(demands::table
        .inner_join(panel_members::table.on(panel_members::project_id.nullable().eq(demands::project_id)))
        .filter(panel_members::user_id.eq(user))
        .select(demands::meeting_id)
        .distinct()
        .load(conn)?)
}

/// Of these people, those who approve for a place that has to do with the meeting's, or sit on a panel of one of its projects.
pub fn among(conn: &mut Conn, meeting: &MatchingMeetingId, path: &str, people: &[UserId]) -> Result<BTreeSet<UserId>> {
    let approve: Vec<(UserId, String)> = memberships::table
        .inner_join(places::table.on(places::code.nullable().eq(memberships::area_code)))
        .filter(memberships::role.eq(Role::StreetApprover))
        .filter(memberships::ended_at.is_null())
        .filter(memberships::user_id.eq_any(people.to_vec()))
        .select((memberships::user_id, places::path))
        .load(conn)?;
    let sit: Vec<UserId> = demands::table
        .inner_join(panel_members::table.on(panel_members::project_id.nullable().eq(demands::project_id)))
        .filter(demands::meeting_id.eq(meeting))
        .filter(panel_members::user_id.eq_any(people.to_vec()))
        .select(panel_members::user_id)
        .load(conn)?;
    let approve = approve.into_iter().filter(|(_, reach)| policy::overlap(reach, path)).map(|(user, _)| user);
    Ok(approve.chain(sit).collect())
}
