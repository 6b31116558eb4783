//! `/desk/reservations/{id}`: what is reserved, by whom and for what, and the steps that the reader may take.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::page_of;
use crate::areas;
use crate::bids;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::desk::typed;
use crate::needs;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::NeedId;
use crate::reservations::{self, Move, RateReservation, Relation, ReservationView, Side};

/// What either form sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct ReservationForm {
    csrf: String,
    version: String,
    key: String,
    /// A [`Move`]: the button that was pressed.
    step: String,
    reason: String,
    /// For which side somebody rates.
    side: String,
    stars: String,
    note: String,
}

#[derive(Serialize)]
struct Facts {
    reservation: ReservationView,
    /// Title of the need, where the caller may know it.
    need: Option<String>,
    /// What the buttons do, but for rating.
    steps: Vec<&'static str>,
    /// For which sides the caller may rate.
    rates: Vec<Side>,
    bidder: bool,
}

#[derive(Serialize)]
struct ReservationPage {
    #[serde(flatten)]
    facts: Facts,
    hidden: Hidden,
    typed: ReservationForm,
    problems: Vec<Text>,
}

#[get("/desk/reservations/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, ReservationForm::default(), None).await
}

#[post("/desk/reservations/{id}")]
pub async fn take(desk: Desk, id: web::Path<String>, form: web::Form<ReservationForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let taken = step(&desk, &id, &form).await;
    shown(&desk, &id, form, taken).await
}

#[post("/desk/reservations/{id}/rating")]
pub async fn rate(desk: Desk, id: web::Path<String>, form: web::Form<ReservationForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let rated = rating(&desk, &id, &form).await;
    shown(&desk, &id, form, rated).await
}

/// The page after a step, or the form again with what was typed.
async fn shown(desk: &Desk, id: &str, form: ReservationForm, taken: Result<HttpResponse>) -> Result<HttpResponse> {
    let next = taken.map(|_| page_of(&id));
    desk.after(next, form, async |form, problem| page(desk, id, form, Some(problem)).await).await
}

/// The same use cases as the API's: permission, version and idempotency are judged there.
async fn step(desk: &Desk, id: &str, form: &ReservationForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let (operation, step) = match Move::parse(&form.step) {
        Some(step @ Move::Accept) => ("reservations_accept", step),
        Some(step @ Move::Decline) => ("reservations_decline", step),
        Some(step @ Move::Withdraw) => ("reservations_withdraw", step),
        Some(step @ Move::Cancel) => ("reservations_cancel", step),
        Some(step @ Move::Deliver) => ("reservations_deliver", step),
        Some(step @ Move::Miss) => ("reservations_miss", step),
        Some(Move::Lapse | Move::Rate) | None => {
            return Err(Problem::field("/step", "unknown_value", "请选择本页面的一个步骤。", "choose a step of this page."));
        }
    };
    let reason = (!matches!(step, Move::Accept | Move::Deliver)).then(|| typed::lines(&form.reason));
    let (id, body) = (id.to_owned(), Body::of_form(reason, &format!("{form:?}")));
    cx.write(operation, body, move |tx, call, reason| reservations::advance(tx, call, &id, step, reason.as_deref())).await
}

async fn rating(desk: &Desk, id: &str, form: &ReservationForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let side = Side::parse(&form.side);
    let side = side.ok_or_else(|| Problem::field("/side", "unknown_value", "请从本页面提交。", "send it from this page."))?;
    let stars = form.stars.parse().map_err(|_| Problem::field("/stars", "required", "请选择 1 到 5 分。", "choose 1 to 5."))?;
    let command = RateReservation { side, stars, note_zh: Some(typed::lines(&form.note)) };
    let (id, body) = (id.to_owned(), Body::of_form(command, &format!("{form:?}")));
    cx.write("reservations_rate", body, move |tx, call, rating| reservations::rate(tx, call, &id, rating)).await
}

async fn page(desk: &Desk, id: &str, typed: ReservationForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let facts = desk.look("reservations_get", move |conn, call| facts(conn, call, &wanted)).await?;
    let hidden = desk.hidden(facts.reservation.version);
    let page = ReservationPage { facts, hidden, typed, problems: problem.map(Problem::words).unwrap_or_default() };
    Ok(html::private_page(html::status_of(problem), PAGES.render("reservation.html", &page)?))
}

fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<Facts> {
    let (reservation, relation) = reservations::view(conn, call, id)?;
    Ok(Facts {
        need: reservation.need_id.as_ref().map(|need| title_of(conn, call, need)).transpose()?.flatten(),
        steps: reservation.allowed_actions.iter().copied().filter(|step| *step != Move::Rate.as_str()).collect(),
        rates: rates(&reservation, relation),
        bidder: !bids::organizations(&call.actor).is_empty(),
        reservation,
    })
}

fn title_of(conn: &mut Conn, call: &Call, need: &NeedId) -> Result<Option<String>> {
    let Some(need) = needs::find(conn, need)? else { return Ok(None) };
    let path = areas::path_of(conn, &need.area_code, "/area_code")?;
    Ok(needs::may_see(&call.actor, &need.reported_by, &path, need.status).then_some(need.title_zh))
}

/// Each side once.
fn rates(reservation: &ReservationView, relation: Relation) -> Vec<Side> {
    if !reservation.allowed_actions.contains(&Move::Rate.as_str()) {
        return Vec::new();
    }
    let is_open = |side: &Side| match side {
        Side::Provider => reservation.provider_rating.is_none(),
        Side::Asker => reservation.asker_rating.is_none(),
    };
    Side::ALL.iter().copied().filter(|side| relation.is(*side) && is_open(side)).collect()
}
