//! `GET /resource-reservations/{id}`.

use actix_web::{get, web};

use super::policy::{self, Relation};
use super::view::{self, ReservationView};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Result};
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

/// The reservation as the caller may know it, and what they are to it; 404 otherwise.
pub fn view(conn: &mut Conn, call: &Call, id: &str) -> Result<(ReservationView, Relation)> {
    let known = policy::known(conn, &call.actor, id)?;
    let relation = known.relation;
    Ok((view::of(conn, call, known)?, relation))
}
