//! `POST /resources/{id}/reservations`: asks for a resource at one of its times, and holds it.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::lapse;
use super::model::Status as ReservationStatus;
use super::next_best::{self, Asked};
use super::policy::{self, Known};
use super::record::record;
use super::store::{self, Reservation};
use super::view::{self, ReservationView};
use crate::matching::index::Index;
use crate::needs;
use crate::platform::calendar::{Days, WorkingDays};
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{NeedId, OrganizationId, ResourceId, ResourceReservationId, ResourceSlotId};
use crate::platform::privacy::names_nobody;
use crate::platform::time::Timestamp;
use crate::resources::{self, Status};

/// Requests of one asker that wait for an answer: nobody keeps everything from everybody.
const MOST_OPEN: i64 = 20;
/// How long a provider has to answer.
const ANSWER_DAYS: Days = Days::Working(WorkingDays(3));

#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReserveResource {
    pub slot_id: ResourceSlotId,
    /// How many of it.
    #[serde(default = "one")]
    #[schema(example = 1)]
    pub quantity: i32,
    /// For which organisation or team: your own, or, for the hub, one of its place. May be left out where officials reserve for a need.
    pub organization_id: Option<OrganizationId>,
    /// Which need it answers.
    pub need_id: Option<NeedId>,
    /// What it is for. No person is named.
    #[schema(example = "周六上午的老年合唱排练")]
    pub purpose_zh: String,
    /// How many people come.
    #[schema(example = 30)]
    pub people: Option<i32>,
}

fn one() -> i32 {
    1
}

/// Reserve a resource
///
/// What is asked for is held at once, until the provider answers: within three working days, and before it begins. Where it is taken the
/// answer is 409 with the reason and, in `alternatives`, what comes next best.
#[utoipa::path(operation_id = "reservations_ask", tag = "matching", params(("id" = ResourceId, Path)), request_body = ReserveResource, responses(
    (status = 201, description = "The reservation", body = ReservationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/resources/{id}/reservations")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<ReserveResource>) -> Answer {
    let reservation = ResourceReservationId::new();
    // A write cannot let the engine catch up: what was offered before this request is among the alternatives all the same. Whether it can
    // be asked decides on nothing else: reserving goes on while it is being loaded.
    let (index, now) = (Index::of(cx.platform()), cx.now());
    let catch_up = move |conn: &mut Conn, _: &Call| {
        let _ = index.ask(conn, now, |_| ());
        Ok(())
    };
    cx.look("reservations_ask", now, catch_up).await?;
    cx.write("reservations_ask", body, move |tx, call, command| {
        let known = ask(tx, call, &id, reservation.clone(), command)?;
        let view = view::of(tx, call, known)?;
        Ok(Reply::created(format!("/api/v1/resource-reservations/{reservation}"), &view)?.version(1))
    })
    .await
}

fn ask(tx: &mut Tx, call: &Call, resource: &str, id: ResourceReservationId, command: &ReserveResource) -> Result<Known> {
    let asked_by = call.actor.user_id().ok_or_else(|| Problem::broken("a resource is reserved by a person"))?.clone();
    let (placed, _) = resources::known(tx, &call.actor, resource)?;
    let need = match &command.need_id {
        Some(need) => Some(needs::find(tx, need)?.ok_or_else(policy::unknown_need)?),
        None => None,
    };
    if command.organization_id.is_none() && need.is_none() {
        return Err(Problem::field(
            "/organization_id",
            "required",
            "请说明为哪个机构或团队预约，或为哪个需求预约（need_id）。",
            "say for which organisation or team it is, or for which need (need_id).",
        ));
    }
    policy::may_ask(tx, &call.actor, command.organization_id.as_ref(), need.as_ref())?;
    if command.organization_id.as_ref() == Some(&placed.resource.organization_id) {
        return Err(Problem::field(
            "/organization_id",
            "own_resource",
            "自己的资源无需预约；自用时请收回相应时段。",
            "offers it: take the time back instead of reserving it.",
        ));
    }
    let unknown_slot = || Problem::field("/slot_id", "unknown_slot", "该资源没有这个时段。", "is no time of this resource.");
    let slot = resources::slot(tx, &placed.resource.id, &command.slot_id)?;
    let slot = slot.filter(|slot| slot.closed_at.is_none()).ok_or_else(unknown_slot)?;
    check(command, slot.quantity, placed.resource.seats)?;
    if placed.resource.status != Status::Offered {
        return Err(placed.resource.status.refuses("reserve"));
    }
    policy::must_be_verified(tx, &placed.resource.organization_id)?;
    if store::open_requests(tx, command.organization_id.as_ref(), &asked_by)? >= MOST_OPEN {
        return Err(Problem::conflict(
            "resources/too_many_open",
            format!("同时最多有 {MOST_OPEN} 个待答复的预约；请等待答复，或撤回不需要的。"),
            format!("At most {MOST_OPEN} requests wait for an answer at the same time: wait, or withdraw what is not needed."),
        ));
    }
    if slot.starts_at <= call.now {
        return Err(Problem::conflict(
            "resources/begun",
            "该时段已经开始，不能再预约。",
            "This time has begun: it can be reserved no more.",
        ));
    }
    if !resources::take(tx, &slot.id, command.quantity)? {
        let asked = Asked {
            placed: &placed,
            slot: &slot,
            quantity: command.quantity,
            people: command.people,
            need: need.as_ref(),
            purpose: &command.purpose_zh,
        };
        return Err(next_best::taken(tx, call, &asked)?);
    }
    let reservation = Reservation {
        id,
        resource_id: placed.resource.id.clone(),
        slot_id: slot.id,
        quantity: command.quantity,
        organization_id: command.organization_id.clone(),
        need_id: command.need_id.clone(),
        purpose_zh: command.purpose_zh.trim().to_owned(),
        people: command.people,
        status: ReservationStatus::Proposed,
        status_reason: None,
        asked_by,
        accepted_by: None,
        answer_by: answer_by(call, slot.starts_at),
        provider_stars: None,
        provider_note_zh: None,
        asker_stars: None,
        asker_note_zh: None,
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    };
    store::insert(tx, &reservation)?;
    lapse::after(tx, &reservation)?;
    let relation = policy::relation(tx, &call.actor, &reservation, &placed)?;
    let known = Known { reservation, placed, relation };
    record(tx, call, &known, "resource_reservation.asked", json!({"need_id": known.reservation.need_id}))?;
    Ok(known)
}

/// Three full working days, and never after it has begun.
fn answer_by(call: &Call, starts_at: Timestamp) -> Timestamp {
    let (moment, _) = call.platform.calendar().earliest_deadline(call.now.naive(), ANSWER_DAYS);
    Timestamp::from_naive(moment).min(starts_at)
}

fn check(command: &ReserveResource, there: i32, seats: Option<i32>) -> Result<()> {
    let mut check = Check::new();
    check.text("/purpose_zh", &command.purpose_zh, 500);
    names_nobody(&mut check, "/purpose_zh", &command.purpose_zh);
    check.that(
        (1..=there).contains(&command.quantity),
        "/quantity",
        "out_of_range",
        format!("须在 1 到 {there} 之间。"),
        format!("must be between 1 and {there}."),
    );
    check.that(command.people.is_none_or(|people| people > 0), "/people", "too_small", "须大于 0。", "must be more than 0.");
    let room = seats.map(|seats| i64::from(seats) * i64::from(command.quantity.max(1)));
    let fits = room.zip(command.people).is_none_or(|(room, people)| i64::from(people) <= room);
    let room = room.unwrap_or_default();
    check.that(
        fits,
        "/people",
        "too_many",
        format!("最多容纳 {room} 人。"),
        format!("must be at most {room}: it serves no more people at once."),
    );
    check.finish()
}
