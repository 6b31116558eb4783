//! `GET /projects/{id}/amendments`.

use actix_web::{get, web};

use super::store;
use super::view::AmendmentView;
use crate::platform::http::{Answer, Cx, Page, PageQuery, ProblemDocument, Reply};
use crate::platform::ids::ProjectId;
use crate::projects::policy;

/// List the amendments of a call
#[utoipa::path(operation_id = "projects_amendments", tag = "purchasing", params(("id" = ProjectId, Path), PageQuery), responses(
    (status = 200, description = "The oldest first", body = Page<AmendmentView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/amendments")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<PageQuery>) -> Answer {
    let id = policy::id_of(&id)?;
    cx.read("projects_amendments", move |conn, call| {
        let request = query.request()?;
        policy::known(conn, call, &id)?;
        let rows = store::page(conn, &id, &request)?;
        Reply::ok(&request.page(rows, |row| row.id.to_string(), |row| Ok(AmendmentView::from(row)))?)
    })
    .await
}
