//! `POST /incubation/cases/{id}/mentor`: gives a case its mentor, or another one.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::advance::{answer, record};
use super::policy;
use super::store::{self, Placed};
use super::view::CaseView;
use crate::identity;
use crate::platform::actor::Role;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::{IncubationCaseId, UserId};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignMentor {
    /// Somebody who holds the role `mentor` and does not belong to the applicant.
    pub user_id: UserId,
}

/// Assign a mentor
#[utoipa::path(operation_id = "incubation_cases_assign_mentor", tag = "incubation", params(("id" = IncubationCaseId, Path)),
    request_body = AssignMentor, responses(
    (status = 200, description = "The case", body = CaseView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/incubation/cases/{id}/mentor")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<AssignMentor>) -> Answer {
    cx.write("incubation_cases_assign_mentor", body, move |tx, call, command| assign(tx, call, &id, command)).await
}

fn assign(tx: &mut Tx, call: &Call, id: &str, command: &AssignMentor) -> Result<Reply> {
    let (mut placed, relation) = policy::known(tx, &call.actor, id)?;
    relation.require(relation.runs())?;
    call.expect_version(placed.case.version)?;
    if !placed.case.status.holds_place() {
        return Err(placed.case.status.refuses("assign_mentor"));
    }
    can_mentor(tx, &placed, &command.user_id)?;
    placed.case.mentor_id = Some(command.user_id.clone());
    store::save(tx, &mut placed.case, call.now)?;
    record(tx, call, &placed, "incubation_case.mentor_assigned", json!({"mentor_id": command.user_id}))?;
    answer(call, placed)
}

/// A mentor's role reaches the place (or every place), and nobody mentors their own organisation.
fn can_mentor(tx: &mut Tx, placed: &Placed, user: &UserId) -> Result<()> {
    let grants = identity::grants_of(tx, user)?;
    let reaches = |path: &Option<String>| path.as_deref().is_none_or(|path| placed.path.starts_with(path));
    let mut check = Check::new();
    check
        .that(
            grants.iter().any(|grant| grant.role == Role::Mentor && reaches(&grant.area_path)),
            "/user_id",
            "no_mentor",
            "该用户没有覆盖此区域的导师（mentor）角色。",
            "does not hold the role mentor for this place.",
        )
        .that(
            grants.iter().all(|grant| grant.organization_id.as_ref() != Some(&placed.case.organization_id)),
            "/user_id",
            "own_organization",
            "导师不能是申请机构的成员。",
            "belongs to the applicant and cannot be its mentor.",
        );
    check.finish()
}
