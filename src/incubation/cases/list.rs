//! `GET /incubation/cases`: those of one's place, of one's organisation, or that one mentors; applications among them.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::CaseStatus;
use super::policy;
use super::store::{self, Filter, Placed, Seen};
use super::view::CaseView;
use crate::platform::actor::{Actor, Role};
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};
use crate::platform::ids::{IncubationProgrammeId, OrganizationId};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only cases of this programme.
    #[param(value_type = Option<String>)]
    pub programme_id: Option<IncubationProgrammeId>,
    /// Only cases of this organisation.
    #[param(value_type = Option<String>)]
    pub organization_id: Option<OrganizationId>,
    /// `applied` and `due_diligence` are the applications.
    pub status: Option<CaseStatus>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List incubation cases
#[utoipa::path(operation_id = "incubation_cases_list", tag = "incubation", params(ListQuery), responses(
    (status = 200, description = "A page of cases", body = Page<CaseView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/incubation/cases")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("incubation_cases_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let filter =
            Filter { programme: query.programme_id, organization: query.organization_id, status: query.status, seen: seen_by(&call.actor) };
        let rows = store::page(conn, &filter, &request)?;
        let view = |placed: Placed| Ok(CaseView::of(placed, &call.actor));
        Reply::ok(&request.page(rows, |placed| placed.case.id.to_string(), view)?)
    })
    .await
}

/// The rows that `Relation::may_see` lets through; None for all of them.
fn seen_by(actor: &Actor) -> Option<Seen> {
    if actor.has_any(&[Role::Auditor]) {
        return None;
    }
    Some(Seen {
        paths: actor.area_paths(policy::AREA_READERS),
        organizations: actor.organizations(Role::ALL),
        mentor: actor.user_id().filter(|_| actor.has_any(&[Role::Mentor])).cloned(),
    })
}
