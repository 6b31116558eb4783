//! `GET /resource-reservations`: those that one has asked for, must answer, or follows.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::policy::{self, Known, Relation};
use super::store::{self, Filter, Reservation, Seen};
use super::view::{self, ReservationView};
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageRequest, ProblemDocument, Reply, Result};
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
        let page = request.page(rows, |row| row.id.to_string(), |row| Ok(seen_by(conn, call, row)?.0))?;
        Reply::ok(&page)
    })
    .await
}

fn seen_by(conn: &mut Conn, call: &Call, reservation: Reservation) -> Result<(ReservationView, Relation)> {
    let placed = resources::placed(conn, &reservation.resource_id)?.ok_or_else(policy::unknown)?;
    let relation = policy::relation(conn, &call.actor, &reservation, &placed)?;
    Ok((view::of(conn, call, Known { reservation, placed, relation })?, relation))
}

/// The newest reservations that the caller asked for, or that their organisations asked for or provide; at most so many.
pub fn own(conn: &mut Conn, call: &Call, most: i64) -> Result<Vec<(ReservationView, Relation)>> {
    let rows = store::newest(conn, &own_of(&call.actor), most)?;
    rows.into_iter().map(|row| seen_by(conn, call, row)).collect()
}

/// Whether `own` finds any.
pub fn has_own(conn: &mut Conn, actor: &Actor) -> Result<bool> {
    Ok(!store::newest(conn, &own_of(actor), 1)?.is_empty())
}

fn own_of(actor: &Actor) -> Seen {
    Seen { user: actor.user_id().cloned(), organizations: actor.organizations(Role::ALL), ..Seen::default() }
}
