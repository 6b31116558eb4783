//! `GET /memberships`: the live memberships that the caller manages.

use actix_web::{get, web};
use serde::Deserialize;

use super::store::{self, Managed, Membership};
use super::view::{MembershipView, describe};
use crate::platform::actor::{Actor, Role};
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};
use crate::platform::ids::OrganizationId;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListMemberships {
    /// Only those of this organisation.
    pub organization_id: Option<OrganizationId>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List memberships
///
/// The administrator sees all, a manager those of its organisations, a hub operator those of organisations within its reach and
/// the evaluators, mentors and committee officers of its area; a street officer the evaluators whom it may name to a panel, those of its
/// area and those of none.
#[utoipa::path(operation_id = "memberships_list", tag = "identity", params(ListMemberships), responses(
    (status = 200, description = "A page of live memberships", body = Page<MembershipView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/memberships")]
pub async fn handle(cx: Cx, query: web::Query<ListMemberships>) -> Answer {
    let query = query.into_inner();
    cx.read("memberships_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let managed = managed(&call.actor);
        let rows = store::page(conn, &managed, query.organization_id.as_ref(), &request)?;
        let page = request.page(rows, |row| row.id.to_string(), Ok)?;
        let managed_alone = |m: &Membership| {
            managed == Managed::All || m.role != Role::Evaluator || call.actor.has_any(&[Role::HubOperator]) && m.area_code.is_some()
        };
        Reply::ok(&Page { items: describe(conn, page.items, managed_alone)?, next_cursor: page.next_cursor })
    })
    .await
}

fn managed(actor: &Actor) -> Managed {
    if actor.has_any(&[Role::PlatformAdmin]) {
        return Managed::All;
    }
    Managed::Some {
        organizations: actor.organizations(&[Role::NgoManager]),
        paths: actor.area_paths(&[Role::HubOperator]),
        panels: actor.area_paths(&[Role::HubOperator, Role::StreetOfficer]),
    }
}
