//! `GET /resource-reservations/{id}`.

use actix_web::{get, web};

use super::policy;
use super::view::{self, ReservationView};
use crate::platform::http::{Answer, Cx, ProblemDocument};
use crate::platform::ids::ResourceReservationId;

/// Read one reservation
///
/// For both sides, and for the officials of the place.
#[utoipa::path(operation_id = "reservations_get", tag = "matching", params(("id" = ResourceReservationId, Path)), responses(
    (status = 200, description = "The reservation", body = ReservationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/resource-reservations/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("reservations_get", move |conn, call| {
        let known = policy::known(conn, &call.actor, &id)?;
        view::reply(conn, call, known)
    })
    .await
}
