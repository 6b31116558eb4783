//! What the outside sees of a budget line.

use serde::Serialize;

use super::store::BudgetLine;
use crate::platform::ids::{BudgetLineId, OrganizationId};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BudgetLineView {
    pub id: BudgetLineId,
    #[schema(example = "310107015")]
    pub area_code: String,
    /// The buyer.
    pub organization_id: OrganizationId,
    #[schema(example = 2026)]
    pub year: i32,
    #[schema(example = "2080799")]
    pub code: String,
    pub title_zh: String,
    #[schema(example = 1_000_000_000)]
    pub amount_fen: i64,
    /// Reserved or awarded.
    pub committed_fen: i64,
    /// What can still be reserved.
    pub available_fen: i64,
}

impl From<BudgetLine> for BudgetLineView {
    fn from(line: BudgetLine) -> Self {
        Self {
            available_fen: line.available().fen(),
            id: line.id,
            area_code: line.area_code,
            organization_id: line.organization_id,
            year: line.year,
            code: line.code,
            title_zh: line.title_zh,
            amount_fen: line.amount_fen.fen(),
            committed_fen: line.committed_fen.fen(),
        }
    }
}
