//! `POST /incubation/cases/{id}/registration`: a team on file has become a registered organisation, inside its case.

use actix_web::{post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use super::advance::{answer, record};
use super::policy;
use super::store;
use super::view::CaseView;
use crate::organizations::{self, Kind, TeamRegistration};
use crate::platform::db::Tx;
use crate::platform::db::types::DateText;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::IncubationCaseId;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterTeam {
    /// `society`, `social_service_agency`, `foundation` or `enterprise`.
    #[schema(example = "social_service_agency")]
    pub kind: Kind,
    #[schema(example = "52310107MJ0000026F")]
    pub credit_code: String,
    /// The registered name, where it is not the team's.
    pub name_zh: Option<String>,
    /// The day of the certificate: inside the term.
    #[schema(example = "2026-03-02")]
    pub registered_on: NaiveDate,
}

/// Record that a team became a registered organisation
///
/// It keeps its id, its people and its history, and gets its unified social credit code, whose form and class are checked
/// (R77–R79). The hub has seen the certificate: the organisation stays verified.
#[utoipa::path(operation_id = "incubation_cases_register_team", tag = "incubation", params(("id" = IncubationCaseId, Path)),
    request_body = RegisterTeam, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/registration")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<RegisterTeam>) -> Answer {
    cx.write("incubation_cases_register_team", body, move |tx, call, command| register(tx, call, &id, command)).await
}

fn register(tx: &mut Tx, call: &Call, id: &str, command: &RegisterTeam) -> Result<Reply> {
    let (placed, relation) = policy::known(tx, &call.actor, id)?;
    relation.require(relation.runs())?;
    call.expect_version(placed.case.version)?;
    if !placed.case.status.is_running() {
        return Err(placed.case.status.refuses("register_team"));
    }
    inside_the_term(call, placed.case.started_on.as_ref().map(DateText::date), command.registered_on)?;
    let registration = TeamRegistration {
        kind: command.kind,
        credit_code: command.credit_code.clone(),
        name_zh: command.name_zh.clone(),
        registered_on: command.registered_on,
    };
    organizations::register_team(tx, call, &placed.case.organization_id, &registration)?;
    let mut placed = store::placed(tx, &placed.case.id)?.ok_or_else(|| Problem::broken("the case is gone that was just read"))?;
    placed.case.registered_on = Some(command.registered_on.into());
    store::save(tx, &mut placed.case, call.now)?;
    let facts = json!({"kind": command.kind, "credit_code": command.credit_code, "registered_on": command.registered_on});
    record(tx, call, &placed, "incubation_case.team_registered", facts)?;
    answer(call, placed)
}

fn inside_the_term(call: &Call, started: Option<NaiveDate>, day: NaiveDate) -> Result<()> {
    let mut check = Check::new();
    check.that(day <= call.now.shanghai_date(), "/registered_on", "in_the_future", "不能晚于今天。", "must not lie in the future.").that(
        Some(day) >= started,
        "/registered_on",
        "before_the_start",
        "不能早于入壳日期。",
        "must not lie before the start of the term.",
    );
    check.finish()
}
