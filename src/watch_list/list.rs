//! `GET /watch-list`: one's own.

use actix_web::{get, web};

use super::put::person;
use super::store::{self, Record};
use super::view::WatchView;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageQuery, ProblemDocument, Reply, Result};

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

/// All that the caller follows, in the order in which they began to.
pub fn own(conn: &mut Conn, call: &Call) -> Result<Vec<WatchView>> {
    let rows = store::all(conn, person(call)?)?;
    rows.into_iter().map(|row| WatchView::of(conn, &call.actor, row)).collect()
}

/// Whether the caller follows this record.
pub fn is_followed(conn: &mut Conn, call: &Call, record: &Record) -> Result<bool> {
    match call.actor.user_id() {
        Some(user) => Ok(store::own(conn, user, record)?.is_some()),
        None => Ok(false),
    }
}
