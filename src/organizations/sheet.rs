//! Organisations as rows of a spreadsheet: the same columns in the template, the import and the export.

use super::model::{Kind, Status};
use super::register::Registration;
use super::taxonomy::taxonomy;
use super::view::OrganizationView;
use crate::platform::sheets::{Cell, Choice, Column, RowReader, Shape};

/// Columns that only those see who may see contacts.
pub(super) const PERSONAL: [&str; 2] = ["contact_email", "legal_representative"];

pub const COLUMNS: &[Column] = &[
    Column::new("name_zh", "机构名称", "Name (Chinese)", Shape::Text).required().example("鸟巢创业服务社"),
    Column::new("name_en", "英文名称", "Name (English)", Shape::Text),
    Column::new("kind", "机构类型", "Kind", Shape::Choice(kinds)).required().example("social_service_agency"),
    Column::new("form", "业务形态", "Form", Shape::Text).note("标签，如 social_work。", "A tag such as social_work."),
    Column::new("credit_code", "统一社会信用代码", "Credit code", Shape::Code)
        .example("52310107MJ0000026F")
        .note("18 位；备案团队留空。", "18 characters; none for a community team."),
    Column::new("area_code", "所在区域", "Area", Shape::Place).required().example("310107015"),
    Column::new("fields", "服务领域", "Service fields", Shape::Choices(fields)).example("jobs_startups"),
    Column::new("areas_served", "服务区域", "Areas served", Shape::Places).example("310107015"),
    Column::new("target_groups", "服务对象", "Target groups", Shape::Choices(target_groups)).example("youth"),
    Column::new("description_zh", "简介", "Description (Chinese)", Shape::Text),
    Column::new("contact_email", "联系邮箱", "Contact e-mail", Shape::Text),
    Column::new("legal_representative", "法定代表人", "Legal representative", Shape::Text),
    Column::new("registered_on", "成立日期", "Registered on", Shape::Date).example("2020-05-06"),
    Column::new("source", "资料来源", "Source", Shape::Text),
    Column::new("status", "状态", "Status", Shape::Choice(statuses)).derived(),
    Column::new("verified_on", "核验日期", "Verified on", Shape::Date).derived(),
    Column::new("id", "编号", "Id", Shape::Text).derived(),
];

/// The kinds of organisations, as choices.
pub fn kinds() -> Vec<Choice> {
    Kind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.labels().0, kind.labels().1)).collect()
}

fn statuses() -> Vec<Choice> {
    Status::ALL.iter().map(|status| Choice::new(status.as_str(), status.labels().0, status.labels().1)).collect()
}

/// The service fields, as choices.
pub fn fields() -> Vec<Choice> {
    taxonomy().fields().iter().map(|field| Choice::new(&field.slug, &field.label_zh, &field.label_en)).collect()
}

/// The target groups, as choices.
pub fn target_groups() -> Vec<Choice> {
    taxonomy().target_groups().iter().map(|group| Choice::new(&group.slug, &group.label_zh, &group.label_en)).collect()
}

/// What a row says; None where a cell cannot be read.
pub fn read(row: &mut RowReader) -> Option<Registration> {
    let kind = row.choice("kind").and_then(Kind::parse);
    let kind = row.required("kind", kind);
    // Every cell is read, so that all that is wrong is named at once.
    let registration = Registration {
        name_zh: row.text("name_zh"),
        name_en: row.optional("name_en"),
        kind: kind.unwrap_or(Kind::CommunityTeam),
        form: row.optional("form"),
        credit_code: row.optional("credit_code"),
        area_code: row.text("area_code"),
        description_zh: row.text("description_zh"),
        contact_email: row.optional("contact_email"),
        legal_representative: row.optional("legal_representative"),
        registered_on: row.date("registered_on"),
        major_breach_until: None,
        source: row.optional("source"),
        synthetic: false,
        fields: row.list("fields"),
        areas_served: row.list("areas_served"),
        target_groups: row.list("target_groups"),
    };
    row.is_sound().then_some(registration)
}

/// What stands in a column.
pub(super) fn cell(view: &OrganizationView, column: &Column) -> Cell {
    let optional = |text: Option<&String>| Cell::optional(text, Cell::text);
    let internal = view.internal.as_ref();
    match column.key {
        "name_zh" => Cell::text(&view.name_zh),
        "name_en" => optional(view.name_en.as_ref()),
        "kind" => Cell::text(view.kind.as_str()),
        "form" => optional(view.form.as_ref()),
        "credit_code" => optional(view.credit_code.as_ref()),
        "area_code" => Cell::text(&view.area_code),
        "fields" => Cell::List(view.fields.clone()),
        "areas_served" => Cell::List(view.areas_served.clone()),
        "target_groups" => Cell::List(view.target_groups.clone()),
        "description_zh" => Cell::text(&view.description_zh),
        "contact_email" => optional(internal.and_then(|internal| internal.contact_email.as_ref())),
        "legal_representative" => optional(internal.and_then(|internal| internal.legal_representative.as_ref())),
        "registered_on" => Cell::optional(view.registered_on, Cell::Date),
        "source" => optional(view.source.as_ref()),
        "status" => Cell::text(view.status.as_str()),
        "verified_on" => Cell::optional(view.verified_at.map(|moment| moment.shanghai_date()), Cell::Date),
        "id" => Cell::text(view.id.as_str()),
        _ => Cell::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_status_has_its_label() {
        assert_eq!(kinds().iter().filter_map(|choice| Kind::parse(choice.code)).collect::<Vec<_>>(), Kind::ALL);
        assert_eq!(statuses().iter().filter_map(|choice| Status::parse(choice.code)).collect::<Vec<_>>(), Status::ALL);
    }
}
