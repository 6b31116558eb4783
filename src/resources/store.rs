//! Rows and queries of resources and of the times at which they can be had.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Kind, Status};
use super::view::Ratings;
use crate::areas;
use crate::platform::db::{Condition, Conn, Tx, saved, search};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{OrganizationId, ResourceId, ResourceReservationId, ResourceSlotId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{areas as places, organizations, resource_reservations, resource_slots as times, resources as table};

/// A resource as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::resources, treat_none_as_null = true)]
pub struct Resource {
    pub id: ResourceId,
    pub organization_id: OrganizationId,
    pub area_code: String,
    pub kind: Kind,
    pub name_zh: String,
    pub name_en: Option<String>,
    pub description_zh: String,
    /// How many people it serves at once.
    pub seats: Option<i32>,
    pub status: Status,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

/// A time at which it can be had.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::resource_slots)]
pub struct Slot {
    pub id: ResourceSlotId,
    pub resource_id: ResourceId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// How many of it there are then.
    pub quantity: i32,
    /// How many nobody holds.
    pub free: i32,
    /// When it was taken back, after somebody had reserved it and given it up: the reservation keeps its time.
    pub closed_at: Option<Timestamp>,
}

/// A resource with its place in the area tree.
#[derive(Clone, Debug)]
pub struct Placed {
    pub resource: Resource,
    pub path: String,
}

/// What the matching reads of a resource that can be asked for.
pub struct Offered {
    pub resource: Resource,
    pub path: String,
    /// Those that are not over, by their beginning.
    pub slots: Vec<Slot>,
}

pub fn placed(conn: &mut Conn, id: &ResourceId) -> Result<Option<Placed>> {
    let row: Option<(Resource, String)> = table::table
        .inner_join(places::table.on(places::code.eq(table::area_code)))
        .filter(table::id.eq(id))
        .select((table::all_columns, places::path))
        .first(conn)
        .optional()?;
    Ok(row.map(|(resource, path)| Placed { resource, path }))
}

pub(super) fn insert(tx: &mut Tx, resource: &Resource) -> Result<()> {
    diesel::insert_into(table::table).values(resource).execute(tx.conn())?;
    Ok(())
}

/// Saves the resource over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, resource: &mut Resource, now: Timestamp) -> Result<()> {
    let read = resource.version;
    resource.version += 1;
    resource.updated_at = now;
    let rows = diesel::update(table::table.filter(table::id.eq(&resource.id)).filter(table::version.eq(read)))
        .set(&*resource)
        .execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub kind: Option<Kind>,
    pub organization: Option<OrganizationId>,
    /// The path of a place at or below which it is.
    pub area: Option<String>,
    pub words: Option<String>,
    /// Only what is free at some time between these two.
    pub free: Option<(Timestamp, Timestamp)>,
    /// None: everything; else what is offered, and what these organisations and places have withdrawn.
    pub seen: Option<(Vec<OrganizationId>, Vec<String>)>,
}

pub(super) fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<Resource>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some((own, paths)) = &filter.seen {
        let verified = organizations::table.filter(organizations::status.eq(crate::organizations::Status::Verified));
        let by_them = table::organization_id.eq_any(verified.select(organizations::id));
        let mut visible: Condition<table::table> = Box::new(table::status.eq(Status::Offered).and(by_them).nullable());
        visible = Box::new(visible.or(table::organization_id.eq_any(own.clone())));
        for path in paths {
            visible = Box::new(visible.or(table::area_code.eq_any(areas::within(path))));
        }
        wanted = Box::new(wanted.and(visible));
    }
    if let Some(kind) = filter.kind {
        wanted = Box::new(wanted.and(table::kind.eq(kind)));
    }
    if let Some(organization) = &filter.organization {
        wanted = Box::new(wanted.and(table::organization_id.eq(organization.clone())));
    }
    if let Some(path) = &filter.area {
        wanted = Box::new(wanted.and(table::area_code.eq_any(areas::within(path))));
    }
    if let Some(words) = &filter.words {
        let pattern = search::containing(words);
        let name = search::lower(table::name_zh).like(pattern.clone()).escape(search::ESCAPE);
        let description = search::lower(table::description_zh).like(pattern).escape(search::ESCAPE);
        wanted = Box::new(wanted.and(name.or(description)));
    }
    if let Some((from, to)) = filter.free {
        let free = times::table
            .filter(times::free.gt(0))
            .filter(times::closed_at.is_null())
            .filter(times::starts_at.lt(to))
            .filter(times::ends_at.gt(from))
            .select(times::resource_id);
        wanted = Box::new(wanted.and(table::status.eq(Status::Offered)).and(table::id.eq_any(free)));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}

/// The times of these resources that are not over, by their beginning.
pub fn upcoming(conn: &mut Conn, ids: &[ResourceId], now: Timestamp) -> Result<HashMap<ResourceId, Vec<Slot>>> {
    let slots: Vec<Slot> = times::table
        .filter(times::resource_id.eq_any(ids))
        .filter(times::ends_at.gt(now))
        .filter(times::closed_at.is_null())
        .order((times::starts_at, times::id))
        .load(conn)?;
    let mut found: HashMap<ResourceId, Vec<Slot>> = HashMap::new();
    for slot in slots {
        found.entry(slot.resource_id.clone()).or_default().push(slot);
    }
    Ok(found)
}

pub fn slot(conn: &mut Conn, resource: &ResourceId, id: &ResourceSlotId) -> Result<Option<Slot>> {
    Ok(times::table.filter(times::resource_id.eq(resource)).filter(times::id.eq(id)).first(conn).optional()?)
}

pub(super) fn insert_slots(tx: &mut Tx, slots: &[Slot]) -> Result<()> {
    for slot in slots {
        diesel::insert_into(times::table).values(slot).execute(tx.conn())?;
    }
    Ok(())
}

/// Takes a time back of which nobody holds anything; whether it could be. Who reserves at the same moment comes before or after.
pub(super) fn close_slot(tx: &mut Tx, id: &ResourceSlotId, now: Timestamp) -> Result<bool> {
    let unheld = times::table.filter(times::id.eq(id)).filter(times::free.eq(times::quantity)).filter(times::closed_at.is_null());
    let closed = diesel::update(unheld).set(times::closed_at.eq(now)).execute(tx.conn())?;
    Ok(closed == 1)
}

/// Takes what is asked for out of what is free; false, and nothing taken, where there is less. Two who ask at once take turns.
pub fn take(tx: &mut Tx, id: &ResourceSlotId, quantity: i32) -> Result<bool> {
    let enough = times::table.filter(times::id.eq(id)).filter(times::free.ge(quantity)).filter(times::closed_at.is_null());
    let taken = diesel::update(enough).set(times::free.eq(times::free - quantity)).execute(tx.conn())?;
    Ok(taken == 1)
}

/// Gives back what a reservation held.
pub fn give_back(tx: &mut Tx, id: &ResourceSlotId, quantity: i32) -> Result<()> {
    diesel::update(times::table.filter(times::id.eq(id))).set(times::free.eq(times::free + quantity)).execute(tx.conn())?;
    Ok(())
}

/// What of these can be asked for: offered by a verified organisation, at a time to come.
pub fn offered(conn: &mut Conn, ids: &[ResourceId], now: Timestamp) -> Result<Vec<Offered>> {
    let rows: Vec<(Resource, String)> = table::table
        .inner_join(places::table.on(places::code.eq(table::area_code)))
        .inner_join(organizations::table.on(organizations::id.eq(table::organization_id)))
        .filter(table::id.eq_any(ids))
        .filter(table::status.eq(Status::Offered))
        .filter(organizations::status.eq(crate::organizations::Status::Verified))
        .order(table::id)
        .select((table::all_columns, places::path))
        .load(conn)?;
    let mut slots = upcoming(conn, ids, now)?;
    let with_slots = |(resource, path): (Resource, String)| {
        let slots = slots.remove(&resource.id).unwrap_or_default();
        Offered { resource, path, slots }
    };
    let mut found: Vec<Offered> = rows.into_iter().map(with_slots).collect();
    found.retain(|offered| offered.slots.iter().any(|slot| now < slot.starts_at));
    Ok(found)
}

/// The ids of all resources, in their order.
pub fn every_id(conn: &mut Conn) -> Result<Vec<ResourceId>> {
    Ok(table::table.order(table::id).select(table::id).load(conn)?)
}

/// What these organisations offer.
pub fn of_organizations(conn: &mut Conn, ids: &[OrganizationId]) -> Result<Vec<ResourceId>> {
    Ok(table::table.filter(table::organization_id.eq_any(ids)).select(table::id).load(conn)?)
}

/// What these reservations are of.
pub fn of_reservations(conn: &mut Conn, ids: &[ResourceReservationId]) -> Result<Vec<ResourceId>> {
    use resource_reservations::dsl;
    Ok(dsl::resource_reservations.filter(dsl::id.eq_any(ids)).select(dsl::resource_id).distinct().load(conn)?)
}

/// What had a time that began or ended in this stretch.
pub fn turned(conn: &mut Conn, from: Timestamp, to: Timestamp) -> Result<Vec<ResourceId>> {
    let began = times::starts_at.ge(from).and(times::starts_at.le(to));
    let ended = times::ends_at.ge(from).and(times::ends_at.le(to));
    Ok(times::table.filter(began.or(ended)).select(times::resource_id).distinct().load(conn)?)
}

/// What those who had these resources say of them; what did not take place is told to the two sides and counts for nobody.
pub(super) fn ratings_of(conn: &mut Conn, ids: &[ResourceId]) -> Result<HashMap<ResourceId, Ratings>> {
    use resource_reservations::dsl;
    let rated = dsl::resource_reservations
        .filter(dsl::resource_id.eq_any(ids))
        .filter(dsl::asker_stars.is_not_null())
        .filter(dsl::status_reason.is_null());
    let rows: Vec<(ResourceId, Option<i32>)> = rated.select((dsl::resource_id, dsl::asker_stars)).load(conn)?;
    let mut found: HashMap<ResourceId, Ratings> = HashMap::new();
    for (resource, stars) in rows {
        found.entry(resource).or_default().count(stars.unwrap_or_default());
    }
    Ok(found)
}
