//! `GET /saved-searches`: one's own.

use actix_web::{get, web};

use super::policy;
use super::store;
use super::view::SavedSearchView;
use crate::platform::http::{Answer, Cx, Page, PageQuery, ProblemDocument, Reply};

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
