//! `GET /resource-reservations`: those that one has asked for, must answer, or follows.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::policy::{self, Known};
use super::store::{self, Filter, Seen};
use super::view::{self, ReservationView};
use crate::platform::actor::Role;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};
use crate::platform::ids::{NeedId, ResourceId};
use crate::resources::{self, AREA_READERS};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    pub resource: Option<ResourceId>,
    pub need: Option<NeedId>,
    pub status: Option<Status>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List reservations
#[utoipa::path(operation_id = "reservations_list", tag = "matching", params(ListQuery), responses(
    (status = 200, description = "A page of reservations", body = Page<ReservationView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/resource-reservations")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("reservations_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let actor = &call.actor;
        let seen = Seen {
            user: actor.user_id().cloned(),
            organizations: actor.organizations(Role::ALL),
            resource_paths: actor.area_paths(AREA_READERS),
            need_paths: actor.area_paths(policy::NEED_WORKERS),
        };
        let seen = (!actor.has_any(&[Role::Auditor])).then_some(seen);
        let filter = Filter { resource: query.resource, need: query.need, status: query.status, seen };
        let rows = store::page(conn, &filter, &request)?;
        let page = request.page(
            rows,
            |row| row.id.to_string(),
            |reservation| {
                let placed = resources::placed(conn, &reservation.resource_id)?.ok_or_else(policy::unknown)?;
                let relation = policy::relation(conn, actor, &reservation, &placed)?;
                view::of(conn, call, Known { reservation, placed, relation })
            },
        )?;
        Reply::ok(&page)
    })
    .await
}
