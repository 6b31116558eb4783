//! `GET /notices`: what the public is told, without a login.

use actix_web::{get, web};
use serde::Deserialize;

use super::kind::NoticeKind;
use super::store::{self, Wanted};
use super::view::NoticeSummary;
use crate::areas;
use crate::platform::db::{Conn, search};
use crate::platform::http::{Answer, Page, PageRequest, ProblemDocument, Reply, Result, Visitor};

#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NoticesQuery {
    pub kind: Option<NoticeKind>,
    /// Code of a place: what lies there or below.
    #[param(example = "310107")]
    pub area: Option<String>,
    /// Slug of a service field.
    #[param(example = "jobs_startups")]
    pub field: Option<String>,
    /// Words of the number, the title, the buyer or the Chinese text; all of them must be there.
    pub q: Option<String>,
    /// Only calls that take bids now.
    pub open: Option<bool>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List public notices
///
/// The newest first. Needs no login; also as a page at `/notices` and as a feed at `/notices.atom`.
#[utoipa::path(operation_id = "notices_list", tag = "notices", params(NoticesQuery), responses(
    (status = 200, description = "A page of notices", body = Page<NoticeSummary>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/notices")]
pub async fn handle(visitor: Visitor, query: web::Query<NoticesQuery>) -> Answer {
    let page = visitor.read(move |conn| list(conn, &query)).await?;
    visitor.answer(Reply::ok(&page)?)
}

pub(super) fn list(conn: &mut Conn, query: &NoticesQuery) -> Result<Page<NoticeSummary>> {
    let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
    let said = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let wanted = Wanted {
        kind: query.kind,
        fields: said(&query.field).map(|field| vec![field]),
        area_path: said(&query.area).map(|code| areas::path_of(conn, &code, "area")).transpose()?,
        words: search::asked(query.q.as_deref())?,
        is_open: query.open == Some(true),
        ..Wanted::default()
    };
    let rows = store::page(conn, &wanted, &request)?;
    request.page(rows, |row| row.id.clone(), Ok)
}
