//! `GET /incubation/programmes/{id}`.

use actix_web::{get, web};

use super::view::ProgrammeView;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::IncubationProgrammeId;

/// Read one incubation programme
#[utoipa::path(operation_id = "incubation_programmes_get", tag = "incubation", params(("id" = IncubationProgrammeId, Path)), responses(
    (status = 200, description = "The programme", body = ProgrammeView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/incubation/programmes/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("incubation_programmes_get", move |conn, call| {
        let (programme, path) = super::find(conn, &id)?;
        let version = programme.version;
        Ok(Reply::ok(&ProgrammeView::of(programme, &path, &call.actor)?)?.version(version))
    })
    .await
}
