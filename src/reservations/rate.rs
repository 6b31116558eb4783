//! `POST /resource-reservations/{id}/rate`: each side says how it went.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::model::{Move, Side};
use super::policy;
use super::record::record;
use super::store;
use super::view::{self, ReservationView};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ResourceReservationId;
use crate::platform::privacy::names_nobody;
use crate::resources::out_of_reach;

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateReservation {
    /// For which side you speak.
    pub side: Side,
    /// 1 to 5.
    #[schema(example = 5)]
    pub stars: i32,
    /// What the other side should know. No person is named.
    pub note_zh: Option<String>,
}

/// Rate how a reservation went
///
/// Each side once, after it was delivered or missed. The asker's stars count in the resource's `ratings`; the notes are for both sides and
/// the officials of the place.
#[utoipa::path(operation_id = "reservations_rate", tag = "matching", params(("id" = ResourceReservationId, Path)), request_body = RateReservation, responses(
    (status = 200, description = "The reservation; `rated` once both have", body = ReservationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resource-reservations/{id}/rate")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<RateReservation>) -> Answer {
    cx.write("reservations_rate", body, move |tx, call, rating| rate(tx, call, &id, rating)).await
}

/// Says how it went, for one side.
pub fn rate(tx: &mut Tx, call: &Call, id: &str, rating: &RateReservation) -> Result<Reply> {
    let mut known = policy::known(tx, &call.actor, id)?;
    if !known.relation.is(rating.side) {
        return Err(out_of_reach());
    }
    let reservation = &mut known.reservation;
    let before = reservation.status;
    let rated = before.try_after(Move::Rate)?;
    call.expect_version(reservation.version)?;
    if reservation.stars_of(rating.side).is_some() {
        return Err(Problem::conflict("resources/rated_already", "这一方已经评价过。", "This side has rated already."));
    }
    let mut check = Check::new();
    check.that((1..=5).contains(&rating.stars), "/stars", "out_of_range", "须在 1 到 5 之间。", "must be between 1 and 5.");
    let note = rating.note_zh.as_deref().map(str::trim).filter(|note| !note.is_empty());
    check.at_most("/note_zh", note.unwrap_or_default(), 500);
    names_nobody(&mut check, "/note_zh", note.unwrap_or_default());
    check.finish()?;
    let (stars, note) = (Some(rating.stars), note.map(str::to_owned));
    match rating.side {
        Side::Provider => (reservation.provider_stars, reservation.provider_note_zh) = (stars, note),
        Side::Asker => (reservation.asker_stars, reservation.asker_note_zh) = (stars, note),
    }
    if Side::ALL.iter().all(|side| reservation.stars_of(*side).is_some()) {
        reservation.status = rated;
    }
    store::save(tx, reservation, call.now)?;
    let facts = json!({"side": rating.side, "stars": rating.stars, "from": before, "to": known.reservation.status});
    record(tx, call, &known, Move::Rate.event(), facts)?;
    view::reply(tx, call, known)
}
