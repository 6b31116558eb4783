//! `POST /incubation/applications`: a team or an organisation asks for a place. The application is the case in its first status.

use actix_web::post;
use serde::Deserialize;
use serde_json::json;

use super::advance::record;
use super::model::CaseStatus;
use super::store::{self, Case};
use super::view::CaseView;
use crate::incubation::programmes::{self, ProgrammeStatus};
use crate::organizations;
use crate::platform::actor::Role;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{IncubationCaseId, IncubationProgrammeId, OrganizationId};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyForIncubation {
    pub programme_id: IncubationProgrammeId,
    /// The team or organisation that you manage; the hub has verified or filed it.
    pub organization_id: OrganizationId,
    /// What it does, what it wants to become, and which support it needs.
    #[schema(example = "团队成立两年，每周为独居老人送餐，计划登记为社会服务机构，需要场地与财务托管。")]
    pub plan_zh: String,
}

/// Apply for a place in an incubation programme
#[utoipa::path(operation_id = "incubation_cases_apply", tag = "incubation", request_body = ApplyForIncubation, responses(
    (status = 201, description = "The application: a case with status `applied`", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/applications")]
pub async fn handle(cx: Cx, body: Body<ApplyForIncubation>) -> Answer {
    let id = IncubationCaseId::new();
    cx.write("incubation_cases_apply", body, move |tx, call, command| apply(tx, call, &id, command)).await
}

fn apply(tx: &mut Tx, call: &Call, id: &IncubationCaseId, command: &ApplyForIncubation) -> Result<Reply> {
    if !call.actor.holds_in(&[Role::NgoManager], &command.organization_id) {
        return Err(not_your_organization());
    }
    check(tx, command)?;
    must_be_verified(tx, &command.organization_id)?;
    let case = Case {
        id: id.clone(),
        programme_id: command.programme_id.clone(),
        organization_id: command.organization_id.clone(),
        status: CaseStatus::Applied,
        status_reason: None,
        plan_zh: command.plan_zh.trim().to_owned(),
        mentor_id: None,
        started_on: None,
        due_on: None,
        reminded_of: None,
        registered_on: None,
        ended_on: None,
        registered_at_exit: None,
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    };
    store::insert(tx, &case)?;
    let placed = store::placed(tx, id)?.ok_or_else(|| Problem::broken("the case is gone that was just applied for"))?;
    let facts = json!({"to": case.status, "programme_id": case.programme_id, "organization_kind": placed.organization_kind});
    record(tx, call, &placed, "incubation_case.applied", facts)?;
    Ok(Reply::created(format!("/api/v1/incubation/cases/{id}"), &CaseView::of(placed, &call.actor))?.version(1))
}

fn check(tx: &mut Tx, command: &ApplyForIncubation) -> Result<()> {
    let programme = programmes::store::find(tx, &command.programme_id)?;
    let mut check = Check::new();
    check.text("/plan_zh", &command.plan_zh, 4000).that(
        programme.is_some(),
        "/programme_id",
        "unknown_programme",
        "没有这个孵化计划。",
        "is no incubation programme.",
    );
    check.finish()?;
    match programme.map(|programme| programme.status) {
        Some(ProgrammeStatus::Closed) => {
            Err(Problem::conflict("incubation/programme_closed", "该孵化计划已停止接受申请。", "The programme takes no more applications."))
        }
        _ => Ok(()),
    }
}

fn must_be_verified(tx: &mut Tx, id: &OrganizationId) -> Result<()> {
    let organization = organizations::find(tx, id)?.ok_or_else(not_your_organization)?;
    if organization.status == organizations::Status::Verified {
        return Ok(());
    }
    Err(Problem::conflict(
        "incubation/not_verified",
        "机构或团队须先由枢纽核实（团队为备案），再申请孵化。",
        "The organisation must be verified by the hub first (a team: filed), then it can apply.",
    ))
}

fn not_your_organization() -> Problem {
    Problem::forbidden(
        "incubation/not_your_organization",
        "只有该机构的负责人可以为它申请。",
        "Only the organisation's own manager applies for it.",
    )
}
