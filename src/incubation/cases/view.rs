//! What the outside sees of a case.

use chrono::NaiveDate;
use serde::Serialize;

use super::model::CaseStatus;
use super::policy::Relation;
use super::store::Placed;
use crate::organizations;
use crate::platform::actor::Actor;
use crate::platform::ids::{IncubationCaseId, IncubationProgrammeId, OrganizationId, UserId};
use crate::platform::time::Timestamp;

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = IncubationCaseView)]
pub struct CaseView {
    pub id: IncubationCaseId,
    pub programme_id: IncubationProgrammeId,
    pub programme_zh: String,
    pub organization_id: OrganizationId,
    pub organization_zh: String,
    /// What it is now; a team on file becomes something else when it is registered inside the case.
    pub organization_kind: organizations::Kind,
    pub status: CaseStatus,
    /// Why the last move was made, where a reason was asked for.
    pub status_reason: Option<String>,
    /// What the applicant wants to become.
    pub plan_zh: String,
    pub mentor_id: Option<UserId>,
    pub started_on: Option<NaiveDate>,
    /// The last day of the term.
    pub due_on: Option<NaiveDate>,
    /// When the team became a registered organisation, inside this case.
    pub registered_on: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
    /// Whether it was a registered organisation when the case ended, and no team on file.
    pub registered_at_exit: Option<bool>,
    /// Graduated before the last day of its term.
    pub graduated_early: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// What you may do with it now.
    pub allowed_actions: Vec<&'static str>,
}

impl CaseView {
    pub fn of(placed: Placed, actor: &Actor) -> Self {
        let Placed { case, programme_zh, extension_months, organization_zh, organization_kind, path, .. } = placed;
        let relation = Relation::of(actor, &case, &path);
        let is_team = organization_kind == organizations::Kind::CommunityTeam;
        let date = |date: Option<crate::platform::db::types::DateText>| date.map(|date| date.date());
        let (due_on, ended_on) = (date(case.due_on), date(case.ended_on));
        Self {
            graduated_early: case.status == CaseStatus::Graduated && ended_on < due_on,
            allowed_actions: relation.allowed_actions(case.status, is_team, extension_months > 0),
            id: case.id,
            programme_id: case.programme_id,
            programme_zh,
            organization_id: case.organization_id,
            organization_zh,
            organization_kind,
            status: case.status,
            status_reason: case.status_reason,
            plan_zh: case.plan_zh,
            mentor_id: case.mentor_id,
            started_on: date(case.started_on),
            due_on,
            registered_on: date(case.registered_on),
            ended_on,
            registered_at_exit: case.registered_at_exit,
            created_at: case.created_at,
            updated_at: case.updated_at,
        }
    }
}
