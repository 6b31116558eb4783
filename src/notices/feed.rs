//! `GET /notices.atom`: the newest notices as an Atom feed (RFC 4287), with the filters of the list.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;

use super::list::{NoticesQuery, list};
use super::page::{Line, PAGES};
use crate::platform::http::{Result, Visitor};
use crate::platform::time::Timestamp;

#[derive(Serialize)]
struct Feed {
    address: String,
    updated: Timestamp,
    entries: Vec<Line>,
}

#[get("/notices.atom")]
pub async fn handle(visitor: Visitor, query: web::Query<NoticesQuery>) -> Result<HttpResponse> {
    let found = visitor.read(move |conn| list(conn, &query)).await?;
    let platform = visitor.platform();
    let facts = Feed {
        address: platform.config.public_url(),
        updated: found.items.first().map_or_else(|| platform.clock.now(), |newest| newest.published_at),
        entries: found.items.into_iter().map(Line::of).collect(),
    };
    Ok(HttpResponse::Ok().content_type("application/atom+xml; charset=utf-8").body(PAGES.render("notices.atom", &facts)?))
}
