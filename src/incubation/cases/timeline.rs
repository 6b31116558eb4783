//! `GET /incubation/cases/{id}/timeline`: what happened in a case, out of the journal.

use actix_web::{get, web};

use super::policy;
use crate::journal::{self, view::EventView};
use crate::platform::http::{Answer, Cx, Page, ProblemDocument, Reply, Result};
use crate::platform::ids::IncubationCaseId;

/// The timeline of an incubation case
///
/// Moves, support, milestones, the mentor and the registration of a team, in the order in which they were recorded.
#[utoipa::path(operation_id = "incubation_cases_timeline", tag = "incubation", params(("id" = IncubationCaseId, Path)), responses(
    (status = 200, description = "All of it", body = Page<EventView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/incubation/cases/{id}/timeline")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    journal::catch_up(cx.platform()).await?;
    cx.read("incubation_cases_timeline", move |conn, call| {
        let (placed, _) = policy::known(conn, &call.actor, &id)?;
        let entries = journal::entries_of_record(conn, placed.case.id.as_str())?;
        let items = entries.into_iter().map(EventView::of).collect::<Result<Vec<_>>>()?;
        Reply::ok(&Page { items, next_cursor: None })
    })
    .await
}
