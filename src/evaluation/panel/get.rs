//! `GET /projects/{id}/panel`: for the buyer's officer, auditors and those who were named.

use actix_web::{get, web};

use super::view::{PanelView, reply};
use super::{may_read, no_panel, of};
use crate::evaluation::case::Case;
use crate::platform::http::{Answer, Cx, ProblemDocument};
use crate::platform::ids::ProjectId;

/// Read the panel
#[utoipa::path(operation_id = "panels_get", tag = "evaluation", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "The panel as you may see it", body = PanelView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/panel")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = crate::evaluation::project_id(&id)?;
    cx.read("panels_get", move |conn, call| {
        let case = Case::find(conn, &id)?;
        let (panel, members) = of(conn, &case)?;
        if !may_read(&case, &members, &call.actor) {
            return Err(no_panel());
        }
        reply(conn, call, &case, &panel, &members)
    })
    .await
}
