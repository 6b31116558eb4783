//! `/desk/meetings`: the matching meetings that somebody may know of.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get};
use serde::Serialize;

use crate::bids;
use crate::desk::session::{Desk, PAGES};
use crate::meetings::{self, MeetingView};
use crate::platform::html;
use crate::platform::http::Result;

/// Most meetings on the page.
const MOST: i64 = 100;

#[derive(Serialize)]
struct ListPage {
    bidder: bool,
    meetings: Vec<MeetingView>,
    most: i64,
}

#[get("/desk/meetings")]
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    let (meetings, bidder) = desk
        .look("meetings_list", |conn, call| Ok((meetings::last(conn, call, MOST)?, !bids::organizations(&call.actor).is_empty())))
        .await?;
    Ok(html::private_page(StatusCode::OK, PAGES.render("meetings.html", &ListPage { bidder, meetings, most: MOST })?))
}
