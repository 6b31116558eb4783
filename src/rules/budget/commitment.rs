//! What approval, award and failure do to a budget line.

use serde_json::json;

use super::store::{self, BudgetLine, Change};
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{BudgetLineId, ProjectId};
use crate::platform::money::Money;

/// Reserves a project's amount at its approval (R7). 409 `rules/budget_exceeded` where the line does not hold it (S48),
/// `rules/already_reserved` where the project holds something of the line already.
pub fn reserve(tx: &mut Tx, call: &Call, line: &BudgetLineId, project: &ProjectId, amount: Money) -> Result<()> {
    positive(amount)?;
    if store::held_by(tx, line, project)? > Money::ZERO {
        return Err(Problem::conflict(
            "rules/already_reserved",
            "该项目已在此预算上预留资金。",
            "The project holds a reservation on this budget line already.",
        ));
    }
    if !store::commit_within(tx, line, amount)? {
        return Err(exceeded(&find(tx, line)?, amount));
    }
    record(tx, call, line, project, Change::Reserved, amount)
}

/// Lowers what a project holds of a line to the awarded price and frees the rest. More than it holds is
/// 409 `rules/budget_exceeded`; exactly what it holds changes nothing.
pub fn lower(tx: &mut Tx, call: &Call, line: &BudgetLineId, project: &ProjectId, to: Money) -> Result<()> {
    positive(to)?;
    let held = store::held_by(tx, line, project)?;
    if to > held {
        return Err(above_reservation(held, to));
    }
    free(tx, call, line, project, held, to, Change::Lowered)
}

/// Gives back all that a project holds of a line, at failure or cancellation. A second time there is nothing to give.
pub fn release(tx: &mut Tx, call: &Call, line: &BudgetLineId, project: &ProjectId) -> Result<()> {
    let held = store::held_by(tx, line, project)?;
    free(tx, call, line, project, held, Money::ZERO, Change::Released)
}

fn free(tx: &mut Tx, call: &Call, line: &BudgetLineId, project: &ProjectId, held: Money, to: Money, kind: Change) -> Result<()> {
    if to == held {
        return Ok(());
    }
    let change = to.checked_sub(held).ok_or_else(|| Problem::broken("a difference of amounts is beyond the range"))?;
    if !store::commit_within(tx, line, change)? {
        return Err(Problem::broken(format!("budget line {line} is gone although project {project} holds money of it")));
    }
    record(tx, call, line, project, kind, change)
}

fn record(tx: &mut Tx, call: &Call, line: &BudgetLineId, project: &ProjectId, kind: Change, change: Money) -> Result<()> {
    store::enter(tx, line, Some(project), kind, change, call.now)?;
    let line = find(tx, line)?;
    let path = areas::path_of(tx, &line.area_code, "/area_code")?;
    let name = match kind {
        Change::Opened => "budget.opened",
        Change::Reserved => "budget.reserved",
        Change::Lowered => "budget.lowered",
        Change::Released => "budget.released",
    };
    let facts = json!({
        "change_fen": change, "amount_fen": line.amount_fen, "committed_fen": line.committed_fen, "available_fen": line.available(),
    });
    let event = Event::new(name, &line.id).of_project(project).for_organization(&line.organization_id).for_area(&path).with(facts);
    journal::record(tx, call, event)
}

fn find(tx: &mut Tx, line: &BudgetLineId) -> Result<BudgetLine> {
    store::find(tx, line)?.ok_or_else(|| Problem::not_found("预算", "budget line"))
}

/// The callers have checked what people sent; a negative reservation would make money.
fn positive(amount: Money) -> Result<()> {
    if amount > Money::ZERO { Ok(()) } else { Err(Problem::broken(format!("{amount} cannot be committed"))) }
}

fn exceeded(line: &BudgetLine, wanted: Money) -> Problem {
    let (available, wanted) = (line.available().to_yuan(), wanted.to_yuan());
    Problem::conflict(
        "rules/budget_exceeded",
        format!("预算“{}”可用 {available} 元，需要 {wanted} 元。", line.title_zh),
        format!("The budget line {} has {available} yuan available, {wanted} yuan are wanted.", line.code),
    )
}

fn above_reservation(held: Money, wanted: Money) -> Problem {
    let (held, wanted) = (held.to_yuan(), wanted.to_yuan());
    Problem::conflict(
        "rules/budget_exceeded",
        format!("项目预留了 {held} 元，需要 {wanted} 元。"),
        format!("The project has reserved {held} yuan, {wanted} yuan are wanted."),
    )
}
