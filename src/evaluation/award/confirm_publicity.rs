//! `POST /projects/{id}/award/confirm-publicity`: the approver ends a publicity whose days could only be guessed.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::store::Award;
use super::view::{AwardView, reply};
use super::{conclude, of, policy, reasoned};
use crate::evaluation::case::Case;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Result};
use crate::platform::ids::ProjectId;
use crate::projects::Status;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPublicity {
    /// On what ground the working days are taken as over.
    pub reason: String,
}

/// Confirm the end of publicity
///
/// Only where it ran into a year whose working days are not known (`is_provisional`) and the counted end has passed.
#[utoipa::path(operation_id = "awards_confirm_publicity", tag = "evaluation", params(("id" = ProjectId, Path)),
    request_body = ConfirmPublicity, responses(
    (status = 200, description = "The award, now final", body = AwardView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/award/confirm-publicity")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<ConfirmPublicity>) -> Answer {
    confirm_publicity(cx, &id, body).await
}

/// For the pages too.
pub async fn confirm_publicity(cx: Cx, id: &str, body: Body<ConfirmPublicity>) -> Answer {
    let id = crate::evaluation::project_id(id)?;
    cx.write("awards_confirm_publicity", body, move |tx, call, command| {
        let mut case = Case::locked(tx, &id)?;
        let award = confirm(tx, call, &mut case, command)?;
        reply(tx, call, &case, &award)
    })
    .await
}

fn confirm(tx: &mut Tx, call: &Call, case: &mut Case, command: &ConfirmPublicity) -> Result<Award> {
    policy::require_decider(tx, case, &call.actor)?;
    let mut award = of(tx, case)?;
    case.require_status("confirm_publicity", &[Status::Publicity])?;
    call.expect_version(award.version)?;
    reasoned(&command.reason)?;
    must_wait_for_a_person(&award, call)?;

    award.is_provisional = false;
    let facts = json!({ "publicity_until": award.publicity_until, "reason": command.reason.trim() });
    let event = Event::new("award.publicity_confirmed", &case.project.id).of_project(&case.project.id);
    journal::record(tx, call, event.for_area(&case.area_path).public().with(facts))?;
    conclude::conclude(tx, call, case, &mut award)?;
    Ok(award)
}

fn must_wait_for_a_person(award: &Award, call: &Call) -> Result<()> {
    if !award.is_provisional {
        return Err(Problem::conflict(
            "evaluation/publicity_not_provisional",
            "公示期的工作日已确定，到期自动结束，无需确认。",
            "The working days of this publicity are known: it ends by itself.",
        ));
    }
    match award.publicity_until {
        Some(until) if call.now < until => Err(Problem::conflict(
            "evaluation/publicity_running",
            format!("公示期至 {} 止，尚未结束。", until.shanghai()),
            format!("The publicity runs until {until}."),
        )),
        _ => Ok(()),
    }
}
