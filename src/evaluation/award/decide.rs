//! `POST /projects/{id}/award/decide`: the street's approver follows the ranking, with a reason.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::publicity::end_of;
use super::store::{self, Award};
use super::view::{AwardView, reply};
use super::{conclude, of, policy, reasoned};
use crate::evaluation::case::Case;
use crate::evaluation::eligibility;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Result};
use crate::platform::ids::ProjectId;
use crate::platform::jobs;
use crate::projects::{self, Move, Status};
use crate::rules::rule_set::PublicityOrder;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideAward {
    /// The decision follows the ranking; what the panel must correct goes through `return_to_panel`.
    pub accept: bool,
    /// Shown to every bidder.
    pub reason: String,
}

/// Decide the award
#[utoipa::path(operation_id = "awards_decide", tag = "evaluation", params(("id" = ProjectId, Path)), request_body = DecideAward, responses(
    (status = 200, description = "The award, now shown to the public", body = AwardView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/award/decide")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<DecideAward>) -> Answer {
    let id = crate::evaluation::project_id(&id)?;
    cx.write("awards_decide", body, move |tx, call, command| {
        let mut case = Case::locked(tx, &id)?;
        let award = decide(tx, call, &mut case, command)?;
        reply(tx, call, &case, &award)
    })
    .await
}

/// For the pages: decides, and answers nothing.
pub fn decide_award(tx: &mut Tx, call: &Call, id: &ProjectId, command: &DecideAward) -> Result<()> {
    let mut case = Case::locked(tx, id)?;
    decide(tx, call, &mut case, command).map(|_| ())
}

fn decide(tx: &mut Tx, call: &Call, case: &mut Case, command: &DecideAward) -> Result<Award> {
    policy::require_decider(tx, case, &call.actor)?;
    let mut award = of(tx, case)?;
    case.require_status("decide", &[Status::AwardProposed])?;
    call.expect_version(award.version)?;
    reasoned(&command.reason)?;
    must_follow_the_ranking(command)?;
    eligibility::require(tx, &award.organization_id, call.now)?;

    let publicity = case.rules.publicity;
    let (until, is_provisional) = end_of(&call.platform.calendar(), call.now, publicity.days);
    award.decided_by = call.actor.user_id().cloned();
    award.decided_at = Some(call.now);
    award.reason = Some(command.reason.trim().to_owned());
    award.publicity_from = Some(call.now);
    award.publicity_until = Some(until);
    award.is_provisional = is_provisional;
    store::save(tx, &mut award)?;
    let facts = json!({
        "bid_id": award.bid_id, "organization_id": award.organization_id, "price_fen": award.price_fen,
        "publicity_from": award.publicity_from, "publicity_until": until, "is_provisional": is_provisional,
    });
    projects::advance(tx, call, &mut case.project, Move::DecideAward, award.reason.as_deref(), facts)?;
    match publicity.order {
        PublicityOrder::BeforeAward => jobs::at(tx, conclude::JOB, case.project.id.as_str(), until)?,
        PublicityOrder::AfterDecision => conclude::conclude(tx, call, case, &mut award)?,
    }
    Ok(award)
}

/// The buyer takes the first of the ranking or sends it back for a correction; it has no third way.
fn must_follow_the_ranking(command: &DecideAward) -> Result<()> {
    if command.accept {
        return Ok(());
    }
    Err(Problem::field(
        "/accept",
        "must_follow_ranking",
        "须按评审排序确定；需要更正时请退回评审小组（return_to_panel）。",
        "The award follows the ranking; what must be corrected goes back with return_to_panel.",
    ))
}
