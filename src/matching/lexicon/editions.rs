//! `GET /matching/lexicon/editions`: who changed the words of the matching, when and why.

use actix_web::{get, web};
use serde::Serialize;

use super::store::{self, Edition};
use crate::platform::http::{Answer, Cx, Page, PageQuery, ProblemDocument, Reply};
use crate::platform::ids::UserId;
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LexiconEditionView {
    pub edition: i32,
    pub reason_zh: String,
    pub edited_by: UserId,
    pub edited_at: Timestamp,
}

/// List the editions of the lexicon
#[utoipa::path(operation_id = "matching_lexicon_editions", tag = "matching", params(PageQuery), responses(
    (status = 200, description = "A page of editions, the newest first", body = Page<LexiconEditionView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching/lexicon/editions")]
pub async fn handle(cx: Cx, query: web::Query<PageQuery>) -> Answer {
    cx.read("matching_lexicon_editions", move |conn, _| {
        let request = query.request()?;
        let rows = store::page(conn, &request)?;
        let view = |row: Edition| {
            Ok(LexiconEditionView { edition: row.number, reason_zh: row.reason_zh, edited_by: row.edited_by, edited_at: row.edited_at })
        };
        Reply::ok(&request.page(rows, |row| row.number.to_string(), view)?)
    })
    .await
}
