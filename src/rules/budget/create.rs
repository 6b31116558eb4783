//! `POST /budget-lines`: opens a line of a year's budget.

use actix_web::post;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::policy;
use super::store::{self, BudgetLine, Change};
use super::view::BudgetLineView;
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Check, Cx, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{BudgetLineId, OrganizationId};
use crate::platform::money::Money;

#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBudgetLine {
    /// The place for which the money is.
    #[schema(example = "310107015")]
    pub area_code: String,
    /// The buyer: your street's office.
    pub organization_id: OrganizationId,
    #[schema(example = 2026)]
    pub year: i32,
    /// The code of the budget, unique for the buyer and year.
    #[schema(example = "2080799")]
    pub code: String,
    pub title_zh: String,
    #[schema(example = 1_000_000_000)]
    pub amount_fen: i64,
}

/// Open a budget line
#[utoipa::path(operation_id = "budget_lines_create", tag = "rules", request_body = CreateBudgetLine, responses(
    (status = 201, description = "The line", body = BudgetLineView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/budget-lines")]
pub async fn handle(cx: Cx, body: Body<CreateBudgetLine>) -> Answer {
    let id = BudgetLineId::new();
    cx.write("budget_lines_create", body, move |tx, call, command| {
        let line = open(tx, call, id.clone(), command)?;
        Ok(Reply::created(format!("/api/v1/budget-lines/{}", line.id), &BudgetLineView::from(line))?.version(1))
    })
    .await
}

/// Opens a line, one by one or out of a spreadsheet.
pub fn open(tx: &mut Tx, call: &Call, id: BudgetLineId, command: &CreateBudgetLine) -> Result<BudgetLine> {
    let path = check(tx, call, command)?;
    let line = BudgetLine {
        id,
        area_code: command.area_code.clone(),
        organization_id: command.organization_id.clone(),
        year: command.year,
        code: command.code.trim().to_owned(),
        title_zh: command.title_zh.trim().to_owned(),
        amount_fen: Money::from_fen(command.amount_fen),
        committed_fen: Money::ZERO,
        created_at: call.now,
        version: 1,
    };
    store::insert(tx, &line)?;
    store::enter(tx, &line.id, None, Change::Opened, line.amount_fen, call.now)?;
    let facts = json!({"year": line.year, "code": line.code, "amount_fen": line.amount_fen});
    let event = Event::new("budget.opened", &line.id).for_organization(&line.organization_id).for_area(&path).with(facts);
    journal::record(tx, call, event)?;
    Ok(line)
}

/// What `open` would refuse.
pub fn vet(conn: &mut Conn, call: &Call, command: &CreateBudgetLine) -> Result<()> {
    check(conn, call, command).map(|_| ())
}

/// The path of the place for which the money is.
fn check(conn: &mut Conn, call: &Call, command: &CreateBudgetLine) -> Result<String> {
    let area = areas::find(conn, &command.area_code)?;
    let mut check = Check::new();
    if area.is_none() {
        check.push(FieldError::new("/area_code", "unknown_area", "没有这个区域。", "there is no such area."));
    }
    check
        .that((2000..2200).contains(&command.year), "/year", "out_of_range", "须在 2000 到 2199 之间。", "must lie between 2000 and 2199.")
        .text("/code", &command.code, 50)
        .text("/title_zh", &command.title_zh, 200)
        .amount("/amount_fen", command.amount_fen);
    check.finish()?;
    let path = area.map(|area| area.path).unwrap_or_default();
    if !policy::may_open(&call.actor, &command.organization_id, &path) {
        return Err(Problem::forbidden(
            "rules/not_your_budget",
            "只能为本街道、本辖区开立预算。",
            "You can open budget lines of your own street's office and area only.",
        ));
    }
    Ok(path)
}
