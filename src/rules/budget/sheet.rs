//! Budget lines as rows of a spreadsheet: the same columns in the template, the import and the export.

use super::create::CreateBudgetLine;
use super::view::BudgetLineView;
use crate::platform::ids::OrganizationId;
use crate::platform::money::Money;
use crate::platform::sheets::{Cell, Column, RowReader, Shape};

pub const COLUMNS: &[Column] = &[
    Column::new("title_zh", "预算名称", "Title (Chinese)", Shape::Text).required().example("就业服务"),
    Column::new("year", "年度", "Year", Shape::Number).required().example("2026"),
    Column::new("code", "预算代码", "Budget code", Shape::Code).required().example("2080799"),
    Column::new("area_code", "使用区域", "Area", Shape::Place).required().example("310107015"),
    Column::new("amount_yuan", "金额（元）", "Amount (yuan)", Shape::Money).required().example("1000000.00"),
    Column::new("organization_id", "购买单位编号", "Buyer id", Shape::Code)
        .note("不填则为您所在的街道办事处。", "Your own street's office, unless told."),
    Column::new("organization_name", "购买单位", "Buyer", Shape::Text).derived(),
    Column::new("committed_yuan", "已占用（元）", "Committed (yuan)", Shape::Money).derived(),
    Column::new("available_yuan", "可用（元）", "Available (yuan)", Shape::Money).derived(),
    Column::new("id", "编号", "Id", Shape::Text).derived(),
];

/// What a row says; None where a cell cannot be read. `own` is the buyer where the row names none.
pub fn read(row: &mut RowReader, own: Option<&OrganizationId>) -> Option<CreateBudgetLine> {
    let named = row.optional("organization_id");
    let buyer = match &named {
        Some(id) => OrganizationId::parse(id),
        None => own.cloned(),
    };
    if named.is_some() && buyer.is_none() {
        row.refuse("organization_id", "malformed", "不是单位编号。", "is no id of an organisation.");
    }
    let (year, amount) = (row.number("year"), row.money("amount_yuan"));
    let (buyer, year, amount) = (row.required("organization_id", buyer), row.required("year", year), row.required("amount_yuan", amount));
    let line = CreateBudgetLine {
        area_code: row.text("area_code"),
        organization_id: buyer?,
        year: year?,
        code: row.text("code"),
        title_zh: row.text("title_zh"),
        amount_fen: amount?.fen(),
    };
    row.is_sound().then_some(line)
}

/// What stands in a column; the buyer's name is looked up by the caller.
pub(super) fn cell(view: &BudgetLineView, buyer: &str, column: &Column) -> Cell {
    match column.key {
        "title_zh" => Cell::text(&view.title_zh),
        "year" => Cell::Number(i64::from(view.year)),
        "code" => Cell::text(&view.code),
        "area_code" => Cell::text(&view.area_code),
        "amount_yuan" => Cell::Money(Money::from_fen(view.amount_fen)),
        "organization_id" => Cell::text(view.organization_id.as_str()),
        "organization_name" => Cell::text(buyer),
        "committed_yuan" => Cell::Money(Money::from_fen(view.committed_fen)),
        "available_yuan" => Cell::Money(Money::from_fen(view.available_fen)),
        "id" => Cell::text(view.id.as_str()),
        _ => Cell::Empty,
    }
}
