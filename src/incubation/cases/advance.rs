//! The one way in which a case changes its status: checked, its place counted, saved over the version that was read, recorded.

use serde_json::{Value, json};

use super::model::Move;
use super::policy;
use super::store::{self, Placed};
use super::view::CaseView;
use crate::incubation::programmes;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Check, Problem, Reply, Result};

/// Takes one step of the lifecycle. The reason is for the applicant and the hub; it stays out of the event.
pub(super) fn advance(tx: &mut Tx, call: &Call, placed: &mut Placed, step: Move, reason: Option<&str>) -> Result<()> {
    let case = &mut placed.case;
    let before = case.status;
    case.status = before.try_after(step)?;
    case.status_reason = reason.map(|reason| reason.trim().to_owned());
    match (before.holds_place(), case.status.holds_place()) {
        (false, true) if !programmes::store::take_place(tx, &case.programme_id)? => return Err(no_place()),
        (true, false) => programmes::store::give_place_back(tx, &case.programme_id)?,
        _ => {}
    }
    store::save(tx, case, call.now)?;
    let facts = json!({
        "from": before, "to": case.status, "programme_id": case.programme_id,
        "started_on": case.started_on.as_ref().map(|date| date.date()), "due_on": case.due_on.as_ref().map(|date| date.date()),
        "ended_on": case.ended_on.as_ref().map(|date| date.date()), "registered_at_exit": case.registered_at_exit,
    });
    record(tx, call, placed, step.event(), facts)
}

/// A fact of this case, for the applicant and for those whose place it is.
pub fn record(tx: &mut Tx, call: &Call, placed: &Placed, name: &'static str, facts: Value) -> Result<()> {
    let case = &placed.case;
    journal::record(tx, call, Event::new(name, &case.id).for_organization(&case.organization_id).for_area(&placed.path).with(facts))
}

/// The case that a caller may move by this step, in the version that they read.
pub(super) fn to_move(tx: &mut Tx, call: &Call, id: &str, step: Move) -> Result<Placed> {
    let (placed, relation) = policy::known(tx, &call.actor, id)?;
    relation.require(relation.may(step))?;
    call.expect_version(placed.case.version)?;
    placed.case.status.try_after(step)?;
    Ok(placed)
}

pub(super) fn answer(call: &Call, placed: Placed) -> Result<Reply> {
    let version = placed.case.version;
    Ok(Reply::ok(&CaseView::of(placed, &call.actor))?.version(version))
}

pub(super) fn check_reason(reason: &str) -> Result<()> {
    let mut check = Check::new();
    check.text("/reason_zh", reason, 500);
    check.finish()
}

/// Places are never exceeded.
fn no_place() -> Problem {
    Problem::conflict(
        "incubation/no_place",
        "该孵化计划的名额已满；待有案例结束或增加名额后再准入。",
        "Every place of the programme is taken: admit when a case has ended or places were added.",
    )
}
