//! `/desk/reservations`: what I have asked for, and what others ask of my organisation.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get};
use serde::Serialize;

use crate::bids;
use crate::desk::session::{Desk, PAGES};
use crate::platform::html;
use crate::platform::http::Result;
use crate::reservations::{self, Move, ReservationView};

/// Most reservations on the page.
const MOST: i64 = 100;

#[derive(Serialize)]
struct ListPage {
    bidder: bool,
    asked: Vec<Line>,
    provided: Vec<Line>,
    most: i64,
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    reservation: ReservationView,
    /// The caller's answer, or their word on how it went, is missing.
    waits: bool,
}

impl Line {
    fn of(reservation: ReservationView) -> Self {
        let next = [Move::Accept, Move::Deliver, Move::Rate];
        Self { waits: next.iter().any(|step| reservation.allowed_actions.contains(&step.as_str())), reservation }
    }
}

#[get("/desk/reservations")]
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    let (own, bidder) = desk
        .look("reservations_list", |conn, call| Ok((reservations::own(conn, call, MOST)?, !bids::organizations(&call.actor).is_empty())))
        .await?;
    let (asked, provided): (Vec<_>, Vec<_>) = own.into_iter().partition(|(_, relation)| relation.asker);
    let lines = |rows: Vec<(ReservationView, _)>| rows.into_iter().map(|(row, _)| Line::of(row)).collect();
    let page = ListPage { bidder, asked: lines(asked), provided: lines(provided), most: MOST };
    Ok(html::private_page(StatusCode::OK, PAGES.render("reservations.html", &page)?))
}
