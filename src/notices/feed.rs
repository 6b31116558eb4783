//! `GET /notices.atom`: the newest notices as an Atom feed (RFC 4287), with the filters of the list.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;

use super::list::{NoticesQuery, list};
use super::page::{Line, PAGES};
use crate::platform::http::{Result, Visitor};
use crate::platform::time::Timestamp;

#[derive(Serialize)]
struct Feed {
    address: String,
    /// The filters, as the address has them: `?field=…`, or nothing.
    filters: String,
    updated: Timestamp,
    entries: Vec<Line>,
}

#[get("/notices.atom")]
pub async fn handle(visitor: Visitor, request: HttpRequest, query: web::Query<NoticesQuery>) -> Result<HttpResponse> {
    let filters = Some(request.query_string()).filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    let found = visitor.read(move |conn| list(conn, &query)).await?;
    let platform = visitor.platform();
    let facts = Feed {
        address: platform.config.public_url(),
        filters,
        updated: found.items.first().map_or_else(|| platform.clock.now(), |newest| newest.published_at),
        entries: found.items.into_iter().map(Line::of).collect(),
    };
    Ok(HttpResponse::Ok().content_type("application/atom+xml; charset=utf-8").body(PAGES.render("notices.atom", &facts)?))
}
