//! `GET /watch-list`: one's own.

use actix_web::{get, web};

use super::put::person;
use super::store;
use super::view::WatchView;
use crate::platform::http::{Answer, Cx, Page, PageQuery, ProblemDocument, Reply};

/// List what you follow
#[utoipa::path(operation_id = "watch_list_list", tag = "matching", params(PageQuery), responses(
    (status = 200, description = "A page of your watch list", body = Page<WatchView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/watch-list")]
pub async fn handle(cx: Cx, query: web::Query<PageQuery>) -> Answer {
    cx.read("watch_list_list", move |conn, call| {
        let request = query.request()?;
        let rows = store::page(conn, person(call)?, &request)?;
        Reply::ok(&request.page(rows, |row| row.id.to_string(), |row| WatchView::of(conn, &call.actor, row))?)
    })
    .await
}
