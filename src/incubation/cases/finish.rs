//! What all exits but graduation share: a day, a reason, and whether the team was registered by then.

use chrono::NaiveDate;
use serde::Deserialize;

use super::advance::{advance, check_reason};
use super::model::Move;
use super::store::Placed;
use crate::incubation::supports;
use crate::organizations::Kind;
use crate::platform::db::Tx;
use crate::platform::db::types::DateText;
use crate::platform::http::{Call, Check, Problem, Result};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EndIncubationCase)]
pub struct EndCase {
    /// Shown to the applicant and the hub.
    pub reason_zh: String,
    /// The last day in the programme; today unless told. Means nothing before the term has begun.
    pub ended_on: Option<NaiveDate>,
}

/// Ends the case by this step.
pub fn end(tx: &mut Tx, call: &Call, placed: &mut Placed, step: Move, command: &EndCase) -> Result<()> {
    check_reason(&command.reason_zh)?;
    if placed.case.status.is_running() {
        let day = command.ended_on.unwrap_or_else(|| call.now.shanghai_date());
        close_term(tx, call, placed, "/ended_on", day)?;
        if step == Move::Expire {
            must_be_over(placed, day)?;
        }
    }
    advance(tx, call, placed, step, Some(&command.reason_zh))
}

/// Notes the last day, which lies in the past or is today, and what the organisation was on it. Nothing in the ledger may lie
/// after it: support belongs to the term.
pub fn close_term(tx: &mut Tx, call: &Call, placed: &mut Placed, pointer: &str, day: NaiveDate) -> Result<()> {
    let last_support = supports::last_day(tx, &placed.case.id)?;
    let case = &mut placed.case;
    let started = case.started_on.as_ref().map(DateText::date);
    let mut check = Check::new();
    check
        .that(day <= call.now.shanghai_date(), pointer, "in_the_future", "不能晚于今天。", "must not lie in the future.")
        .that(Some(day) >= started, pointer, "before_the_start", "不能早于入壳日期。", "must not lie before the start of the term.")
        .that(
            case.registered_on.as_ref().is_none_or(|registered| registered.date() <= day),
            pointer,
            "before_the_registration",
            "不能早于登记日期。",
            "must not lie before the registration.",
        )
        .that(
            last_support.is_none_or(|support| support <= day),
            pointer,
            "before_a_support",
            "不能早于台账中最后一笔支持的日期。",
            "must not lie before the last support in the ledger.",
        );
    check.finish()?;
    case.ended_on = Some(day.into());
    case.registered_at_exit = Some(placed.organization_kind != Kind::CommunityTeam);
    Ok(())
}

fn must_be_over(placed: &Placed, day: NaiveDate) -> Result<()> {
    let due = placed.case.due_on.as_ref().map(DateText::date);
    if due.is_some_and(|due| due < day) {
        return Ok(());
    }
    Err(Problem::conflict(
        "incubation/term_runs",
        "孵化期尚未届满，不能作到期处理。",
        "The term is not over: nothing expires before the day after its last one.",
    ))
}
