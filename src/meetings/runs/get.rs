//! `GET /matching-meetings/{id}/runs/{run}`.

use actix_web::{get, web};

use super::RunView;
use crate::meetings::policy;
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};
use crate::platform::ids::MeetingRunId;

/// Read one run of a matching meeting
#[utoipa::path(operation_id = "meetings_run", tag = "matching", params(("id" = String, Path), ("run" = MeetingRunId, Path)), responses(
    (status = 200, description = "The run", body = RunView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching-meetings/{id}/runs/{run}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>) -> Answer {
    cx.read("meetings_run", move |conn, call| {
        let (found, relation) = policy::known(conn, &call.actor, &path.0)?;
        relation.reads_all()?;
        let run = super::of_meeting(conn, &found.meeting, &path.1)?;
        Reply::ok(&RunView::of(run, &found.meeting)?)
    })
    .await
}
