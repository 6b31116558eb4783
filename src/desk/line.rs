//! The needs and the budget line behind a purchase, as the sheet shows them.

use serde::Serialize;

use crate::needs;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::{BudgetLineId, NeedId};
use crate::rules;

#[derive(Serialize)]
pub(super) struct NeedFacts {
    title_zh: String,
    status: needs::Status,
}

#[derive(Serialize)]
pub(super) struct BudgetFacts {
    code: String,
    title_zh: String,
    amount_fen: i64,
    available_fen: i64,
}

pub(super) fn needs(conn: &mut Conn, ids: &[NeedId]) -> Result<Vec<NeedFacts>> {
    let found = needs::find_many(conn, ids)?;
    Ok(found.into_iter().map(|need| NeedFacts { title_zh: need.title_zh, status: need.status }).collect())
}

pub(super) fn budget(conn: &mut Conn, id: &BudgetLineId) -> Result<Option<BudgetFacts>> {
    Ok(rules::budget::find(conn, id)?.map(|line| BudgetFacts {
        amount_fen: line.amount_fen.fen(),
        available_fen: line.available().fen(),
        code: line.code,
        title_zh: line.title_zh,
    }))
}
