//! `POST /resource-reservations/{id}/accept`, `/decline`, `/withdraw`, `/cancel`, `/deliver`, `/miss`: what becomes of a reservation.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::model::Move;
use super::policy;
use super::record::record;
use super::store;
use super::view::{self, ReservationView};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ResourceReservationId;
use crate::platform::privacy::names_nobody;
use crate::resources::{self, out_of_reach};

/// Why a reservation comes to nothing.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndReservation {
    /// Told to the other side.
    #[schema(example = "当天大厅检修，无法使用。")]
    pub reason_zh: String,
}

/// Accept a reservation: both sides now see whom to write to
#[utoipa::path(operation_id = "reservations_accept", tag = "matching", params(("id" = ResourceReservationId, Path)), request_body = Empty, responses(
    (status = 200, description = "The reservation", body = ReservationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resource-reservations/{id}/accept")]
pub async fn accept(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("reservations_accept", body, move |tx, call, _| advance(tx, call, &id, Move::Accept, None)).await
}

/// Decline a reservation: what it held is free again
#[utoipa::path(operation_id = "reservations_decline", tag = "matching", params(("id" = ResourceReservationId, Path)), request_body = EndReservation, responses(
    (status = 200, description = "The reservation", body = ReservationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resource-reservations/{id}/decline")]
pub async fn decline(cx: Cx, id: web::Path<String>, body: Body<EndReservation>) -> Answer {
    cx.write("reservations_decline", body, move |tx, call, end| advance(tx, call, &id, Move::Decline, Some(&end.reason_zh))).await
}

/// Withdraw one's reservation, before it begins: what it held is free again
#[utoipa::path(operation_id = "reservations_withdraw", tag = "matching", params(("id" = ResourceReservationId, Path)), request_body = EndReservation, responses(
    (status = 200, description = "The reservation", body = ReservationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resource-reservations/{id}/withdraw")]
pub async fn withdraw(cx: Cx, id: web::Path<String>, body: Body<EndReservation>) -> Answer {
    cx.write("reservations_withdraw", body, move |tx, call, end| advance(tx, call, &id, Move::Withdraw, Some(&end.reason_zh))).await
}

/// Cancel a reservation that was accepted, before it begins
#[utoipa::path(operation_id = "reservations_cancel", tag = "matching", params(("id" = ResourceReservationId, Path)), request_body = EndReservation, responses(
    (status = 200, description = "The reservation", body = ReservationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resource-reservations/{id}/cancel")]
pub async fn cancel(cx: Cx, id: web::Path<String>, body: Body<EndReservation>) -> Answer {
    cx.write("reservations_cancel", body, move |tx, call, end| advance(tx, call, &id, Move::Cancel, Some(&end.reason_zh))).await
}

/// Say that it took place
#[utoipa::path(operation_id = "reservations_deliver", tag = "matching", params(("id" = ResourceReservationId, Path)), request_body = Empty, responses(
    (status = 200, description = "The reservation", body = ReservationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resource-reservations/{id}/deliver")]
pub async fn deliver(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("reservations_deliver", body, move |tx, call, _| advance(tx, call, &id, Move::Deliver, None)).await
}

/// Say that it was accepted and did not take place
#[utoipa::path(operation_id = "reservations_miss", tag = "matching", params(("id" = ResourceReservationId, Path)), request_body = EndReservation, responses(
    (status = 200, description = "The reservation", body = ReservationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resource-reservations/{id}/miss")]
pub async fn miss(cx: Cx, id: web::Path<String>, body: Body<EndReservation>) -> Answer {
    cx.write("reservations_miss", body, move |tx, call, end| advance(tx, call, &id, Move::Miss, Some(&end.reason_zh))).await
}

/// Makes the move; every one but `accept` and `deliver` says why.
pub fn advance(tx: &mut Tx, call: &Call, id: &str, step: Move, reason: Option<&str>) -> Result<Reply> {
    let mut known = policy::known(tx, &call.actor, id)?;
    if !known.relation.may(step) {
        return Err(out_of_reach());
    }
    let before = known.reservation.status;
    let after = before.try_after(step)?;
    call.expect_version(known.reservation.version)?;
    if let Some(reason) = reason {
        let mut check = Check::new();
        check.text("/reason_zh", reason, 500);
        names_nobody(&mut check, "/reason_zh", reason);
        check.finish()?;
    }
    in_time(tx, call, &known, step)?;
    if step == Move::Accept {
        let asker = known.reservation.organization_id.iter();
        for organization in asker.chain([&known.placed.resource.organization_id]) {
            policy::must_be_verified(tx, organization)?;
        }
    }
    let reservation = &mut known.reservation;
    reservation.status = after;
    reservation.status_reason = reason.map(|reason| reason.trim().to_owned());
    if step == Move::Accept {
        reservation.accepted_by = call.actor.user_id().cloned();
    }
    store::save(tx, reservation, call.now)?;
    if !after.holds() {
        resources::give_back(tx, &reservation.slot_id, reservation.quantity)?;
    }
    record(tx, call, &known, step.event(), json!({"from": before, "to": after}))?;
    view::reply(tx, call, known)
}

/// What has begun is given back no more, and what has not begun has not taken place.
fn in_time(tx: &mut Tx, call: &Call, known: &policy::Known, step: Move) -> Result<()> {
    let slot = resources::slot(tx, &known.reservation.resource_id, &known.reservation.slot_id)?;
    let slot = slot.ok_or_else(|| Problem::broken(format!("reservation {} has no time", known.reservation.id)))?;
    let begun = slot.starts_at <= call.now;
    if step.is_in_time(begun) {
        return Ok(());
    }
    Err(if begun {
        Problem::conflict(
            "resources/begun",
            "该时段已经开始；请登记“已履行”或“未履行”。",
            "This time has begun: say whether it took place (deliver or miss).",
        )
    } else {
        Problem::conflict(
            "resources/not_begun",
            "该时段尚未开始，不能登记结果。",
            "This time has not begun: nothing can be said of it yet.",
        )
    })
}
