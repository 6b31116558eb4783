//! `GET /incubation/cases/{id}`.

use actix_web::{get, web};

use super::advance::answer;
use super::policy;
use super::view::CaseView;
use crate::platform::http::{Answer, Cx, ProblemDocument};
use crate::platform::ids::IncubationCaseId;

/// Read one incubation case
#[utoipa::path(operation_id = "incubation_cases_get", tag = "incubation", params(("id" = IncubationCaseId, Path)), responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/incubation/cases/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("incubation_cases_get", move |conn, call| {
        let (placed, _) = policy::known(conn, &call.actor, &id)?;
        answer(call, placed)
    })
    .await
}
