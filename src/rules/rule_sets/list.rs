//! `GET /rule-sets`.

use actix_web::{get, web};
use serde::Deserialize;

use super::store::{self, Row};
use super::view::RuleSetSummary;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only the versions of this rule set.
    #[param(example = "below_threshold_selection")]
    pub code: Option<String>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List rule sets
#[utoipa::path(operation_id = "rule_sets_list", tag = "rules", params(ListQuery), responses(
    (status = 200, description = "A page of versions", body = Page<RuleSetSummary>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/rule-sets")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("rule_sets_list", move |conn, _| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let rows = store::page(conn, query.code.as_deref(), &request)?;
        Reply::ok(&request.page(rows, Row::key, |row| RuleSetSummary::of(&row))?)
    })
    .await
}
