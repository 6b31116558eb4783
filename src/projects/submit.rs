//! `POST /projects/{id}/submit`: hands a complete draft to the buyer's approvers.

use actix_web::{post, web};
use serde_json::json;

use super::advance::advance;
use super::completeness::{self, BudgetLineFact, Facts};
use super::draft::is_officer_of;
use super::model::{Content, Move};
use super::policy;
use super::store::{self, Placed, Project};
use super::view::{self, ProjectView};
use super::warnings::{self, Warning};
use crate::needs;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Cx, Empty, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{NeedId, ProjectId};
use crate::platform::time::Timestamp;
use crate::rules::{self, rule_set::RuleSet};

/// Submit a project for approval
#[utoipa::path(operation_id = "projects_submit", tag = "purchasing", params(("id" = ProjectId, Path)), request_body = Empty, responses(
    (status = 200, description = "Submitted, with what the approvers are warned of", body = ProjectView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/submit")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    submit_project(cx, &id, body).await
}

/// For the pages too.
pub async fn submit_project(cx: Cx, id: &str, body: Body<Empty>) -> Answer {
    let id = policy::id_of(id)?;
    cx.write("projects_submit", body, move |tx, call, _| {
        let submitted = submit(tx, call, &id)?;
        let version = submitted.project.version;
        Ok(Reply::ok(&view::for_caller(tx, call, submitted)?)?.version(version))
    })
    .await
}

/// Everything that is missing is listed at once. The splitting alert is recorded and blocks nothing (R25).
fn submit(tx: &mut Tx, call: &Call, id: &ProjectId) -> Result<Placed> {
    let mut found = policy::held(tx, call, id)?;
    let (submitter, _) = policy::drafter(&call.actor, &found.path)?;
    call.expect_version(found.project.version)?;
    let project = &mut found.project;
    project.status.try_after(Move::Submit)?;
    let (missing, warnings) = judged(tx, call, project)?;
    if !missing.is_empty() {
        return Err(Problem::invalid(missing));
    }
    store::add_editor(tx, id, &submitter)?;
    project.submitted_at = Some(call.now);
    let warned: Vec<_> = warnings.iter().map(|warning| warning.code).collect();
    let payload = json!({
        "budget_fen": project.budget_fen, "regime": project.regime, "warnings": warned,
        "splitting_exempted": project.content()?.splitting_exemption.is_some(),
    });
    advance(tx, call, project, Move::Submit, None, payload)?;
    Ok(found)
}

/// What is missing in a draft, and what its approvers will be warned of.
pub(super) fn judged(conn: &mut Conn, call: &Call, project: &Project) -> Result<(Vec<FieldError>, Vec<Warning>)> {
    let content = project.content()?;
    let rules = rules::current(conn, &project.regime, call.now.shanghai_date())?;
    let warnings = warnings::of(conn, project, &content, &rules)?;
    let missing = completeness::missing(project, &content, &facts(conn, call, project, &content, rules)?);
    Ok((missing, warnings))
}

fn facts(conn: &mut Conn, call: &Call, project: &Project, content: &Content, rules: RuleSet) -> Result<Facts> {
    let today = call.now.shanghai_date();
    let budget_line = match &project.budget_line_id {
        Some(id) => rules::budget::find(conn, id)?.map(|line| BudgetLineFact { organization_id: line.organization_id, year: line.year }),
        None => None,
    };
    let item_is_valid = match &project.catalogue_item_id {
        Some(id) => rules::catalogue_valid_on(conn, id, today)?.is_some(),
        None => false,
    };
    let officer_is_of_buyer = match &project.officer_in_charge {
        Some(officer) => is_officer_of(conn, officer, &project.buyer_id)?,
        None => false,
    };
    let cited = needs::find_many(conn, &content.need_ids)?;
    let is_verified = |id: &NeedId| cited.iter().any(|need| need.id == *id && may_be_cited(need.status));
    let unverified_needs = content.need_ids.iter().enumerate().filter(|(_, id)| !is_verified(id)).map(|(index, _)| index).collect();
    let earliest_deadline = earliest_deadline(call, &rules);
    Ok(Facts { rules, today, budget_line, item_is_valid, unverified_needs, officer_is_of_buyer, earliest_deadline })
}

/// Several projects may serve one need: a planned one may be cited again.
fn may_be_cited(status: needs::Status) -> bool {
    matches!(status, needs::Status::Verified | needs::Status::Planned)
}

/// The earliest deadline that publication now would allow. A year without calendar data counts provisionally.
pub(super) fn earliest_deadline(call: &Call, rules: &RuleSet) -> Timestamp {
    let (moment, _) = call.platform.calendar().earliest_deadline(call.now.naive(), rules.min_window);
    Timestamp::from_naive(moment)
}
