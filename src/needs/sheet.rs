//! Needs as rows of a spreadsheet: the same columns in the template, the import and the export.

use super::model::{Channel, Status};
use super::report::ReportNeed;
use super::view::NeedView;
use crate::organizations::sheet::{fields, target_groups};
use crate::organizations::taxonomy::NeedCategory;
use crate::platform::sheets::{Cell, Choice, Column, RowReader, Shape};

pub const COLUMNS: &[Column] = &[
    Column::new("title_zh", "需求名称", "Title (Chinese)", Shape::Text).required().example("青年就业创业帮助"),
    Column::new("description_zh", "需求描述", "Description (Chinese)", Shape::Text)
        .required()
        .example("许多毕业生找不到工作")
        .note("不写居民的姓名、住址、电话或证件号码。", "No names, addresses or numbers of residents."),
    Column::new("area_code", "所在区域", "Area", Shape::Place).required().example("310107015"),
    Column::new("field", "服务领域", "Service field", Shape::Choice(fields)).required().example("jobs_startups"),
    Column::new("category", "需求类别", "Category", Shape::Choice(categories))
        .note("不填则按服务领域。", "That of the field, unless told."),
    Column::new("target_groups", "服务对象", "Target groups", Shape::Choices(target_groups))
        .example("youth")
        .note("不填则为全体居民。", "None means all residents."),
    Column::new("source", "来源", "Source", Shape::Text).example("居民代表会议"),
    Column::new("channel", "渠道", "Channel", Shape::Choice(channels)).derived(),
    Column::new("status", "状态", "Status", Shape::Choice(statuses)).derived(),
    Column::new("reported_on", "提出日期", "Reported on", Shape::Date).derived(),
    Column::new("id", "编号", "Id", Shape::Text).derived(),
];

fn categories() -> Vec<Choice> {
    vec![
        Choice::new(NeedCategory::Livelihood.as_str(), "民生服务", "Livelihood"),
        Choice::new(NeedCategory::Civility.as_str(), "精神文明", "Civility"),
        Choice::new(NeedCategory::Infrastructure.as_str(), "基础设施", "Infrastructure"),
        Choice::new(NeedCategory::Safety.as_str(), "平安建设", "Safety"),
    ]
}

fn channels() -> Vec<Choice> {
    vec![
        Choice::new(Channel::Committee.as_str(), "居委会", "Committee"),
        Choice::new(Channel::Desk.as_str(), "枢纽前台", "Desk"),
        Choice::new(Channel::Survey.as_str(), "问卷", "Survey"),
    ]
}

fn statuses() -> Vec<Choice> {
    let choice = |status: &Status| {
        let (zh, en) = status.labels();
        Choice::new(status.as_str(), zh, en)
    };
    Status::ALL.iter().map(choice).collect()
}

/// What a row says; None where a cell cannot be read.
pub fn read(row: &mut RowReader) -> Option<ReportNeed> {
    let field = row.choice("field").map(str::to_owned);
    let field = row.required("field", field);
    // Every cell is read, so that all that is wrong is named at once.
    let need = ReportNeed {
        area_code: row.text("area_code"),
        title_zh: row.text("title_zh"),
        description_zh: row.text("description_zh"),
        field: field.unwrap_or_default(),
        category: row.choice("category").and_then(NeedCategory::parse),
        target_groups: row.list("target_groups"),
        source: row.optional("source"),
    };
    row.is_sound().then_some(need)
}

/// What stands in a column.
pub(super) fn cell(view: &NeedView, column: &Column) -> Cell {
    match column.key {
        "title_zh" => Cell::text(&view.title_zh),
        "description_zh" => Cell::text(&view.description_zh),
        "area_code" => Cell::text(&view.area_code),
        "field" => Cell::text(&view.field),
        "category" => Cell::text(view.category.as_str()),
        "target_groups" => Cell::List(view.target_groups.clone()),
        "source" => Cell::optional(view.source.as_ref(), Cell::text),
        "channel" => Cell::text(view.channel.as_str()),
        "status" => Cell::text(view.status.as_str()),
        "reported_on" => Cell::Date(view.created_at.shanghai_date()),
        "id" => Cell::text(view.id.as_str()),
        _ => Cell::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_and_channel_has_its_label() {
        assert_eq!(categories().iter().filter_map(|choice| NeedCategory::parse(choice.code)).collect::<Vec<_>>(), NeedCategory::ALL);
        assert_eq!(channels().iter().filter_map(|choice| Channel::parse(choice.code)).collect::<Vec<_>>(), Channel::ALL);
    }
}
