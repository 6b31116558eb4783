//! What approving, returning and rejecting have in common.

use serde_json::json;

use super::advance::advance;
use super::ladder;
use super::model::{Decision, Move};
use super::policy;
use super::store::{self, Approval, Placed};
use crate::platform::actor::Role;
use crate::platform::db::Tx;
use crate::platform::http::{Call, Result};
use crate::platform::ids::{ProjectId, UserId};

/// Where the ladder stands.
pub(super) struct Decided {
    pub submission: i32,
    pub so_far: Vec<Approval>,
}

/// The submitted project before one of its buyer's approvers, who had no hand in it and has not decided on it yet (R63).
pub(super) fn opened(tx: &mut Tx, call: &Call, id: &ProjectId, step: Move) -> Result<(Placed, UserId, Decided)> {
    let found = policy::held(tx, call, id)?;
    let approver = policy::buyers_own(&call.actor, Role::StreetApprover, &found)?;
    policy::must_not_have_drafted(&approver, &store::editors_of(tx, id)?)?;
    call.expect_version(found.project.version)?;
    found.project.status.try_after(step)?;
    let history = store::approvals_of(tx, id)?;
    let submission = ladder::submission_of(found.project.round, &history);
    let so_far = ladder::decided(&history, submission);
    ladder::must_be_another_person(&approver, &so_far)?;
    Ok((found, approver, Decided { submission, so_far }))
}

/// Ends the submission without approval; the reason is told to its author.
pub fn refuse(tx: &mut Tx, call: &Call, id: &ProjectId, step: Move, decision: Decision, reason: &str) -> Result<Placed> {
    let (mut found, approver, decided) = opened(tx, call, id, step)?;
    let number = ladder::open_step(&decided.so_far);
    let mut approval = Approval::new(id, decided.submission, number, decision, approver, call.now);
    approval.reason = Some(reason.to_owned());
    store::insert_approval(tx, &approval)?;
    let facts = json!({ "submission": decided.submission, "step": number });
    advance(tx, call, &mut found.project, step, Some(reason), facts)?;
    Ok(found)
}
