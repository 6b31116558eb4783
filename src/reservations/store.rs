//! Rows and queries of reservations.

use diesel::prelude::*;

use super::model::{Side, Status};
use crate::areas;
use crate::platform::db::{Condition, Conn, Tx, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{NeedId, OrganizationId, ResourceId, ResourceReservationId, ResourceSlotId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{needs, resource_reservations as table, resources};

/// A reservation as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::resource_reservations, treat_none_as_null = true)]
pub struct Reservation {
    pub id: ResourceReservationId,
    pub resource_id: ResourceId,
    pub slot_id: ResourceSlotId,
    pub quantity: i32,
    /// For whom it is; none where officials reserve for a need.
    pub organization_id: Option<OrganizationId>,
    pub need_id: Option<NeedId>,
    pub purpose_zh: String,
    pub people: Option<i32>,
    pub status: Status,
    pub status_reason: Option<String>,
    pub asked_by: UserId,
    pub accepted_by: Option<UserId>,
    /// Unanswered then, it lapses.
    pub answer_by: Timestamp,
    /// What the provider says of the asker.
    pub provider_stars: Option<i32>,
    pub provider_note_zh: Option<String>,
    /// What the asker says of the resource.
    pub asker_stars: Option<i32>,
    pub asker_note_zh: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl Reservation {
    pub fn stars_of(&self, side: Side) -> Option<i32> {
        match side {
            Side::Provider => self.provider_stars,
            Side::Asker => self.asker_stars,
        }
    }
}

pub fn find(conn: &mut Conn, id: &ResourceReservationId) -> Result<Option<Reservation>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

pub fn insert(tx: &mut Tx, reservation: &Reservation) -> Result<()> {
    diesel::insert_into(table::table).values(reservation).execute(tx.conn())?;
    Ok(())
}

/// Saves the reservation over the version that was read; 412 when somebody was faster.
pub fn save(tx: &mut Tx, reservation: &mut Reservation, now: Timestamp) -> Result<()> {
    let read = reservation.version;
    reservation.version += 1;
    reservation.updated_at = now;
    let rows = diesel::update(table::table.filter(table::id.eq(&reservation.id)).filter(table::version.eq(read)))
        .set(&*reservation)
        .execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub resource: Option<ResourceId>,
    pub need: Option<NeedId>,
    pub status: Option<Status>,
    /// None: everything; else what these may see.
    pub seen: Option<Seen>,
}

/// Whose reservations somebody sees.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub user: Option<UserId>,
    /// As provider or asker.
    pub organizations: Vec<OrganizationId>,
    /// Of resources that lie there.
    pub resource_paths: Vec<String>,
    /// For needs from there, where no organisation asks.
    pub need_paths: Vec<String>,
}

pub fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<Reservation>> {
    let mut wanted: Condition<table::table> = Box::new(table::id.gt(page.after.clone().unwrap_or_default()).nullable());
    if let Some(seen) = &filter.seen {
        wanted = Box::new(wanted.and(visible(seen)));
    }
    if let Some(resource) = &filter.resource {
        wanted = Box::new(wanted.and(table::resource_id.eq(resource.clone())));
    }
    if let Some(need) = &filter.need {
        wanted = Box::new(wanted.and(table::need_id.eq(need.clone())));
    }
    if let Some(status) = filter.status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}

/// What these may see, the newest first.
pub fn newest(conn: &mut Conn, seen: &Seen, most: i64) -> Result<Vec<Reservation>> {
    Ok(table::table.filter(visible(seen)).order(table::id.desc()).limit(most).load(conn)?)
}

fn visible(seen: &Seen) -> Condition<table::table> {
    let provided = resources::table.filter(resources::organization_id.eq_any(seen.organizations.clone())).select(resources::id);
    let mut visible: Condition<table::table> = Box::new(table::resource_id.eq_any(provided).nullable());
    visible = Box::new(visible.or(table::organization_id.eq_any(seen.organizations.clone())));
    if let Some(user) = &seen.user {
        visible = Box::new(visible.or(table::asked_by.eq(user.clone())));
    }
    for path in &seen.resource_paths {
        let there = resources::table.filter(resources::area_code.eq_any(areas::within(path))).select(resources::id);
        visible = Box::new(visible.or(table::resource_id.eq_any(there)));
    }
    for path in &seen.need_paths {
        let from_there = needs::table.filter(needs::area_code.eq_any(areas::within(path))).select(needs::id.nullable());
        visible = Box::new(visible.or(table::organization_id.is_null().and(table::need_id.eq_any(from_there))));
    }
    visible
}

/// How many requests of an organisation, or of an official, wait for an answer.
pub fn open_requests(conn: &mut Conn, organization: Option<&OrganizationId>, official: &UserId) -> Result<i64> {
    let open = table::table.filter(table::status.eq(Status::Proposed)).into_boxed();
    let theirs = match organization {
        Some(organization) => open.filter(table::organization_id.eq(organization.clone())),
        None => open.filter(table::organization_id.is_null()).filter(table::asked_by.eq(official.clone())),
    };
    Ok(theirs.count().get_result(conn)?)
}
