//! What the outside sees of a project: everybody the call, its officials also how it is approved.

use chrono::NaiveDate;
use serde::Serialize;

use super::ladder;
use super::model::{CollectiveDecision, Counts, Criterion, Decision, Instrument, Requirements, Status};
use super::store::{self, Approval, Placed, Summary};
use super::warnings::{self, Warning, WarningView};
use super::{Project, policy};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Call, Result};
use crate::platform::ids::{BudgetLineId, CatalogueItemId, NeedId, OrganizationId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::rules::{
    self,
    rule_set::{ApprovalStep, ApproverRole},
};

/// One line of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProjectSummary {
    pub id: ProjectId,
    #[schema(example = "XM-2026-0001")]
    pub number: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub area_code: String,
    pub field: Option<String>,
    pub status: Status,
    pub buyer_id: OrganizationId,
    #[schema(example = 20000000)]
    pub budget_fen: Option<i64>,
    pub regime: String,
    pub deadline: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub round: i32,
    pub created_at: Timestamp,
}

impl From<Summary> for ProjectSummary {
    fn from(row: Summary) -> Self {
        Self {
            id: row.id,
            number: row.number,
            title_zh: row.title_zh,
            title_en: row.title_en,
            area_code: row.area_code,
            field: row.field,
            status: row.status,
            buyer_id: row.buyer_id,
            budget_fen: row.budget_fen.map(|budget| budget.fen()),
            regime: row.regime,
            deadline: row.deadline,
            published_at: row.published_at,
            round: row.round,
            created_at: row.created_at,
        }
    }
}

/// A project as this caller may know it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProjectView {
    pub id: ProjectId,
    #[schema(example = "XM-2026-0001")]
    pub number: String,
    pub status: Status,
    pub status_reason: Option<String>,
    /// What this caller may do now.
    #[schema(example = json!(["publish", "cancel"]))]
    pub allowed_actions: Vec<&'static str>,
    /// Which round of the purchase this is, from 1.
    pub round: i32,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub description_zh: String,
    pub area_code: String,
    pub field: Option<String>,
    pub target_groups: Vec<String>,
    pub need_ids: Vec<NeedId>,
    pub consultation: Option<String>,
    pub buyer_id: OrganizationId,
    pub author_organization_id: OrganizationId,
    pub officer_in_charge: Option<UserId>,
    pub instrument: Option<Instrument>,
    pub service_from: Option<NaiveDate>,
    pub service_to: Option<NaiveDate>,
    pub long_term_reason: Option<String>,
    pub criteria: Vec<Criterion>,
    #[schema(value_type = Option<String>, example = "20.00")]
    pub price_weight: Option<Hundredths>,
    pub requirements: Requirements,
    pub splitting_exemption: Option<String>,
    pub fewer_bids_reason: Option<String>,
    #[schema(example = 20000000)]
    pub budget_fen: Option<i64>,
    pub budget_line_id: Option<BudgetLineId>,
    pub catalogue_item_id: Option<CatalogueItemId>,
    pub regime: String,
    /// The version that was frozen at publication.
    pub rule_set_version: Option<String>,
    pub deadline: Option<Timestamp>,
    /// What bids are sealed to, from publication on.
    #[schema(example = "x25519:8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")]
    pub public_key: Option<String>,
    pub submitted_at: Option<Timestamp>,
    pub approved_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub opened_at: Option<Timestamp>,
    /// From the closing on; before, nobody learns how many bids there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
    /// For those who decide, until publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings: Option<Vec<WarningView>>,
    /// For those who may read drafts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approvals: Option<ApprovalsView>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// How the project is, or was, approved.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ApprovalsView {
    /// Which submission the project stands in, from 1.
    pub submission: i32,
    /// The step whose turn it is, while the project is submitted.
    pub open: Option<OpenStep>,
    /// Every decision on every submission, in order.
    pub decisions: Vec<DecisionView>,
}

/// Whose turn it is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OpenStep {
    pub step: i32,
    /// How many steps the amount needs.
    pub of: usize,
    pub role: Role,
    /// Whether meeting, date and minute number must be recorded (R60).
    pub collective_decision: bool,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DecisionView {
    pub submission: i32,
    pub step: i32,
    pub decision: Decision,
    pub decided_by: UserId,
    pub decided_at: Timestamp,
    pub reason: Option<String>,
    pub collective_decision: Option<CollectiveDecision>,
}

/// The view after a write.
pub(super) fn for_caller(conn: &mut Conn, call: &Call, found: Placed) -> Result<ProjectView> {
    let public_key = if found.project.is_published() { Some(store::key_of(conn, &found.project.id)?.public_key.to_string()) } else { None };
    whole(conn, call, found, public_key)
}

/// A published call costs no query more for a bidder, and one for officials.
pub(super) fn whole(conn: &mut Conn, call: &Call, found: Placed, public_key: Option<String>) -> Result<ProjectView> {
    let official = policy::reads_drafts(&call.actor, &found.path);
    let history = if official { store::approvals_of(conn, &found.project.id)? } else { Vec::new() };
    let submission = ladder::submission_of(found.project.round, &history);
    let decided = ladder::decided(&history, submission);
    let editors =
        if official && found.project.status == Status::Submitted { store::editors_of(conn, &found.project.id)? } else { Vec::new() };
    let allowed_actions = policy::allowed_actions(&call.actor, &found, &editors, &decided);
    let (warnings, steps) =
        if official && !found.project.is_published() { before_publication(conn, call, &found.project)? } else { Default::default() };
    let project = found.project;
    let approvals = if official {
        let open = if project.status == Status::Submitted { open_step(&steps, &decided) } else { None };
        Some(ApprovalsView { submission, open, decisions: history.into_iter().map(decision).collect::<Result<_>>()? })
    } else {
        None
    };
    let warnings = warnings.map(|warnings| warnings.iter().map(|warning| warning.view(call.language)).collect());
    view(project, public_key, allowed_actions, warnings, approvals)
}

type Ahead = (Option<Vec<Warning>>, Vec<ApprovalStep>);

/// What those who decide are warned of, and the steps that the amount needs.
fn before_publication(conn: &mut Conn, call: &Call, project: &Project) -> Result<Ahead> {
    let Some(rules) = rules::find_current(conn, &project.regime, call.now.shanghai_date())? else { return Ok(Ahead::default()) };
    let warnings = warnings::of(conn, project, &project.content()?, &rules)?;
    Ok((Some(warnings), project.budget_fen.map(|budget| rules.approval_steps(budget)).unwrap_or_default()))
}

fn open_step(steps: &[ApprovalStep], decided: &[Approval]) -> Option<OpenStep> {
    let step = steps.get(decided.len())?;
    Some(OpenStep {
        step: ladder::open_step(decided),
        of: steps.len(),
        role: match step.role {
            ApproverRole::StreetApprover => Role::StreetApprover,
        },
        collective_decision: step.collective_decision,
    })
}

fn decision(approval: Approval) -> Result<DecisionView> {
    Ok(DecisionView {
        submission: approval.submission,
        step: approval.step,
        decision: approval.decision,
        decided_by: approval.decided_by,
        decided_at: approval.decided_at,
        reason: approval.reason,
        collective_decision: approval.collective_decision.map(|text| text.parse()).transpose()?,
    })
}

fn view(
    project: Project,
    public_key: Option<String>,
    allowed_actions: Vec<&'static str>,
    warnings: Option<Vec<WarningView>>,
    approvals: Option<ApprovalsView>,
) -> Result<ProjectView> {
    let content = project.content()?;
    let counts = if project.closed_at.is_some() { project.counts()? } else { None };
    Ok(ProjectView {
        id: project.id,
        number: project.number,
        status: project.status,
        status_reason: project.status_reason,
        allowed_actions,
        round: project.round,
        title_zh: project.title_zh,
        title_en: project.title_en,
        description_zh: project.description_zh,
        area_code: project.area_code,
        field: project.field,
        target_groups: content.target_groups,
        need_ids: content.need_ids,
        consultation: content.consultation,
        buyer_id: project.buyer_id,
        author_organization_id: project.author_organization_id,
        officer_in_charge: project.officer_in_charge,
        instrument: content.instrument,
        service_from: content.service_from,
        service_to: content.service_to,
        long_term_reason: content.long_term_reason,
        criteria: content.criteria,
        price_weight: content.price_weight,
        requirements: content.requirements,
        splitting_exemption: content.splitting_exemption,
        fewer_bids_reason: content.fewer_bids_reason,
        budget_fen: project.budget_fen.map(|budget| budget.fen()),
        budget_line_id: project.budget_line_id,
        catalogue_item_id: project.catalogue_item_id,
        regime: project.regime,
        rule_set_version: project.rule_set_version,
        deadline: project.deadline,
        public_key: public_key.filter(|_| project.published_at.is_some()),
        submitted_at: project.submitted_at,
        approved_at: project.approved_at,
        published_at: project.published_at,
        closed_at: project.closed_at,
        opened_at: project.opened_at,
        counts,
        warnings,
        approvals,
        created_at: project.created_at,
        updated_at: project.updated_at,
    })
}
