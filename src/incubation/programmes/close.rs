//! `POST /incubation/programmes/{id}/close`.

use actix_web::{post, web};
use serde_json::json;

use super::model::ProgrammeStatus;
use super::store;
use super::view::ProgrammeView;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::IncubationProgrammeId;

/// Close an incubation programme: no new applications
#[utoipa::path(operation_id = "incubation_programmes_close", tag = "incubation", params(("id" = IncubationProgrammeId, Path)),
    request_body = Empty, responses(
    (status = 200, description = "The programme", body = ProgrammeView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/programmes/{id}/close")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("incubation_programmes_close", body, move |tx, call, _| close(tx, call, &id)).await
}

fn close(tx: &mut Tx, call: &Call, id: &str) -> Result<Reply> {
    let (mut programme, path) = super::find(tx, id)?;
    super::runs(&call.actor, &path)?;
    call.expect_version(programme.version)?;
    if programme.status == ProgrammeStatus::Closed {
        return Err(Problem::wrong_state("incubation/programme_closed", programme.status.as_str(), "close", &[]));
    }
    programme.status = ProgrammeStatus::Closed;
    store::save(tx, &mut programme, call.now)?;
    let facts = json!({"status": programme.status});
    journal::record(tx, call, Event::new("incubation_programme.closed", &programme.id).for_area(&path).public().with(facts))?;
    let version = programme.version;
    Ok(Reply::ok(&ProgrammeView::of(programme, &path, &call.actor)?)?.version(version))
}
