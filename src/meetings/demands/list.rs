//! `GET /matching-meetings/{id}/demands`: what organisations could talk about.

use actix_web::{get, web};

use super::DemandView;
use crate::meetings::policy;
use crate::meetings::store::demands;
use crate::platform::http::{Answer, Cx, Page, PageQuery, PageRequest, ProblemDocument, Reply};

/// List the projects and needs of a matching meeting
#[utoipa::path(operation_id = "meetings_demands", tag = "matching", params(("id" = String, Path), PageQuery), responses(
    (status = 200, description = "A page of demands", body = Page<DemandView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching-meetings/{id}/demands")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<PageQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("meetings_demands", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let (found, _) = policy::known(conn, &call.actor, &id)?;
        let rows = demands::list(conn, &found.meeting.id, request.after.as_deref(), request.fetch())?;
        let mut about = demands::about(conn, &rows)?;
        let view = |demand: demands::Demand| {
            let about = about.remove(&demand.id);
            DemandView::of(conn, demand, about)
        };
        Reply::ok(&request.page(rows, |demand| demand.id.to_string(), view)?)
    })
    .await
}
