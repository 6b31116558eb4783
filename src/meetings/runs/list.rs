//! `GET /matching-meetings/{id}/runs`: every run, the first one first.

use actix_web::{get, web};

use super::RunView;
use crate::meetings::policy;
use crate::meetings::store::runs;
use crate::platform::http::{Answer, Cx, Page, PageQuery, ProblemDocument, Reply};

/// List the runs of a matching meeting, without their results
#[utoipa::path(operation_id = "meetings_runs", tag = "matching", params(("id" = String, Path), PageQuery), responses(
    (status = 200, description = "A page of runs", body = Page<RunView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching-meetings/{id}/runs")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<PageQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("meetings_runs", move |conn, call| {
        let request = query.request()?;
        let (found, relation) = policy::known(conn, &call.actor, &id)?;
        relation.reads_all()?;
        let rows = runs::page(conn, &found.meeting.id, &request)?;
        Reply::ok(&request.page(rows, |run| run.id.to_string(), |run| RunView::in_list(run, &found.meeting))?)
    })
    .await
}
