//! What the outside sees of a reservation.

use serde::Serialize;

use super::model::{Side, Status};
use super::policy::{self, Known};
use crate::identity;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Problem, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{NeedId, OrganizationId, ResourceId, ResourceReservationId, UserId};
use crate::platform::time::Timestamp;
use crate::resources::{self, SlotView};

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ResourceReservationView)]
pub struct ReservationView {
    pub id: ResourceReservationId,
    pub resource_id: ResourceId,
    pub resource_zh: String,
    /// Who offers it.
    pub provider_id: OrganizationId,
    pub provider: Text,
    pub slot: SlotView,
    pub quantity: i32,
    /// For whom it is; none where officials reserve for a need.
    pub organization_id: Option<OrganizationId>,
    pub organization: Option<Text>,
    pub need_id: Option<NeedId>,
    pub purpose_zh: String,
    pub people: Option<i32>,
    pub status: Status,
    pub status_reason: Option<String>,
    /// Unanswered then, it lapses.
    pub answer_by: Timestamp,
    /// Who asked and who accepted: for the two sides, once it is accepted.
    pub contacts: Option<Contacts>,
    /// What the provider says of the asker.
    pub provider_rating: Option<Rating>,
    /// What the asker says of the resource.
    pub asker_rating: Option<Rating>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    /// What you may do with it now.
    pub allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ResourceRating)]
pub struct Rating {
    /// 1 to 5.
    pub stars: i32,
    pub note_zh: Option<String>,
}

/// Both sides of an accepted reservation.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ResourceContacts)]
pub struct Contacts {
    pub provider: Contact,
    pub asker: Contact,
}

/// Somebody to write to.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ResourceContact)]
pub struct Contact {
    pub name: String,
    pub email: String,
}

/// The reservation as this caller sees it.
pub fn of(conn: &mut Conn, call: &Call, known: Known) -> Result<ReservationView> {
    let Known { reservation, placed, relation } = known;
    let slot = resources::slot(conn, &placed.resource.id, &reservation.slot_id)?;
    let slot = slot.ok_or_else(|| Problem::broken(format!("reservation {} has no time", reservation.id)))?;
    let is_party = relation.is(Side::Provider) || relation.is(Side::Asker);
    let rating = |stars: Option<i32>, note_zh: Option<String>| stars.map(|stars| Rating { stars, note_zh });
    Ok(ReservationView {
        provider: organizations::name_of(conn, placed.resource.organization_id.as_str())?.unwrap_or_default(),
        organization: policy::name_of(conn, reservation.organization_id.as_ref())?,
        contacts: if is_party { contacts(conn, reservation.accepted_by.as_ref(), &reservation.asked_by)? } else { None },
        allowed_actions: relation.allowed_actions(reservation.status, slot.starts_at <= call.now),
        id: reservation.id,
        resource_id: placed.resource.id,
        resource_zh: placed.resource.name_zh,
        provider_id: placed.resource.organization_id,
        slot: SlotView::of(slot),
        quantity: reservation.quantity,
        organization_id: reservation.organization_id,
        need_id: reservation.need_id,
        purpose_zh: reservation.purpose_zh,
        people: reservation.people,
        status: reservation.status,
        status_reason: reservation.status_reason,
        answer_by: reservation.answer_by,
        provider_rating: rating(reservation.provider_stars, reservation.provider_note_zh),
        asker_rating: rating(reservation.asker_stars, reservation.asker_note_zh),
        created_at: reservation.created_at,
        updated_at: reservation.updated_at,
        version: reservation.version,
    })
}

/// None before it is accepted.
pub fn contacts(conn: &mut Conn, accepted_by: Option<&UserId>, asked_by: &UserId) -> Result<Option<Contacts>> {
    let Some(accepted_by) = accepted_by else { return Ok(None) };
    Ok(match (contact(conn, accepted_by)?, contact(conn, asked_by)?) {
        (Some(provider), Some(asker)) => Some(Contacts { provider, asker }),
        _ => None,
    })
}

fn contact(conn: &mut Conn, user: &UserId) -> Result<Option<Contact>> {
    let found = identity::contacts_by_ids(conn, std::slice::from_ref(user))?.pop();
    Ok(found.map(|contact| Contact { name: contact.name, email: contact.email }))
}

/// The reservation as it is after a change, with its version.
pub fn reply(conn: &mut Conn, call: &Call, known: Known) -> Result<Reply> {
    let view = of(conn, call, known)?;
    Ok(Reply::ok(&view)?.version(view.version))
}
