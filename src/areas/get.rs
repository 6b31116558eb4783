//! `GET /areas/{code}`.

use actix_web::{get, web};

use super::store;
use super::view::AreaView;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};

/// Read one area
#[utoipa::path(operation_id = "areas_get", tag = "registry", params(("code" = String, Path, example = "310107015")), responses(
    (status = 200, description = "The place", body = AreaView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/areas/{code}")]
pub async fn handle(cx: Cx, code: web::Path<String>) -> Answer {
    cx.glance("areas_get", move |conn, _| {
        let area = store::find(conn, &code)?.ok_or_else(|| Problem::not_found("区域", "area"))?;
        let version = area.version;
        Ok(Reply::ok(&AreaView::from(area))?.version(version))
    })
    .await
}
