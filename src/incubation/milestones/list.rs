//! `GET /incubation/cases/{id}/milestones`.

use actix_web::{get, web};

use super::store;
use super::view::MilestoneView;
use crate::incubation::cases::policy;
use crate::platform::http::{Answer, Cx, Page, ProblemDocument, Reply};
use crate::platform::ids::IncubationCaseId;

/// List the milestones of a case
#[utoipa::path(operation_id = "incubation_milestones_list", tag = "incubation", params(("id" = IncubationCaseId, Path)), responses(
    (status = 200, description = "All of them, the checklist first", body = Page<MilestoneView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/incubation/cases/{id}/milestones")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("incubation_milestones_list", move |conn, call| {
        let (placed, _) = policy::known(conn, &call.actor, &id)?;
        let items = store::of_case(conn, &placed.case.id)?.into_iter().map(MilestoneView::from).collect();
        Reply::ok(&Page { items, next_cursor: None })
    })
    .await
}
