//! `DELETE /matching-meetings/{id}/participants/{organization}`: it does not come after all.

use actix_web::{delete, web};
use serde_json::json;

use crate::journal::{self, Event};
use crate::meetings::model::Command;
use crate::meetings::store::participants;
use crate::meetings::{policy, store};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::OrganizationId;

/// Take an organisation out of a matching meeting, before a run is confirmed
#[utoipa::path(operation_id = "meetings_withdraw", tag = "matching",
    params(("id" = String, Path), ("organization" = OrganizationId, Path)), responses(
    (status = 204, description = "It does not take part"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[delete("/matching-meetings/{id}/participants/{organization}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>, body: Body<Empty>) -> Answer {
    cx.write("meetings_withdraw", body, move |tx, call, _| withdraw(tx, call, &path.0, &path.1)).await
}

/// The organisation does not come after all.
pub fn withdraw(tx: &mut Tx, call: &Call, meeting: &str, organization: &str) -> Result<Reply> {
    let (found, relation) = policy::held(tx, &call.actor, meeting)?;
    let unknown = || Problem::not_found("参会机构", "participant");
    let id = OrganizationId::parse(organization).ok_or_else(unknown)?;
    policy::enters(&call.actor, relation, &id)?;
    found.meeting.status.try_after(Command::Enter)?;
    if !participants::remove(tx, &found.meeting.id, &id)? {
        return Err(unknown());
    }
    store::touch_input(tx, &found.meeting.id)?;
    let event = Event::new("meeting.participant_withdrawn", &found.meeting.id).for_organization(&id);
    journal::record(tx, call, event.with(json!({"organization_id": id})))?;
    Ok(Reply::no_content())
}
