//! What the letters about reservations say.

use super::model::Status;
use super::{store, view};
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, ResourceReservationId, UserId};
use crate::resources;

pub use super::view::{Contact, Contacts};

/// A reservation as its letters tell it.
pub struct Sheet {
    pub resource: Text,
    pub provider_id: OrganizationId,
    pub provider: Text,
    pub from: String,
    pub to: String,
    pub quantity: i32,
    pub purpose: String,
    pub status: Status,
    pub reason: Option<String>,
    pub answer_by: String,
    /// The organisation for which it is.
    pub organization_id: Option<OrganizationId>,
    pub organization: Option<Text>,
    pub asked_by: UserId,
    /// Once it is accepted.
    pub contacts: Option<Contacts>,
}

/// None where the id names no reservation.
pub fn sheet(conn: &mut Conn, id: &ResourceReservationId) -> Result<Option<Sheet>> {
    let Some(reservation) = store::find(conn, id)? else { return Ok(None) };
    let Some(placed) = resources::placed(conn, &reservation.resource_id)? else { return Ok(None) };
    let Some(slot) = resources::slot(conn, &reservation.resource_id, &reservation.slot_id)? else { return Ok(None) };
    let organization = match &reservation.organization_id {
        Some(id) => organizations::name_of(conn, id.as_str())?,
        None => None,
    };
    Ok(Some(Sheet {
        provider: organizations::name_of(conn, placed.resource.organization_id.as_str())?.unwrap_or_default(),
        contacts: view::contacts(conn, reservation.accepted_by.as_ref(), &reservation.asked_by)?,
        resource: Text::new(&placed.resource.name_zh, placed.resource.name_en.as_ref().unwrap_or(&placed.resource.name_zh)),
        provider_id: placed.resource.organization_id,
        from: slot.starts_at.shanghai(),
        to: slot.ends_at.shanghai(),
        quantity: reservation.quantity,
        purpose: reservation.purpose_zh,
        status: reservation.status,
        reason: reservation.status_reason,
        answer_by: reservation.answer_by.shanghai(),
        organization_id: reservation.organization_id,
        organization,
        asked_by: reservation.asked_by,
    }))
}
