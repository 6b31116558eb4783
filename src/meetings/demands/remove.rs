//! `DELETE /matching-meetings/{id}/demands/{demand}`.

use actix_web::{delete, web};
use serde_json::json;

use crate::journal::{self, Event};
use crate::meetings::model::Command;
use crate::meetings::policy;
use crate::meetings::store::{self, Placed, demands};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::MeetingDemandId;

/// Take a project or need out of a matching meeting, before a run is confirmed
#[utoipa::path(operation_id = "meetings_remove_demand", tag = "matching",
    params(("id" = String, Path), ("demand" = MeetingDemandId, Path)), responses(
    (status = 204, description = "It does not take part"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[delete("/matching-meetings/{id}/demands/{demand}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<Empty>) -> Answer {
    cx.write("meetings_remove_demand", body, move |tx, call, _| remove(tx, call, &path.0, &path.1)).await
}

/// The project or need takes no part after all.
pub fn remove(tx: &mut Tx, call: &Call, meeting: &str, demand: &str) -> Result<Reply> {
    let Placed { meeting, .. } = policy::held_by_hub(tx, &call.actor, meeting, Command::Enter)?;
    let unknown = || Problem::not_found("需求方", "demand");
    let id = MeetingDemandId::parse(demand).ok_or_else(unknown)?;
    let demand = demands::find(tx, &meeting.id, &id)?.ok_or_else(unknown)?;
    demands::remove(tx, &demand)?;
    store::touch_input(tx, &meeting.id)?;
    let facts = json!({"demand_id": demand.id, "project_id": demand.project_id, "need_id": demand.need_id});
    journal::record(tx, call, Event::new("meeting.demand_removed", &meeting.id).with(facts))?;
    Ok(Reply::no_content())
}
