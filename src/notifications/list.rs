//! `GET /deliveries`: the ledger of letters, for operators and auditors.

use std::collections::HashMap;

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::store::{self, Delivery};
use super::view::DeliveryView;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only letters about this project.
    pub project_id: Option<ProjectId>,
    pub status: Option<Status>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List deliveries
#[utoipa::path(operation_id = "deliveries_list", tag = "notifications", params(ListQuery), responses(
    (status = 200, description = "A page of letters; those to bidders only once the call has closed", body = Page<DeliveryView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/deliveries")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("deliveries_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let rows = store::page(conn, &call.actor, query.project_id.as_ref(), query.status, &request)?;
        let events = names(conn, &rows)?;
        let view = |row: Delivery| Ok(shown(row, &events));
        Reply::ok(&request.page(rows, |row| row.id.clone(), view)?)
    })
    .await
}

/// Every delivery of a project that officials may know of now.
pub fn deliveries_of_project(conn: &mut Conn, project: &ProjectId) -> Result<Vec<DeliveryView>> {
    let rows = store::of_project(conn, project)?;
    let events = names(conn, &rows)?;
    Ok(rows.into_iter().map(|row| shown(row, &events)).collect())
}

fn names(conn: &mut Conn, rows: &[Delivery]) -> Result<HashMap<String, String>> {
    let ids: Vec<String> = rows.iter().map(|row| row.event_id.clone()).collect();
    store::event_names(conn, &ids)
}

fn shown(row: Delivery, events: &HashMap<String, String>) -> DeliveryView {
    let event = events.get(&row.event_id).cloned().unwrap_or_default();
    DeliveryView::of(row, event)
}
