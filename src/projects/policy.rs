//! Who may see a project and who may move it, besides the permission table.

use super::model::{Move, Status};
use super::store::{self, Approval, Placed, Project};
use crate::platform::actor::{Actor, Role};
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{OrganizationId, ProjectId, UserId};

const DRAFTERS: &[Role] = &[Role::HubOperator, Role::StreetOfficer];

/// The project as this caller may know it; 404 otherwise.
pub(super) fn known(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<Placed> {
    store::placed(conn, id)?.filter(|found| may_know(&call.actor, found)).ok_or_else(unknown)
}

/// The same with its public key.
pub(super) fn known_whole(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<(Placed, Option<String>)> {
    store::whole(conn, id)?.filter(|(found, _)| may_know(&call.actor, found)).ok_or_else(unknown)
}

/// The same, held until the transaction ends.
pub(super) fn held(tx: &mut Tx, call: &Call, id: &ProjectId) -> Result<Placed> {
    lock::project(tx, id, lock::Strength::Alone)?;
    known(tx, call, id)
}

/// The id in a path; what is no id names nothing.
pub(super) fn id_of(path: &str) -> Result<ProjectId> {
    ProjectId::parse(path).ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::not_found("项目", "project")
}

/// A published call is everybody's who reads purchases; a draft only its drafters', its approvers' and the auditors'.
pub fn may_know(actor: &Actor, found: &Placed) -> bool {
    found.project.is_published() || reads_drafts(actor, &found.path)
}

pub(super) fn reads_drafts(actor: &Actor, path: &str) -> bool {
    actor.has_any(&[Role::Auditor]) || actor.reaches(Role::DRAFT_READERS, path)
}

/// 403 for whoever decides on the purchase, as an approver of the place or on its panel, whatever else they are: they see no scores of
/// the matching (R23, R24).
pub fn must_not_decide(conn: &mut Conn, actor: &Actor, project: &ProjectId, path: &str) -> Result<()> {
    let sits = match actor.user_id() {
        Some(user) => store::sits_on_panel(conn, project, user)?,
        None => false,
    };
    if sits || actor.reaches(&[Role::StreetApprover], path) { Err(decides_on_it()) } else { Ok(()) }
}

pub fn decides_on_it() -> Problem {
    Problem::forbidden("matching/decides_on_it", "审批人和评审人员不能查看匹配结果。", "Approvers and panel members do not see matches.")
}

/// The person who drafts, and the organisation for which they do; 403 where no drafting role reaches the place.
pub(super) fn drafter(actor: &Actor, path: &str) -> Result<(UserId, OrganizationId)> {
    let grant = actor.grants.iter().find(|grant| {
        DRAFTERS.contains(&grant.role)
            && grant.organization_id.is_some()
            && grant.area_path.as_deref().is_some_and(|reach| path.starts_with(reach))
    });
    match (actor.user_id(), grant.and_then(|grant| grant.organization_id.clone())) {
        (Some(user), Some(organization)) => Ok((user.clone(), organization)),
        _ => {
            Err(Problem::forbidden("projects/out_of_reach", "您的经办角色不覆盖这个区域。", "Your drafting role does not reach this area."))
        }
    }
}

/// Whether the caller holds `role` in the buyer's own organisation, for the project's area.
pub(super) fn acts_for_buyer(actor: &Actor, role: Role, found: &Placed) -> bool {
    actor.grants.iter().any(|grant| {
        grant.role == role
            && grant.organization_id.as_ref() == Some(&found.project.buyer_id)
            && grant.area_path.as_deref().is_some_and(|reach| found.path.starts_with(reach))
    })
}

/// The person who acts for the buyer; 403 for everybody else: the buyer is the street, never the hub.
pub(super) fn buyers_own(actor: &Actor, role: Role, found: &Placed) -> Result<UserId> {
    match actor.user_id() {
        Some(user) if acts_for_buyer(actor, role, found) => Ok(user.clone()),
        _ => Err(Problem::forbidden(
            "projects/not_the_buyer",
            format!("只有采购方在该区域的 {role} 可以这样做。"),
            format!("Only a {role} of the buyer whose reach covers the area may do this."),
        )),
    }
}

/// R63: nobody decides on what they drafted, edited or submitted.
pub(super) fn must_not_have_drafted(user: &UserId, editors: &[UserId]) -> Result<()> {
    if editors.contains(user) {
        return Err(Problem::forbidden(
            "projects/own_draft",
            "您参与起草了这个项目，不能审批自己起草的内容。",
            "You drafted or edited this project: nobody approves what they drafted.",
        ));
    }
    Ok(())
}

/// What this caller may do with the project now, as verbs of the API.
pub(super) fn allowed_actions(actor: &Actor, found: &Placed, editors: &[UserId], decided: &[Approval]) -> Vec<&'static str> {
    let drafts = drafter(actor, &found.path).is_ok();
    let officer = acts_for_buyer(actor, Role::StreetOfficer, found);
    let approver = acts_for_buyer(actor, Role::StreetApprover, found)
        && actor.user_id().is_some_and(|user| !editors.contains(user) && decided.iter().all(|approval| approval.decided_by != *user));
    let mut actions = Vec::new();
    if drafts && found.project.status.is_editable() {
        actions.push("update");
    }
    for step in found.project.status.moves() {
        let may = match step {
            Move::Submit | Move::NewRound => drafts,
            Move::Return | Move::Reject | Move::Approve => approver,
            Move::Publish | Move::Cancel => officer,
            Move::Open => officer && is_nobody_elses(actor, &found.project),
            _ => false,
        };
        if may {
            actions.push(step.as_str());
        }
    }
    actions
}

/// The officer in charge opens the bids; where none is named, every officer of the buyer does.
fn is_nobody_elses(actor: &Actor, project: &Project) -> bool {
    project.officer_in_charge.as_ref().is_none_or(|officer| actor.user_id() == Some(officer))
}

impl Status {
    /// Whether what the project says may still be changed.
    pub(super) fn is_editable(self) -> bool {
        matches!(self, Status::Draft | Status::Returned)
    }
}
