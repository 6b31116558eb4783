//! `GET /catalogue`.

use actix_web::{get, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::store::{self, Filter};
use super::view::CatalogueItemView;
use crate::platform::db::search;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only items that are valid on this date.
    pub valid_on: Option<NaiveDate>,
    /// Only items of this service field.
    #[param(example = "jobs_startups")]
    pub field: Option<String>,
    /// Only the versions of this code.
    pub code: Option<String>,
    /// Words of the title.
    pub q: Option<String>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List the catalogue of purchasable services
#[utoipa::path(operation_id = "catalogue_list", tag = "rules", params(ListQuery), responses(
    (status = 200, description = "A page of items", body = Page<CatalogueItemView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/catalogue")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("catalogue_list", move |conn, _| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let filter = Filter { valid_on: query.valid_on, field: query.field, code: query.code, words: search::asked(query.q.as_deref())? };
        let items = store::page(conn, &filter, &request)?;
        Reply::ok(&request.page(items, |item| item.id.to_string(), |item| Ok(CatalogueItemView::from(item)))?)
    })
    .await
}
