//! Rows and queries of organisations, their fields, areas served and target groups.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Kind, Status};
use crate::areas;
use crate::directly;
use crate::platform::db::types::DateText;
use crate::platform::db::{Condition, Conn, Tx, on_unique, saved, search};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;
use crate::schema::{areas as places, organization_areas, organization_fields, organization_groups, organizations as table};

/// An organisation as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::organizations, treat_none_as_null = true)]
pub struct Organization {
    pub id: OrganizationId,
    pub name_zh: String,
    pub name_en: Option<String>,
    pub kind: Kind,
    /// What it is beside its kind, like `social_work` or `social_enterprise`; a tag without effect.
    pub form: Option<String>,
    /// Unified social credit code; teams that are only on file have none.
    pub credit_code: Option<String>,
    pub status: Status,
    pub status_reason: Option<String>,
    /// Where it is registered or has its office.
    pub area_code: String,
    pub description_zh: String,
    pub contact_email: Option<String>,
    pub legal_representative: Option<String>,
    pub registered_on: Option<DateText>,
    /// The last day on which a major breach bars it from purchases (R20).
    pub major_breach_until: Option<DateText>,
    pub source: Option<String>,
    /// Generated to fill the demo; no real body is meant.
    pub synthetic: bool,
    pub verified_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

/// A place that an organisation serves.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct ServedArea {
    pub code: String,
    pub path: String,
}

/// An organisation with everything that is known of what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub organization: Organization,
    /// The path of its home.
    pub area_path: String,
    /// Slugs of its service fields.
    pub fields: Vec<String>,
    pub areas_served: Vec<ServedArea>,
    /// Slugs of the groups it works for.
    pub target_groups: Vec<String>,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub status: Option<Status>,
    pub kind: Option<Kind>,
    pub field: Option<String>,
    /// The path of a place at or below which it has its home, or which it serves.
    pub area: Option<String>,
    pub words: Option<String>,
    /// None: everything; else what is public, of these organisations, or at home in these places.
    pub seen: Option<Seen>,
}

/// What somebody sees beside what is public.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub organizations: Vec<OrganizationId>,
    pub paths: Vec<String>,
}

pub fn find(conn: &mut Conn, id: &OrganizationId) -> Result<Option<Organization>> {
    let wanted = table::table.filter(table::id.eq(id));
    Ok(directly!(conn, |own| wanted.first(own)).optional()?)
}

/// The organisation with this credit code, whatever its status.
pub(super) fn by_credit_code(conn: &mut Conn, code: &str) -> Result<Option<Organization>> {
    Ok(table::table.filter(table::credit_code.eq(code)).first(conn).optional()?)
}

/// Organisations that everybody may know of with this credit code or, to the letter, this name; two at most, which is enough to know that
/// a name is not one's own.
pub fn called(conn: &mut Conn, named: &str) -> Result<Vec<Organization>> {
    let is_meant = table::credit_code.eq(named.to_uppercase()).or(table::name_zh.eq(named).nullable());
    let public = Status::ALL.iter().copied().filter(|status| status.is_public());
    Ok(table::table.filter(is_meant).filter(table::status.eq_any(public)).order(table::id).limit(2).load(conn)?)
}

/// The status of an organisation that is on file: by its credit code, of a team without one by its name in its place.
pub fn status_on_file(conn: &mut Conn, credit_code: Option<&str>, name_zh: &str, area_code: &str) -> Result<Option<Status>> {
    Ok(match credit_code {
        Some(code) => table::table.filter(table::credit_code.eq(code)).select(table::status).first(conn).optional()?,
        None => table::table
            .filter(table::credit_code.is_null())
            .filter(table::name_zh.eq(name_zh))
            .filter(table::area_code.eq(area_code))
            .select(table::status)
            .first(conn)
            .optional()?,
    })
}

/// What an organisation is called; its Chinese name stands for an English one that it lacks.
pub fn name_of(conn: &mut Conn, id: &str) -> Result<Option<Text>> {
    let names: Option<(String, Option<String>)> =
        table::table.filter(table::id.eq(id)).select((table::name_zh, table::name_en)).first(conn).optional()?;
    Ok(names.map(|(zh, en)| Text { en: en.unwrap_or_else(|| zh.clone()), zh }))
}

/// What these organisations are called in Chinese.
pub fn names_of(conn: &mut Conn, ids: &[OrganizationId]) -> Result<HashMap<OrganizationId, String>> {
    let named = table::table.filter(table::id.eq_any(ids.to_vec())).select((table::id, table::name_zh));
    Ok(named.load::<(OrganizationId, String)>(conn)?.into_iter().collect())
}

pub fn profile(conn: &mut Conn, id: &OrganizationId) -> Result<Option<Profile>> {
    let placed = table::table
        .inner_join(places::table.on(places::code.eq(table::area_code)))
        .filter(table::id.eq(id))
        .select((table::all_columns, places::path));
    let found: Option<(Organization, String)> = directly!(&mut *conn, |own| placed.first(own)).optional()?;
    let Some((organization, area_path)) = found else { return Ok(None) };
    let fields = organization_fields::table
        .filter(organization_fields::organization_id.eq(id))
        .order(organization_fields::field)
        .select(organization_fields::field);
    let served = organization_areas::table
        .inner_join(places::table.on(places::code.eq(organization_areas::area_code)))
        .filter(organization_areas::organization_id.eq(id))
        .order(organization_areas::area_code)
        .select((places::code, places::path));
    let groups = organization_groups::table
        .filter(organization_groups::organization_id.eq(id))
        .order(organization_groups::target_group)
        .select(organization_groups::target_group);
    Ok(Some(Profile {
        fields: directly!(&mut *conn, |own| fields.load(own))?,
        areas_served: directly!(&mut *conn, |own| served.load(own))?,
        target_groups: directly!(conn, |own| groups.load(own))?,
        organization,
        area_path,
    }))
}

/// Every organisation with its fields, areas and groups, in the order of their ids.
pub fn every_profile(conn: &mut Conn) -> Result<Vec<Profile>> {
    let organizations = table::table.order(table::id).load(conn)?;
    profiles_with(conn, organizations, Which::All)
}

/// The organisations with these ids; an unknown id is left out.
pub fn profiles_of(conn: &mut Conn, ids: &[OrganizationId]) -> Result<Vec<Profile>> {
    let organizations = table::table.filter(table::id.eq_any(ids)).order(table::id).load(conn)?;
    profiles(conn, organizations)
}

/// A page of organisations.
pub(super) fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<Organization>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(seen) = &filter.seen {
        wanted = Box::new(wanted.and(visible(seen)));
    }
    if let Some(status) = filter.status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    if let Some(kind) = filter.kind {
        wanted = Box::new(wanted.and(table::kind.eq(kind)));
    }
    if let Some(field) = &filter.field {
        let offering =
            organization_fields::table.filter(organization_fields::field.eq(field.clone())).select(organization_fields::organization_id);
        wanted = Box::new(wanted.and(table::id.eq_any(offering)));
    }
    if let Some(path) = &filter.area {
        // Who serves the district serves its streets: places above count as served, too.
        let above: Vec<String> = path.split('/').filter(|code| !code.is_empty()).map(str::to_owned).collect();
        let serving = organization_areas::table
            .filter(organization_areas::area_code.eq_any(above).or(organization_areas::area_code.eq_any(areas::within(path))))
            .select(organization_areas::organization_id);
        wanted = Box::new(wanted.and(table::area_code.eq_any(areas::within(path)).or(table::id.eq_any(serving))));
    }
    if let Some(words) = &filter.words {
        let pattern = search::containing(words);
        let zh = search::lower(table::name_zh).like(pattern.clone()).escape(search::ESCAPE);
        let description = search::lower(table::description_zh).like(pattern.clone()).escape(search::ESCAPE);
        let en = search::lower_nullable(table::name_en).like(pattern).escape(search::ESCAPE);
        wanted = Box::new(wanted.and(zh.nullable().or(description.nullable()).or(en)));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}

fn visible(seen: &Seen) -> Condition<table::table> {
    let public: Vec<Status> = Status::ALL.iter().copied().filter(|status| status.is_public()).collect();
    let own = table::id.eq_any(seen.organizations.clone());
    let mut visible: Condition<table::table> = Box::new(table::status.eq_any(public).or(own).nullable());
    for path in &seen.paths {
        visible = Box::new(visible.or(table::area_code.eq_any(areas::within(path))));
    }
    visible
}

/// These organisations with their fields, areas and groups, in the order given, in four queries.
pub(super) fn profiles(conn: &mut Conn, organizations: Vec<Organization>) -> Result<Vec<Profile>> {
    let ids = organizations.iter().map(|o| o.id.clone()).collect();
    profiles_with(conn, organizations, Which::These(ids))
}

/// Whose details are loaded.
enum Which {
    All,
    These(Vec<OrganizationId>),
}

fn profiles_with(conn: &mut Conn, organizations: Vec<Organization>, which: Which) -> Result<Vec<Profile>> {
    type Pairs = Vec<(OrganizationId, String)>;
    let (fields, served, groups): (Pairs, Pairs, Pairs) = match which {
        Which::All => (
            organization_fields::table.order(organization_fields::field).load(conn)?,
            organization_areas::table.order(organization_areas::area_code).load(conn)?,
            organization_groups::table.order(organization_groups::target_group).load(conn)?,
        ),
        Which::These(ids) => (
            organization_fields::table
                .filter(organization_fields::organization_id.eq_any(&ids))
                .order(organization_fields::field)
                .load(conn)?,
            organization_areas::table
                .filter(organization_areas::organization_id.eq_any(&ids))
                .order(organization_areas::area_code)
                .load(conn)?,
            organization_groups::table
                .filter(organization_groups::organization_id.eq_any(&ids))
                .order(organization_groups::target_group)
                .load(conn)?,
        ),
    };
    let mut codes: Vec<String> = organizations.iter().map(|o| o.area_code.clone()).chain(served.iter().map(|s| s.1.clone())).collect();
    codes.sort();
    codes.dedup();
    let paths = areas::paths_of(conn, &codes)?;
    let path_of = |code: &str| paths.get(code).cloned().unwrap_or_default();
    let (mut fields, mut served, mut groups) = (by_owner(fields), by_owner(served), by_owner(groups));
    let with_details = |organization: Organization| Profile {
        area_path: path_of(&organization.area_code),
        fields: fields.remove(&organization.id).unwrap_or_default(),
        areas_served: served
            .remove(&organization.id)
            .unwrap_or_default()
            .into_iter()
            .map(|code| ServedArea { path: path_of(&code), code })
            .collect(),
        target_groups: groups.remove(&organization.id).unwrap_or_default(),
        organization,
    };
    Ok(organizations.into_iter().map(with_details).collect())
}

fn by_owner(pairs: Vec<(OrganizationId, String)>) -> HashMap<OrganizationId, Vec<String>> {
    let mut owned: HashMap<OrganizationId, Vec<String>> = HashMap::new();
    for (owner, value) in pairs {
        owned.entry(owner).or_default().push(value);
    }
    owned
}

pub(super) fn insert(tx: &mut Tx, organization: &Organization) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(organization).execute(tx.conn());
    on_unique(inserted, code_taken)?;
    Ok(())
}

/// Saves the organisation over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, organization: &mut Organization, now: Timestamp) -> Result<()> {
    let read = organization.version;
    organization.version += 1;
    organization.updated_at = now;
    let updated = diesel::update(table::table.filter(table::id.eq(&organization.id)).filter(table::version.eq(read)))
        .set(&*organization)
        .execute(tx.conn());
    saved(on_unique(updated, code_taken)?, || Problem::stale(read + 1))
}

fn code_taken() -> Problem {
    Problem::field("/credit_code", "taken", "这个统一社会信用代码已登记。", "an organisation with this credit code is registered.")
}

pub(super) fn set_fields(tx: &mut Tx, id: &OrganizationId, fields: &[String]) -> Result<()> {
    use organization_fields as details;
    diesel::delete(details::table.filter(details::organization_id.eq(id))).execute(tx.conn())?;
    for field in fields {
        diesel::insert_into(details::table).values((details::organization_id.eq(id), details::field.eq(field))).execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn set_areas(tx: &mut Tx, id: &OrganizationId, codes: &[String]) -> Result<()> {
    use organization_areas as details;
    diesel::delete(details::table.filter(details::organization_id.eq(id))).execute(tx.conn())?;
    for code in codes {
        diesel::insert_into(details::table).values((details::organization_id.eq(id), details::area_code.eq(code))).execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn set_groups(tx: &mut Tx, id: &OrganizationId, groups: &[String]) -> Result<()> {
    use organization_groups as details;
    diesel::delete(details::table.filter(details::organization_id.eq(id))).execute(tx.conn())?;
    for group in groups {
        diesel::insert_into(details::table)
            .values((details::organization_id.eq(id), details::target_group.eq(group)))
            .execute(tx.conn())?;
    }
    Ok(())
}
