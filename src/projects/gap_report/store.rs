//! What the gap report counts.

use diesel::prelude::*;

use crate::areas::{self, Area};
use crate::needs;
use crate::platform::db::{Condition, Conn};
use crate::platform::http::Result;
use crate::projects::Status;
use crate::schema::{areas as places, needs as table, project_needs, projects};

/// Projects that ended without serving anybody.
const IN_VAIN: [Status; 3] = [Status::Rejected, Status::Cancelled, Status::Failed];

/// Needs of one field and place that no project takes up.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub area: Area,
    pub field: String,
    pub needs: i64,
}

/// What a living project is for, and where.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Served {
    pub path: String,
    pub field: Option<String>,
}

/// Verified needs that no living project cites, by place and field; of these paths (None: everywhere), at or below `area`.
pub(super) fn waiting(conn: &mut Conn, reach: Option<&[String]>, area: Option<&str>) -> Result<Vec<Waiting>> {
    let living = project_needs::table
        .inner_join(projects::table.on(projects::id.eq(project_needs::project_id)))
        .filter(projects::status.ne_all(IN_VAIN))
        .select(project_needs::need_id);
    let verified: Vec<_> = needs::Status::ALL.iter().copied().filter(|status| status.is_public()).collect();
    let mut wanted: Condition<table::table> = Box::new(table::area_code.eq_any(areas::within(area.unwrap_or("/"))).nullable());
    if let Some(paths) = reach {
        wanted = Box::new(wanted.and(at_or_below(paths)));
    }
    let rows: Vec<(String, String, i64)> = table::table
        .filter(table::status.eq_any(verified))
        .filter(table::id.ne_all(living))
        .filter(wanted)
        .group_by((table::area_code, table::field))
        .select((table::area_code, table::field, diesel::dsl::count_star()))
        .load(conn)?;
    let codes: Vec<String> = rows.iter().map(|(code, _, _)| code.clone()).collect();
    let places = areas::find_many(conn, &codes)?;
    let waiting = |(code, field, needs): (String, String, i64)| places.get(&code).map(|area| Waiting { area: area.clone(), field, needs });
    Ok(rows.into_iter().filter_map(waiting).collect())
}

fn at_or_below(paths: &[String]) -> Condition<table::table> {
    let nowhere: Condition<_> = Box::new(table::area_code.eq("").nullable());
    paths.iter().fold(nowhere, |reached, path| Box::new(reached.or(table::area_code.eq_any(areas::within(path)))))
}

pub(super) fn served(conn: &mut Conn) -> Result<Vec<Served>> {
    Ok(projects::table
        .inner_join(places::table.on(places::code.eq(projects::area_code)))
        .filter(projects::status.ne_all(IN_VAIN))
        .filter(projects::field.is_not_null())
        .select((places::path, projects::field))
        .distinct()
        .load(conn)?)
}
