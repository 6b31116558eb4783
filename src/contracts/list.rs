//! `GET /contracts`: those of one's area or of one's own organisation.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::policy;
use super::store::{self, Filter};
use super::view::ContractSummary;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};
use crate::platform::ids::ProjectId;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only the contract of this project.
    #[param(value_type = Option<String>)]
    pub project_id: Option<ProjectId>,
    pub status: Option<Status>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List contracts
#[utoipa::path(operation_id = "contracts_list", tag = "contracts", params(ListQuery), responses(
    (status = 200, description = "A page of contracts", body = Page<ContractSummary>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/contracts")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("contracts_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let filter = Filter {
            all: policy::sees_all(&call.actor),
            areas: call.actor.area_paths(policy::OFFICIALS),
            suppliers: policy::suppliers(&call.actor),
            project: query.project_id,
            status: query.status,
        };
        let contracts = store::page(conn, filter, &request)?;
        Reply::ok(&request.page(contracts, |contract| contract.id.to_string(), |contract| Ok(ContractSummary::from(contract)))?)
    })
    .await
}
