//! Rows and queries of cases, with the programme, organisation and place that they belong to.

use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::CaseStatus;
use crate::areas;
use crate::organizations;
use crate::platform::db::types::DateText;
use crate::platform::db::{Condition, Conn, Tx, on_unique, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{IncubationCaseId, IncubationProgrammeId, OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{areas as places, incubation_cases as table, incubation_programmes, organizations as bodies};

/// A case as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::incubation_cases, treat_none_as_null = true)]
pub struct Case {
    pub id: IncubationCaseId,
    pub programme_id: IncubationProgrammeId,
    pub organization_id: OrganizationId,
    pub status: CaseStatus,
    pub status_reason: Option<String>,
    /// What the applicant wants to become.
    pub plan_zh: String,
    pub mentor_id: Option<UserId>,
    pub started_on: Option<DateText>,
    /// The last day of the term.
    pub due_on: Option<DateText>,
    /// The end of the term that the hub was last reminded of.
    pub reminded_of: Option<DateText>,
    /// When the team became a registered organisation, inside the case.
    pub registered_on: Option<DateText>,
    pub ended_on: Option<DateText>,
    /// Whether it was a registered organisation when the case ended, and no team on file.
    pub registered_at_exit: Option<bool>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

/// A case with what its reader needs to know of its surroundings.
#[derive(Clone, Debug, Queryable)]
pub struct Placed {
    pub case: Case,
    pub programme_zh: String,
    pub programme_en: Option<String>,
    pub extension_months: i32,
    pub organization_zh: String,
    pub organization_en: Option<String>,
    pub organization_kind: organizations::Kind,
    /// The path of the programme's place.
    pub path: String,
}

/// Whose cases somebody sees.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub paths: Vec<String>,
    pub organizations: Vec<OrganizationId>,
    pub mentor: Option<UserId>,
}

#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub programme: Option<IncubationProgrammeId>,
    pub organization: Option<OrganizationId>,
    pub status: Option<CaseStatus>,
    /// None: everything.
    pub seen: Option<Seen>,
}

/// The joined tables of a [`Placed`]; a macro, for their type has no name that a person could read.
macro_rules! joined {
    () => {
        table::table
            .inner_join(incubation_programmes::table.on(incubation_programmes::id.eq(table::programme_id)))
            .inner_join(bodies::table.on(bodies::id.eq(table::organization_id)))
            .inner_join(places::table.on(places::code.eq(incubation_programmes::area_code)))
            .select((
                table::all_columns,
                incubation_programmes::title_zh,
                incubation_programmes::title_en,
                incubation_programmes::extension_months,
                bodies::name_zh,
                bodies::name_en,
                bodies::kind,
                places::path,
            ))
    };
}

pub fn placed(conn: &mut Conn, id: &IncubationCaseId) -> Result<Option<Placed>> {
    Ok(joined!().filter(table::id.eq(id)).first(conn).optional()?)
}

pub fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<Placed>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(seen) = &filter.seen {
        wanted = Box::new(wanted.and(visible(seen)));
    }
    if let Some(programme) = &filter.programme {
        wanted = Box::new(wanted.and(table::programme_id.eq(programme.clone())));
    }
    if let Some(organization) = &filter.organization {
        wanted = Box::new(wanted.and(table::organization_id.eq(organization.clone())));
    }
    if let Some(status) = filter.status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    let ids: Vec<IncubationCaseId> = table::table.filter(wanted).order(table::id).limit(page.fetch()).select(table::id).load(conn)?;
    Ok(joined!().filter(table::id.eq_any(ids)).order(table::id).load(conn)?)
}

fn visible(seen: &Seen) -> Condition<table::table> {
    let mut visible: Condition<table::table> = Box::new(table::organization_id.eq_any(seen.organizations.clone()).nullable());
    if let Some(mentor) = &seen.mentor {
        visible = Box::new(visible.or(table::mentor_id.eq(mentor.clone())));
    }
    for path in &seen.paths {
        visible = Box::new(visible.or(at_or_below(path)));
    }
    visible
}

/// Cases of programmes at or below a place.
fn at_or_below(path: &str) -> Condition<table::table> {
    let here =
        incubation_programmes::table.filter(incubation_programmes::area_code.eq_any(areas::within(path))).select(incubation_programmes::id);
    Box::new(table::programme_id.eq_any(here).nullable())
}

/// Every case that the organisation has or had, by its application.
pub fn of_organization(conn: &mut Conn, organization: &OrganizationId) -> Result<Vec<Case>> {
    Ok(table::table.filter(table::organization_id.eq(organization)).order(table::id).load(conn)?)
}

/// Every case of these organisations, by its application.
pub fn of_organizations(conn: &mut Conn, organizations: &[OrganizationId]) -> Result<Vec<Case>> {
    Ok(table::table.filter(table::organization_id.eq_any(organizations)).order(table::id).load(conn)?)
}

/// Of which exits how many cases came between two days, both included, and how many of them were registered then.
pub fn exits(
    conn: &mut Conn,
    (from, to): (NaiveDate, NaiveDate),
    programme: Option<&IncubationProgrammeId>,
    within: Option<&str>,
    reached: Option<&[String]>,
) -> Result<Vec<(CaseStatus, Option<bool>, i64)>> {
    let between = table::ended_on.ge(DateText::from(from)).and(table::ended_on.le(DateText::from(to)));
    let mut wanted: Condition<table::table> = Box::new(between);
    if let Some(programme) = programme {
        wanted = Box::new(wanted.and(table::programme_id.eq(programme.clone())));
    }
    if let Some(path) = within {
        wanted = Box::new(wanted.and(at_or_below(path)));
    }
    if let Some(paths) = reached {
        wanted = Box::new(wanted.and(visible(&Seen { paths: paths.to_vec(), ..Seen::default() })));
    }
    Ok(table::table
        .filter(wanted)
        .group_by((table::status, table::registered_at_exit))
        .select((table::status, table::registered_at_exit, count_star()))
        .order((table::status, table::registered_at_exit))
        .load(conn)?)
}

/// One open case at most per organisation: the database holds it, too.
pub fn insert(tx: &mut Tx, case: &Case) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(case).execute(tx.conn());
    on_unique(inserted, || {
        Problem::conflict(
            "incubation/open_case",
            "该机构已有一个未结束的孵化案例。",
            "The organisation has an incubation case that is not over.",
        )
    })?;
    Ok(())
}

/// Saves the case over the version that was read; 412 when somebody was faster.
pub fn save(tx: &mut Tx, case: &mut Case, now: Timestamp) -> Result<()> {
    let read = case.version;
    case.version += 1;
    case.updated_at = now;
    let rows =
        diesel::update(table::table.filter(table::id.eq(&case.id)).filter(table::version.eq(read))).set(&*case).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}
