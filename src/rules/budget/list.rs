//! `GET /budget-lines`.

use actix_web::{get, web};
use serde::Deserialize;

use super::policy;
use super::store::{self, Filter};
use super::view::BudgetLineView;
use crate::areas;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply, Result};
use crate::platform::ids::OrganizationId;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only lines of this place and the places below it.
    #[param(example = "310107")]
    pub area: Option<String>,
    /// Only lines of this buyer.
    #[param(value_type = Option<String>)]
    pub organization_id: Option<OrganizationId>,
    #[param(example = 2026)]
    pub year: Option<i32>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List the budget lines of the places you reach
#[utoipa::path(operation_id = "budget_lines_list", tag = "rules", params(ListQuery), responses(
    (status = 200, description = "A page of lines", body = Page<BudgetLineView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/budget-lines")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("budget_lines_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let filter = query.filter(conn, &call.actor)?;
        let lines = store::page(conn, &filter, &request)?;
        Reply::ok(&request.page(lines, |line| line.id.to_string(), |line| Ok(BudgetLineView::from(line)))?)
    })
    .await
}

impl ListQuery {
    pub(super) fn filter(self, conn: &mut Conn, actor: &Actor) -> Result<Filter> {
        let area = self.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?;
        Ok(Filter { reach: actor.area_paths(policy::READERS), area, organization: self.organization_id, year: self.year })
    }
}
