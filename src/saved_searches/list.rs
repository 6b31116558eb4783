//! `GET /saved-searches`: one's own.

use actix_web::{get, web};

use super::model::MOST;
use super::policy;
use super::store;
use super::view::SavedSearchView;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageQuery, PageRequest, ProblemDocument, Reply, Result};

/// List your saved searches
#[utoipa::path(operation_id = "saved_searches_list", tag = "matching", params(PageQuery), responses(
    (status = 200, description = "A page of saved searches", body = Page<SavedSearchView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/saved-searches")]
pub async fn handle(cx: Cx, query: web::Query<PageQuery>) -> Answer {
    cx.read("saved_searches_list", move |conn, call| {
        let request = query.request()?;
        let rows = store::page(conn, policy::person(call)?, &request)?;
        Reply::ok(&request.page(rows, |row| row.id.to_string(), |row| Ok(SavedSearchView::from(row)))?)
    })
    .await
}

/// All of the caller's searches with their versions, in the order in which they were saved.
pub fn own(conn: &mut Conn, call: &Call) -> Result<Vec<(SavedSearchView, i64)>> {
    let rows = store::page(conn, policy::person(call)?, &PageRequest::new(Some(MOST), None)?)?;
    Ok(rows.into_iter().map(|row| (row.version, row)).map(|(version, row)| (SavedSearchView::from(row), version)).collect())
}
